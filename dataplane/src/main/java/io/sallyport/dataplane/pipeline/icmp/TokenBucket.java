package io.sallyport.dataplane.pipeline.icmp;

/**
 * Allows so many events a second on average, and one second's worth at once (RFC 1812 §4.3.2.8, RFC 4443 §2.4(f)). Counts in
 * nanoseconds of credit, so that nothing is lost to rounding.
 */
final class TokenBucket {

    private static final long SECOND_NS = 1_000_000_000L;

    private long costNs;
    private long creditNs;
    private long lastNs;
    private boolean started;

    /** A new rate takes effect at once; credit that was saved up stays. */
    void perSecond(int rate) {
        costNs = rate <= 0 ? Long.MAX_VALUE : Math.max(1, SECOND_NS / rate);
    }

    boolean tryTake(long nowNs) {
        if (!started) {
            started = true;
            creditNs = SECOND_NS;
        } else {
            // A clock that stands still or was compared across a wrap earns nothing.
            long elapsedNs = Math.max(0, nowNs - lastNs);
            creditNs = Math.min(SECOND_NS, creditNs + Math.min(elapsedNs, SECOND_NS));
        }
        lastNs = nowNs;
        if (creditNs < costNs) {
            return false;
        }
        creditNs -= costNs;
        return true;
    }
}
