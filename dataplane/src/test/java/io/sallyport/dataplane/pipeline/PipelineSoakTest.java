package io.sallyport.dataplane.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Random and mutated packets in both directions: none throws, leaks a buffer or leaves a wrong checksum. Fast by default;
 * {@code -Dsallyport.soak=10000000} is the long run, {@code -Dsallyport.seed} repeats one.
 */
class PipelineSoakTest {

    private static final int PACKETS = Integer.getInteger("sallyport.soak", 1_000_000);
    private static final long SEED = Long.getLong("sallyport.seed", System.nanoTime());

    @Test
    void survivesRandomAndMutatedPackets() {
        System.out.println("soak of " + PACKETS + " packets with seed " + SEED);
        HostileTraffic traffic = new HostileTraffic(SEED);
        for (int i = 0; i < PACKETS; i++) {
            traffic.next(i);
        }
        System.out.println(traffic.summary());
        // Mutation must not be so wild that classify stops it all, nor so tame that nothing is stopped.
        assertThat(traffic.left()).isGreaterThan(PACKETS / 5);
        assertThat(traffic.answered()).isGreaterThan(PACKETS / 500);
        assertThat(traffic.dropReasonsSeen()).isGreaterThan(12);
    }
}
