package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleStrategyTest {

    private final List<Long> slept = new ArrayList<>();

    @Test
    void looksAgainBeforeItSleeps() {
        IdleStrategy idle = new IdleStrategy(false, 2, slept::add);
        assertThat(idle.idle(0, 50)).isFalse();
        assertThat(idle.idle(0, 50)).isFalse();
        assertThat(idle.idle(0, 50)).isTrue();
        assertThat(idle.idle(0, 60)).isTrue();
        assertThat(slept).containsExactly(50L, 60L);
    }

    @Test
    void workStartsTheCountAnew() {
        IdleStrategy idle = new IdleStrategy(false, 1, slept::add);
        idle.idle(0, 50);
        idle.idle(7, 50);
        assertThat(idle.idle(0, 50)).isFalse();
        assertThat(slept).isEmpty();
    }

    @Test
    void neverSleepsWhenBusyPolling() {
        IdleStrategy idle = new IdleStrategy(true, 0, slept::add);
        for (int i = 0; i < 100; i++) {
            assertThat(idle.idle(0, 50)).isFalse();
        }
        assertThat(slept).isEmpty();
    }
}
