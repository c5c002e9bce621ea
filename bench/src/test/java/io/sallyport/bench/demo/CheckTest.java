package io.sallyport.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.demo.Check.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckTest {

    @Test
    void aClaimHoldsWithWhatWasSeen() {
        assertThat(new Check("ping", () -> "0.4 ms").run()).isEqualTo(new Result("ping", true, "0.4 ms"));
    }

    @Test
    void aClaimFailsWithItsReason() {
        Check check = new Check("ping", () -> {
            Check.require(false, "no answer");
            return "unreached";
        });

        assertThat(check.run()).isEqualTo(new Result("ping", false, "no answer"));
    }

    @Test
    void aFaultOfOursIsAFailedClaimToo() {
        Result result = new Check("ping", () -> {
            throw new IllegalStateException("broken");
        }).run();

        assertThat(result.ok()).isFalse();
        assertThat(result.detail()).contains("broken");
    }

    @Test
    void jsonIsOneLineAndOkOnlyWhenAllHeld() {
        List<Result> results = List.of(new Result("a", true, "fine"), new Result("b", false, "two\nlines"));

        String json = DemoCommand.json(results);
        JsonNode root = JsonMapper.builder().build().readTree(json);

        assertThat(json.lines()).hasSize(1);
        assertThat(root.get("ok").asBoolean()).isFalse();
        assertThat(root.get("checks").get(1).get("detail").asString()).isEqualTo("two\nlines");
        assertThat(JsonMapper.builder().build().readTree(DemoCommand.json(results.subList(0, 1))).get("ok").asBoolean()).isTrue();
    }

    @Test
    void aDemoThatCheckedNothingIsNotOk() {
        assertThat(JsonMapper.builder().build().readTree(DemoCommand.json(List.of())).get("ok").asBoolean()).isFalse();
    }
}
