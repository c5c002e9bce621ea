package io.sallyport.dataplane.l4.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time in seconds; a peer counts as gone after 120. */
class VigilTest {

    private static final long NOTHING = -1;

    private final Vigil vigil = new Vigil(ns(120));

    /** The clock of the JVM may pass over. */
    private static long at(long seconds) {
        return Long.MAX_VALUE - ns(60) + ns(seconds);
    }

    private static long ns(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void whoOwesNoAnswerIsThere() {
        for (int second = 0; second < 1_000; second += 15) {
            assertThat(vigil.isOver(NOTHING, at(second))).isFalse();
        }
    }

    @Test
    void whoNeverAnswersIsGone() {
        for (int second = 0; second < 120; second += 15) {
            assertThat(vigil.isOver(ns(1 + second), at(second))).isFalse();
        }
        assertThat(vigil.isOver(ns(121), at(120))).isTrue();
    }

    /** Its last word is an hour old, but nobody has asked for more than 15 s. */
    @Test
    void anIdlePeerHasItsTimeToAnswer() {
        assertThat(vigil.isOver(NOTHING, at(0))).isFalse();
        assertThat(vigil.isOver(ns(3_600), at(15))).isFalse();
        assertThat(vigil.isOver(ns(3_700), at(115))).isFalse();
        assertThat(vigil.isOver(ns(3_720), at(135))).isTrue();
    }

    /** Something is on the way whenever one looks: a probe of its window, or more data. */
    @Test
    void whoAnswersNowAndThenIsThere() {
        for (int second = 0; second < 1_000; second += 60) {
            assertThat(vigil.isOver(ns(45), at(second))).isFalse();
        }
    }

    /** Its window has been closed for long, and the kernel's probes of it are a minute apart. */
    @Test
    void whoWentBehindAClosedWindowIsGoneSinceItsLastAnswer() {
        assertThat(vigil.isOver(ns(7), at(0))).isFalse();
        assertThat(vigil.isOver(ns(2), at(60))).isFalse();
        for (int second = 75; second < 178; second += 15) {
            assertThat(vigil.isOver(ns(second - 58), at(second))).isFalse();
        }
        assertThat(vigil.isOver(ns(120), at(178))).isTrue();
    }

    @Test
    void anAnswerBetweenTwoLooksStartsAnew() {
        assertThat(vigil.isOver(ns(0), at(0))).isFalse();
        assertThat(vigil.isOver(NOTHING, at(100))).isFalse();
        assertThat(vigil.isOver(ns(5), at(110))).isFalse();
        assertThat(vigil.isOver(ns(125), at(225))).isFalse();
        assertThat(vigil.isOver(ns(130), at(230))).isTrue();
    }
}
