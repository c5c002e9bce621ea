package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

/**
 * EC2 refused to give this member the cluster: it is no candidate for a while, twice as long each time, so that a missing permission
 * does not cost an interruption a minute.
 *
 * @param times in a row
 */
record Refusal(int times, long untilNs) {

    static final Refusal NONE = new Refusal(0, NEVER);

    private static final long FIRST_NS = 30_000_000_000L;
    private static final int MOST_DOUBLINGS = 7;

    Refusal again(long nowNs) {
        return new Refusal(times + 1, nowNs + (FIRST_NS << Math.min(times, MOST_DOUBLINGS)));
    }

    boolean stands(long nowNs) {
        return untilNs != NEVER && nowNs < untilNs;
    }
}
