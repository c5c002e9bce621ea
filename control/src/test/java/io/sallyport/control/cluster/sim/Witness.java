package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;
import static io.sallyport.control.cluster.sim.Timeline.SECOND;

import io.sallyport.control.cluster.ClusterSettings.Mode;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Operation;
import java.util.HashSet;
import java.util.List;

/**
 * Looks at both members from outside, after everything that happens.
 *
 * <p>Safety: two members never forward at once – unless the first one, within a lease's length before the
 * second one begins, had not heard the other for two intervals: then EC2 is all that is left to tell it, and it stops within
 * {@link #OVERLAP_BOUND_NS}. A member that wakes up never forwards beside another one.
 *
 * <p>Liveness: {@link #calm} says whether the cluster is as it should be. No storm: {@link #CALLS_IN_TEN_SECONDS}.
 */
final class Witness {

    /** A word of EC2 is good for 5 s, may itself be 3 s old, and buys a lease of 875 ms. */
    static final long OVERLAP_BOUND_NS = 9 * SECOND;
    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final long TIMEOUT_NS = SECOND;
    private static final long LEASE_NS = 875 * MS;
    static final int CALLS_IN_TEN_SECONDS = 90;

    private final Timeline time;
    private final SimNetwork network;
    private final SimEc2 ec2;
    private final SimMember[] members;
    final long quietNs;
    private List<? extends Holding> wanted;
    private boolean arbiter;
    private long overlapSinceNs = -1;
    private final int[] callsBefore = new int[2];
    private final long[] gaveUpNs = {NEVER, NEVER};
    /** Somebody else moves the cluster as well. */
    boolean disturbed;
    boolean preferenceIsOpen;
    long overlapNs;

    Witness(Timeline time, SimNetwork network, SimEc2 ec2, SimMember[] members, long quietNs) {
        this.time = time;
        this.network = network;
        this.ec2 = ec2;
        this.members = members;
        this.quietNs = quietNs;
    }

    void expect(List<? extends Holding> holdings, boolean hasArbiter) {
        wanted = holdings;
        arbiter = hasArbiter;
    }

    /** A lease does not outlive a long pause, whoever was heard before it. */
    void woke(SimMember member, long pausedNs) {
        if (pausedNs >= LEASE_NS && member.forwards() && other(member).forwards()) {
            throw new Violation(SimMember.NAMES[member.index] + " woke up and forwards beside the other member");
        }
    }

    /** Whoever takes something at EC2 claims the cluster, and decided so just now. */
    void sends(SimMember member, Call call, long clockNs) {
        boolean takes = switch (call.operation()) {
            case Operation.Assign assign -> true;
            case Operation.ReplaceRoute replace -> true;
            case Operation.CreateRoute create -> true;
            default -> false;
        };
        if (takes && !member.role().claims()) {
            throw new Violation(SimMember.NAMES[member.index] + " is " + member.role() + " and still sends " + call.operation());
        }
        if (takes && clockNs - call.sendByNs() > 100 * MS) {
            throw new Violation(SimMember.NAMES[member.index] + " sends what it had planned before it was frozen: " + call.operation());
        }
    }

    void changed(SimMember member, Role before) {
        SimMember partner = other(member);
        if (member.role() == Role.PROMOTING && partner.forwards() && time.nowNs() - member.deafUntilNs() > TIMEOUT_NS) {
            throw new Violation(SimMember.NAMES[member.index] + " lays hands on the cluster while the other one forwards and is heard");
        }
        if (member.role() == Role.STANDBY && (before == Role.ACTIVE || before == Role.FENCED)) {
            gaveUpNs[member.index] = time.nowNs();
        }
        if (member.role() == Role.ACTIVE) {
            stolenBack(member, partner);
        }
    }

    /** Whoever lost the cluster to a partner that it does not hear leaves it there for as long as the silence lasts. */
    private void stolenBack(SimMember member, SimMember partner) {
        long heardNs = Math.max(member.arrivedNs(), partner.arrivedNs());
        boolean silent = time.nowNs() - heardNs >= TIMEOUT_NS;
        if (silent && !disturbed && gaveUpNs[member.index] > heardNs && partner.forwards()) {
            throw new Violation(SimMember.NAMES[member.index] + " steals the cluster back from a partner that it does not hear");
        }
    }

    /** A restarted member knows nothing of what it lost. */
    void restarted(SimMember member) {
        gaveUpNs[member.index] = NEVER;
    }

    void look(SimMember changed) {
        boolean both = members[0].forwards() && members[1].forwards();
        if (!both) {
            if (overlapSinceNs >= 0) {
                overlapNs = Math.max(overlapNs, time.nowNs() - overlapSinceNs);
                overlapSinceNs = -1;
            }
            return;
        }
        if (overlapSinceNs < 0) {
            overlapSinceNs = time.nowNs();
            time.note(() -> "      both forward");
            excused(changed);
        } else if (arbiter && time.nowNs() - overlapSinceNs > OVERLAP_BOUND_NS) {
            throw new Violation("both members have been forwarding for " + (time.nowNs() - overlapSinceNs) / 1_000_000 + " ms");
        }
    }

    private void excused(SimMember began) {
        SimMember first = other(began);
        long hearing = time.nowNs() - first.deafUntilNs();
        if (hearing > LEASE_NS) {
            throw new Violation("both members forward, and " + SimMember.NAMES[first.index] + " has been hearing the other one for "
                    + hearing / 1_000_000 + " ms");
        }
    }

    private SimMember other(SimMember member) {
        return members[1 - member.index];
    }

    void everyTenSeconds() {
        for (int i = 0; i < 2; i++) {
            int calls = ec2.calls[i] - callsBefore[i];
            callsBefore[i] = ec2.calls[i];
            if (calls > CALLS_IN_TEN_SECONDS) {
                throw new Violation(SimMember.NAMES[i] + " made " + calls + " calls to EC2 within 10 s");
            }
        }
    }

    /** @return what is not as it should be; empty: exactly one is active, has all there is to have, and is the preferred one */
    String calm() {
        int forwarding = (members[0].forwards() ? 1 : 0) + (members[1].forwards() ? 1 : 0);
        if (forwarding != 1) {
            return forwarding == 0 ? "nobody forwards" : "both members forward";
        }
        SimMember active = members[members[0].forwards() ? 0 : 1];
        SimMember standby = other(active);
        if (active.role() != Role.ACTIVE || standby.role() != Role.STANDBY) {
            return "roles are " + members[0].role() + " and " + members[1].role();
        }
        if (standby.hasOsAddress()) {
            return "the standby has the cluster IP at its operating system";
        }
        for (Holding thing : wanted) {
            if (ec2.holder(thing) != active.index) {
                return thing + " is with " + SimEc2.name(ec2.holder(thing)) + ", not with the active member";
            }
        }
        if (!active.osIs(new HashSet<>(active.settings().holdings().os()))) {
            return "the active member has not the cluster IPs at its operating system";
        }
        boolean preferred = active.settings().mode() == Mode.MANUAL_FAILBACK || preferenceIsOpen
                || active.settings().configuredActive().equals(SimMember.NAMES[active.index]);
        return preferred ? "" : "the configured active member is not active";
    }
}
