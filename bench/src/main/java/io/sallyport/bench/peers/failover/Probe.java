package io.sallyport.bench.peers.failover;

import java.util.List;

/** Asks again and again, every few milliseconds, whether answers come or not. */
interface Probe extends AutoCloseable {

    AttemptLog attempts();

    /** Ends it; what is under way has been given its time when this returns. */
    @Override
    void close();

    /** A stretch of the last past in which everything was answered; the newest attempts have not had the time. */
    default boolean steady() {
        long nowNs = System.nanoTime();
        List<Attempt> stretch = attempts().between(nowNs - Steady.FROM_NS, nowNs - Steady.UNTIL_NS);
        return stretch.size() >= Steady.ATTEMPTS && stretch.stream().noneMatch(Attempt::lost);
    }

    /** What counts as steady. */
    final class Steady {

        private static final long FROM_NS = 400_000_000;
        private static final long UNTIL_NS = 100_000_000;
        private static final int ATTEMPTS = 10;

        private Steady() {
        }
    }
}
