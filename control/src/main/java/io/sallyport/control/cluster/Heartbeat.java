package io.sallyport.control.cluster;

import io.sallyport.control.cluster.holdings.Holder;

/**
 * What one member tells the other every {@code interval}, and at once when it changes. The transport authenticates it, keeps
 * the order within a connection, and drops what comes from anybody but the partner.
 *
 * @param name           of the sender
 * @param incarnation    of the sender's process, drawn at random; never 0
 * @param sentNs         the sender's monotonic clock; means nothing to the receiver, which only sends it back
 * @param echoIncarnation the newest incarnation that the sender has heard from; 0: none
 * @param echoNs         {@code sentNs} of the newest heartbeat that the sender has heard: it lets the receiver know from when on
 *                       the sender counts its silence, which is what the data-plane lease stands on (decision 0021)
 * @param epoch          highest known
 * @param claimEpoch     of the sender's last claim in this life; 0: none
 * @param yielding       has handed over and does not want the cluster back by itself
 * @param wantsActive    the operator asks the receiver to relinquish in favour of the sender
 * @param unhealthy      causes, in one line; empty: healthy
 * @param holder         who has the cluster IP, as the sender last saw it
 */
public record Heartbeat(
        String name,
        long incarnation,
        long sentNs,
        long echoIncarnation,
        long echoNs,
        Role role,
        long epoch,
        long claimEpoch,
        boolean yielding,
        boolean wantsActive,
        String unhealthy,
        Health.Overlay overlay,
        long progress,
        long configVersion,
        long configDigest,
        String configuredActive,
        Holder holder) {

    public boolean healthy() {
        return unhealthy.isEmpty();
    }
}
