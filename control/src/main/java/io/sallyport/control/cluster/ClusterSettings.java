package io.sallyport.control.cluster;

import io.sallyport.control.cluster.holdings.Holdings;

/**
 * The part of the configuration that concerns the cluster.
 *
 * @param configuredActive     {@code self} or {@code partner}
 * @param timeoutNs            of silence before the standby takes over
 * @param intervalNs           between heartbeats, at most a third of the timeout
 * @param failbackHoldDownNs   how long the configured active member has to be well before it gets the cluster back
 * @param drainTimeoutNs       that L4 sessions are given before a graceful switch resets them
 * @param configVersion        of this member's configuration
 * @param configDigest         of its cluster section; two members whose digests agree differ in nothing that matters here
 * @param holdings             with the route tables found
 */
public record ClusterSettings(
        String self,
        String partner,
        String configuredActive,
        Mode mode,
        long timeoutNs,
        long intervalNs,
        long failbackHoldDownNs,
        long drainTimeoutNs,
        long configVersion,
        long configDigest,
        Holdings holdings) {

    public enum Mode { AUTO_FAILBACK, MANUAL_FAILBACK }

    public ClusterSettings {
        if (self.equals(partner)) {
            throw new IllegalArgumentException("both members are named '" + self + "'; each needs a name of its own");
        }
        if (!configuredActive.equals(self) && !configuredActive.equals(partner)) {
            throw new IllegalArgumentException("configuredActive '" + configuredActive + "' is neither '" + self + "' nor '"
                    + partner + "'");
        }
        if (intervalNs <= 0 || intervalNs * 3 > timeoutNs) {
            throw new IllegalArgumentException("interval " + intervalNs / 1_000_000 + " ms is not within 1 ms and a third of the "
                    + "timeout, " + timeoutNs / 1_000_000 + " ms");
        }
    }
}
