package io.sallyport.control.cluster.drive;

import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Decision;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.holdings.HoldingsStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** The same, with what the configuration wants and nobody can hold. */
    public ClusterView lacking(List<String> more) {
        return new ClusterView(settings, role, roleSince, epoch, health, holdings.lacking(more), said, partner, connected, reaches,
                reached, decisions);
    }

    /** Whether it serves without EC2's word: what needs no EC2, and not the cluster's addresses and routes. */
    public boolean provisional() {
        return role == Role.ACTIVE && settings.holdings().hasArbiter() && holdings.confirmedAtNs() == HoldingsStatus.NEVER;
    }

    /** What keeps this member from its role, now or at the next failover, each in one sentence. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        health.causes().forEach(cause -> problems.add("this member of the cluster is not healthy: " + cause));
        if (provisional()) {
            problems.add("EC2 has not confirmed that the cluster is here: tunnels and this member's own addresses are served, the "
                    + "cluster's addresses and routes follow when it does");
        }
        problems.addAll(holdings.problems());
        return problems;
    }

    /** What a load balancer asks. */
    public boolean servesWell() {
        return role == Role.ACTIVE && health.causes().isEmpty();
    }
}
