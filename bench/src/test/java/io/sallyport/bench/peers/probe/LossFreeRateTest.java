package io.sallyport.bench.peers.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sallyport.bench.peers.probe.LossFreeRate.Result;
import io.sallyport.bench.peers.probe.LossFreeRate.Trial;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LossFreeRateTest {

    /** A path that loses one packet of each trial above {@code capacity}. */
    private static Trial path(int pps, int capacity) {
        return new Trial(pps, pps > capacity ? pps - 1 : pps, 1);
    }

    @Test
    void findsTheRateAtWhichAPathBeginsToLose() {
        for (int capacity : new int[] {10_000, 10_500, 37_000, 150_000, 1_234_567}) {
            Result result = LossFreeRate.search(pps -> path(pps, capacity));
            assertThat(result.pps()).as("capacity %d", capacity).isBetween(capacity / 1.05, (double) capacity);
            assertThat(result.generatorLimited()).isFalse();
        }
    }

    @Test
    void aPathThatAlwaysLosesHasNoRate() {
        assertThat(LossFreeRate.search(pps -> path(pps, 0)).pps()).isZero();
    }

    @Test
    void aTrialThatSendsNothingIsNotLossFree() {
        assertThat(LossFreeRate.search(pps -> new Trial(0, 0, 1)).pps()).isZero();
    }

    @Test
    void aSingleBadTrialIsForgiven() {
        AtomicInteger trials = new AtomicInteger();
        Result result = LossFreeRate.search(pps -> path(pps, trials.incrementAndGet() % LossFreeRate.ATTEMPTS == 1 ? 0 : 80_000));
        assertThat(result.pps()).isCloseTo(80_000, within(4_000.0));
    }

    @Test
    void saysWhenTheGeneratorWasTheLimit() {
        Result result = LossFreeRate.search(pps -> new Trial(Math.min(pps, 300_000), Math.min(pps, 300_000), 1));
        assertThat(result).isEqualTo(new Result(300_000, true));
    }
}
