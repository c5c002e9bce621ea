package io.sallyport.bench.lab.vpc.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void aBurstThenTheRate() {
        TokenBucket bucket = new TokenBucket(2, 4, 0);

        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isTrue();
        assertThat(bucket.take(0)).isFalse();
        assertThat(bucket.take(SECOND / 4)).isTrue();
        assertThat(bucket.take(SECOND / 4)).isFalse();
    }

    @Test
    void itNeverHoldsMoreThanTheBurst() {
        TokenBucket bucket = new TokenBucket(2, 100, 0);

        assertThat(bucket.take(3600 * SECOND)).isTrue();
        assertThat(bucket.take(3600 * SECOND)).isTrue();
        assertThat(bucket.take(3600 * SECOND)).isFalse();
    }
}
