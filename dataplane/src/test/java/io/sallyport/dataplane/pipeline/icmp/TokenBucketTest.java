package io.sallyport.dataplane.pipeline.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long MS = 1_000_000;

    private final TokenBucket bucket = new TokenBucket();

    @Test
    void holdsOneSecondsWorthAndRefillsAtTheRate() {
        bucket.perSecond(10);
        assertThat(taken(0)).isEqualTo(10);
        assertThat(taken(99 * MS)).isZero();
        assertThat(taken(100 * MS)).isEqualTo(1);
        assertThat(taken(450 * MS)).isEqualTo(3);
        assertThat(taken(3_600_000 * MS)).isEqualTo(10);
    }

    @Test
    void aRateOfZeroAllowsNothing() {
        bucket.perSecond(0);
        assertThat(taken(0)).isZero();
        assertThat(taken(Long.MAX_VALUE)).isZero();
    }

    @Test
    void survivesAClockThatWrapsOrStandsStill() {
        bucket.perSecond(10);
        assertThat(taken(Long.MAX_VALUE)).isEqualTo(10);
        assertThat(taken(Long.MAX_VALUE)).isZero();
        assertThat(taken(Long.MIN_VALUE + 1000 * MS)).isEqualTo(10);
        assertThat(taken(Long.MIN_VALUE)).isZero();
    }

    @Test
    void aNewRateTakesEffectAtOnce() {
        bucket.perSecond(1);
        assertThat(taken(0)).isEqualTo(1);
        bucket.perSecond(1000);
        assertThat(taken(10 * MS)).isEqualTo(10);
    }

    private int taken(long nowNs) {
        int taken = 0;
        while (bucket.tryTake(nowNs)) {
            taken++;
        }
        return taken;
    }
}
