package io.sallyport.bench.lab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnswerTest {

    @Test
    void whatIsWrittenIsReadBack() {
        Answer answer = Answer.of("host", "edge1-mysql", "peer", "10.100.100.15").with("bytes", "64");

        assertThat(answer).hasToString("host=edge1-mysql peer=10.100.100.15 bytes=64");
        assertThat(Answer.parse(answer.toString())).isEqualTo(answer);
        assertThat(answer.ok()).isTrue();
    }

    @Test
    void anErrorMayHoldSpacesAndEqualsSigns() {
        Answer answer = Answer.parse(Answer.error(new IOException("no route: a=b\nat all")).toString());

        assertThat(answer.ok()).isFalse();
        assertThat(answer.get("error")).isEqualTo("no route: a=b at all");
    }

    @Test
    void whatIsNoAnswerIsAnError() {
        assertThat(Answer.parse("Segmentation fault").get("error")).contains("Segmentation fault");
    }

    @Test
    void anAbsentWordIsEmpty() {
        assertThat(Answer.parse("host=a").get("peer")).isEmpty();
    }
}
