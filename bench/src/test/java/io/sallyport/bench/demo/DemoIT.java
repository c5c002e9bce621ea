package io.sallyport.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.Bench;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.JavaProgram;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo as a person starts it: every claim holds, and the last line is for programs. */
@Timeout(420)
class DemoIT {

    /** Far more than the two minutes that it promises: other tests may have the machine at the same time. */
    private static final Duration DEADLINE = Duration.ofMinutes(6);

    @Test
    void everyClaimHolds() {
        Command.Result demo = Command.of(
                        JavaProgram.command(JavaProgram.SMALL, Bench.class.getName(), List.of("demo", "--json")))
                .within(DEADLINE).run();

        JsonNode verdict = JsonMapper.builder().build().readTree(demo.stdout().lines().toList().getLast());
        assertThat(verdict.get("ok").asBoolean()).as(demo.stdout() + demo.stderr()).isTrue();
        assertThat(verdict.get("checks")).allSatisfy(check -> assertThat(check.get("ok").asBoolean()).isTrue());
        assertThat(demo.exit()).isZero();
    }
}
