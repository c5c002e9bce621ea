package io.sallyport.control.cluster;

/**
 * The times that follow from the settings (decisions 0021, 0022).
 *
 * @param leaseNs     that the data plane may go on after the partner is known to have heard this member: shorter than the timeout
 *                    by a margin for clocks that run apart, and for a worker's duty cycle
 * @param quietNs     of silence after which EC2 is asked whether this member still is the one
 * @param trustNs     that EC2's last word, or the partner's, is good for while the partner is silent
 * @param patienceNs  that something which should happen within moments is waited for
 * @param startNs     that a member which has just started waits for its partner
 */
record Timing(long timeoutNs, long leaseNs, long quietNs, long trustNs, long patienceNs, long startNs) {

    private static final long SECOND = 1_000_000_000;

    /** How long an overlay may be down on a member that has just become active, before it counts. */
    static final long OVERLAY_GRACE_NS = 10 * SECOND;

    /** How long the operator's wish stands when nobody answers it. */
    static final long WISH_NS = 30 * SECOND;

    /** That releasing the holdings may take before a graceful switch goes on without it. */
    static final long RELEASE_NS = 6 * SECOND;

    static Timing of(ClusterSettings settings) {
        long timeout = settings.timeoutNs();
        return new Timing(timeout, timeout - timeout / 8, 2 * settings.intervalNs(), timeout + 4 * SECOND,
                Math.max(5 * timeout, 5 * SECOND), 3 * timeout);
    }
}
