package io.sallyport.control.cluster.holdings;

/**
 * How fast one kind of call is sent: as fast as the account's token bucket allows, which nobody tells us. The gap between two
 * calls grows by a half when EC2 throttles, once a gap, and shrinks by a sixteenth with every answer; calls that fail for another
 * reason close the gate for a while, so that an outage does not cost a call for each of 500 routes.
 */
final class Pace {

    static final int WINDOW = 12;

    private static final long FIRST_GAP_NS = 20_000_000;
    private static final long MOST_GAP_NS = 2_000_000_000;
    private static final long FIRST_CLOSED_NS = 200_000_000;
    private static final long MOST_CLOSED_NS = 5_000_000_000L;
    /** Calls that the driver's coarse ticks held up may follow at once, for this long. */
    private static final long CATCH_UP_NS = 100_000_000;
    private static final int SMOOTHING = 8;

    private final Backoff backoff;
    private int inFlight;
    private int failures;
    private long gapNs;
    private long nextNs = HoldingsStatus.NEVER;
    private long gapRaisedNs = HoldingsStatus.NEVER;
    private long lastDoneNs = HoldingsStatus.NEVER;
    private long spacingNs;

    Pace(Backoff backoff) {
        this.backoff = backoff;
    }

    boolean admits(long nowNs) {
        return nowNs >= nextNs && inFlight < (failures > 0 ? 1 : WINDOW);
    }

    /** When it is worth asking again; an answer may come first. */
    long nextNs() {
        return nextNs;
    }

    void started(long nowNs) {
        inFlight++;
        nextNs = Math.max(nextNs, nowNs - CATCH_UP_NS) + gapNs;
    }

    void done(long nowNs) {
        inFlight--;
        failures = 0;
        gapNs -= gapNs / 16;
        long spacing = nowNs - lastDoneNs;
        if (spacing < MOST_CLOSED_NS) {
            spacingNs += (spacing - spacingNs) / SMOOTHING;
        }
        lastDoneNs = nowNs;
    }

    void throttled(long nowNs) {
        inFlight--;
        if (nowNs - gapRaisedNs >= gapNs) {
            gapNs = Math.min(Math.max(gapNs + gapNs / 2, FIRST_GAP_NS), MOST_GAP_NS);
            gapRaisedNs = nowNs;
            nextNs = nowNs + gapNs;
        }
    }

    void failed(long nowNs) {
        inFlight--;
        failures++;
        nextNs = Math.max(nextNs, nowNs + backoff.afterNs(failures, FIRST_CLOSED_NS, MOST_CLOSED_NS));
    }

    /** Refused for a reason of its own: says nothing about the pace. */
    void refused() {
        inFlight--;
    }

    /** Nobody waits for this answer any more. */
    void forgotten() {
        inFlight--;
    }

    /** A new claim does not wait for the failures of the one before. */
    void reopen(long nowNs) {
        failures = 0;
        nextNs = Math.min(nextNs, nowNs);
    }

    /** Of one more call of this kind, at the pace of the last ones. */
    long eachNs() {
        return Math.max(gapNs, spacingNs);
    }
}
