package io.sallyport.control.cluster.drive;

import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Decision;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.holdings.HoldingsStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A member and its partner at one moment; immutable.
 *
 * @param roleSince when this member took its present role
 * @param said      its last heartbeat; empty before the first
 * @param connected whether the partner is authenticated on any connection
 * @param reaches   whether our calls reach it
 * @param reached   whether its calls reach us
 * @param decisions the last ones, newest first
 */
public record ClusterView(
        ClusterSettings settings,
        Role role,
        Instant roleSince,
        long epoch,
        Health health,
        HoldingsStatus holdings,
        Optional<Heartbeat> said,
        Optional<PartnerView> partner,
        boolean connected,
        boolean reaches,
        boolean reached,
        List<Told> decisions) {

    /** A decision, with the wall clock for people. */
    public record Told(Instant at, Decision decision) {
    }

    public ClusterView {
        decisions = List.copyOf(decisions);
    }

    /** What keeps this member from its role, now or at the next failover, each in one sentence. */
    public List<String> problems() {
        return Stream.concat(health.causes().stream().map(cause -> "this member of the cluster is not healthy: " + cause),
                holdings.problems().stream()).toList();
    }

    /** What a load balancer asks. */
    public boolean servesWell() {
        return role == Role.ACTIVE && health.causes().isEmpty();
    }
}
