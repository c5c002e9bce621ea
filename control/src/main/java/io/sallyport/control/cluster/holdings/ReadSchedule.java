package io.sallyport.control.cluster.holdings;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

/** When one kind of read is due. One is in flight at most. */
final class ReadSchedule {

    private static final long FIRST_RETRY_NS = 250_000_000;
    private static final long MOST_RETRY_NS = 5_000_000_000L;

    private final Backoff backoff;
    private long beganNs = NEVER;
    private long retryNs = NEVER;
    private boolean wanted = true;
    private int failures;
    private long callId;
    private String problem = "";
    private boolean silent;

    ReadSchedule(Backoff backoff) {
        this.backoff = backoff;
    }

    /** As soon as the one in flight, which may have missed what there is to see, is answered. */
    void soon() {
        wanted = true;
    }

    /** @return when, at the given period; {@link Long#MAX_VALUE} while one is in flight */
    long dueNs(long periodNs) {
        if (callId != 0) {
            return Long.MAX_VALUE;
        }
        return Math.max(wanted ? NEVER : beganNs + periodNs, retryNs);
    }

    void began(long id, long nowNs) {
        callId = id;
        beganNs = nowNs;
        wanted = false;
    }

    void finished() {
        callId = 0;
    }

    void succeeded() {
        failures = 0;
        retryNs = NEVER;
        problem = "";
        silent = false;
    }

    /** @param unanswered there was no answer at all */
    void failed(String why, boolean unanswered, long nowNs) {
        failures++;
        wanted = true;
        retryNs = nowNs + backoff.afterNs(failures, FIRST_RETRY_NS, MOST_RETRY_NS);
        problem = why;
        silent = unanswered;
    }

    long beganNs() {
        return beganNs;
    }

    boolean isSilent() {
        return silent;
    }

    String problem() {
        return problem;
    }
}
