package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayWindowTest {

    private final ReplayWindow window = new ReplayWindow();

    private boolean take(long counter) {
        boolean fresh = window.isFresh(counter);
        if (fresh) {
            window.accept(counter);
        }
        return fresh;
    }

    @Test
    void takesEveryCounterOnce() {
        assertThat(take(0)).isTrue();
        assertThat(take(0)).isFalse();
        assertThat(take(1)).isTrue();
        assertThat(take(9)).isTrue();
        assertThat(take(8)).isTrue();
        assertThat(take(8)).isFalse();
    }

    @Test
    void reachesBack8192Counters() {
        take(10_000);
        assertThat(take(10_000 - 8_191)).as("the oldest in the window").isTrue();
        assertThat(take(10_000 - 8_192)).as("just outside").isFalse();
    }

    @Test
    void askingDoesNotMark() {
        assertThat(window.isFresh(5)).isTrue();
        assertThat(take(5)).isTrue();
    }

    @Test
    void refusesNumbersBeyondTheSignedRange() {
        assertThat(window.isFresh(-1)).isFalse();
        assertThat(window.isFresh(Long.MIN_VALUE)).isFalse();
    }

    @Test
    void countsWhatIsMissing() {
        take(0);
        take(3);
        take(4);
        assertThat(window.missing()).isEqualTo(2);
        take(1);
        assertThat(window.missing()).isEqualTo(1);
    }

    /** Against a set of everything that was ever taken. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithASet(long seed) {
        Random random = new Random(seed);
        Set<Long> taken = new HashSet<>();
        long highest = -1;
        for (int i = 0; i < 100_000; i++) {
            long counter = next(random, highest);
            boolean expected = counter >= 0 && counter > highest - ReplayWindow.SIZE && taken.add(counter);
            assertThat(take(counter)).as("seed %d, step %d, counter %d, highest %d", seed, i, counter, highest)
                    .isEqualTo(expected);
            highest = Math.max(highest, counter);
        }
    }

    /** Mostly near the highest, at times around the window's end, seldom far ahead. */
    private static long next(Random random, long highest) {
        return switch (random.nextInt(100)) {
            case 0 -> highest + random.nextInt(40_000);
            case 1, 2, 3 -> highest - ReplayWindow.SIZE + random.nextInt(5) - 2;
            case 4, 5, 6, 7 -> highest - random.nextInt(2 * ReplayWindow.SIZE);
            default -> highest + random.nextInt(5) - 2;
        };
    }
}
