package io.sallyport.bench.peers.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutageTest {

    private static final long FAULT = 100;

    @Test
    void lastsFromTheFirstLossToTheFirstAnswerAfterTheLastOne() {
        Outage outage = Outage.of(List.of(new Attempt(90, 5), new Attempt(110, Attempt.LOST), new Attempt(120, 3),
                new Attempt(130, Attempt.LOST), new Attempt(140, 30), new Attempt(150, 2)), FAULT);
        assertThat(outage).isEqualTo(new Outage(2, 42, 52));
    }

    @Test
    void isNoneWhereEverythingWasAnswered() {
        assertThat(Outage.of(List.of(new Attempt(90, 5), new Attempt(110, 4)), FAULT)).isEqualTo(Outage.NONE);
    }

    @Test
    void cannotBeToldBeforeItIsOver() {
        assertThatThrownBy(() -> Outage.of(List.of(new Attempt(110, Attempt.LOST)), FAULT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1 lost");
    }

    @Test
    void anAnswerThatComesTooLateIsNone() {
        AttemptLog log = new AttemptLog(10);
        int slow = log.begin(1_000);
        int quick = log.begin(1_001);
        log.answered(slow, 1_011);
        log.answered(quick, 1_011);
        assertThat(log.between(1_000, 1_002)).containsExactly(new Attempt(1_000, Attempt.LOST), new Attempt(1_001, 10));
        assertThat(log.between(1_001, 1_002)).hasSize(1);
    }
}
