package io.sallyport.bench.peers.failover;

/**
 * One request of a probe.
 *
 * @param tookNs until its answer was there; {@link #LOST} when none came
 */
record Attempt(long startNs, long tookNs) {

    static final long LOST = -1;

    boolean lost() {
        return tookNs == LOST;
    }

    long answeredNs() {
        return startNs + tookNs;
    }
}
