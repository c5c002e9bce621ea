package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import io.sallyport.control.cluster.holdings.Goal;
import io.sallyport.control.cluster.holdings.HoldingsStatus;
import java.util.List;

/**
 * All that the machine knows between two steps. Nothing of it outlives the process: after a restart the epoch comes from the
 * partner, and who has the cluster from EC2 and the operating system.
 *
 * @param roleSinceNs     also when a fenced or starting member began to observe
 * @param knownEpoch      highest, of either member
 * @param steppedNs       when the machine last ran
 * @param overlayDownSinceNs {@code NEVER}: it is not down
 * @param deadlineNs      of draining, then of releasing
 * @param history         newest last
 */
record ClusterState(
        ClusterSettings settings,
        Timing timing,
        long incarnation,
        Role role,
        long roleSinceNs,
        long knownEpoch,
        Claim claim,
        Partner partner,
        Wishes wishes,
        Health health,
        long overlayDownSinceNs,
        Refusal refusal,
        HoldingsStatus holdings,
        Goal goal,
        boolean alone,
        long deadlineNs,
        boolean draining,
        long steppedNs,
        long heartbeatDueNs,
        List<Decision> history) {

    static ClusterState started(ClusterSettings settings, long incarnation, long nowNs) {
        return new ClusterState(settings, Timing.of(settings), incarnation, Role.STARTING, nowNs, 0, Claim.NONE, Partner.unheard(nowNs), Wishes.NONE,
                Health.GOOD, NEVER, Refusal.NONE, HoldingsStatus.UNKNOWN, Goal.OBSERVE, false, NEVER, false, nowNs, nowNs, List.of());
    }
}
