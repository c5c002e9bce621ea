package io.sallyport.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Holds a loop to no allocation at all, once the JIT has compiled it. */
public final class AllocationProbe {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 40;
    /** The JVM itself allocates now and then on our thread: one round out of these without any proves the code clean. */
    private static final int MEASURED = 10;

    private AllocationProbe() {
    }

    /** @param turns of the loop in one round */
    public static void assertAllocatesNothing(int turns, Runnable loop) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS + MEASURED; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < turns; i++) {
                loop.run();
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            if (round >= ROUNDS) {
                least = Math.min(least, allocated);
            }
        }
        assertThat(least).as("bytes allocated in " + turns + " turns").isZero();
    }
}
