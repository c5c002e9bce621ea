package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;
import static io.sallyport.control.cluster.sim.Timeline.SECOND;

import io.sallyport.control.cluster.ClusterSettings.Mode;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Looks at both members from outside, after everything that happens.
 *
 * <p>Safety: two members never forward at once – unless the first one, within a lease's length before the
 * second one begins, had not heard the other for two intervals: then EC2 is all that is left to tell it, and it stops within
 * {@link #OVERLAP_BOUND_NS}. On a LAN there is nobody to tell it: both go on for as long as they do not hear each other (decision
 * 0041), and two intervals after they do, one has stopped. A member that wakes up never forwards beside another one, and
 * says nothing on the LAN before it has found out that it slept.
 *
 * <p>Liveness: {@link #calm} says whether the cluster is as it should be. No storm: {@link #CALLS_IN_TEN_SECONDS},
 * {@link #FRAMES_IN_TEN_SECONDS}.
 */
final class Witness {

    /** A word of EC2 is good for 5 s, may itself be 3 s old, and buys a lease of 875 ms. */
    static final long OVERLAP_BOUND_NS = 9 * SECOND;
    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final long TIMEOUT_NS = SECOND;
    private static final long LEASE_NS = 875 * MS;
    static final int CALLS_IN_TEN_SECONDS = 90;
    static final int FRAMES_IN_TEN_SECONDS = 60;

    private final Timeline time;
    private final SimNetwork network;
    private final SimEc2 ec2;
    private final Optional<SimLan> lan;
    private final SimMember[] members;
    final long quietNs;
    private List<? extends Holding> wanted;
    private long overlapSinceNs = -1;
    private long wokeNs;
    private final int[] callsBefore = new int[2];
    private final int[] framesBefore = new int[2];
    private final long[] gaveUpNs = {NEVER, NEVER};
    /** Somebody else moves the cluster as well. */
    boolean disturbed;
    boolean preferenceIsOpen;
    long overlapNs;

    Witness(Timeline time, SimNetwork network, SimEc2 ec2, Optional<SimLan> lan, SimMember[] members, long quietNs) {
        this.time = time;
        this.network = network;
        this.ec2 = ec2;
        this.lan = lan;
        this.members = members;
        this.quietNs = quietNs;
    }

    /** @param holdings at EC2 */
    void expect(List<? extends Holding> holdings) {
        wanted = holdings;
    }

    /** A frame leaves that says on the LAN: the cluster IP is here. */
    void announces(SimMember member) {
        String name = SimMember.NAMES[member.index];
        if (!member.role().claims()) {
            throw new Violation(name + " is " + member.role() + " and still announces the cluster IP");
        }
        if (member.nowNs() - member.turnNs() >= LEASE_NS && other(member).forwards()) {
            throw new Violation(name + " woke up and announces what the other member has");
        }
    }

    /** A lease does not outlive a long pause, whoever was heard before it. */
    void woke(SimMember member, long pausedNs) {
        wokeNs = time.nowNs();
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
        if (lan.isEmpty() && silent && !disturbed && gaveUpNs[member.index] > heardNs && partner.forwards()) {
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
        } else if (time.nowNs() - overlapSinceNs > OVERLAP_BOUND_NS && lan.isEmpty()) {
            throw new Violation("both members have been forwarding for " + (time.nowNs() - overlapSinceNs) / 1_000_000 + " ms");
        } else if (bothListeningForNs() > quietNs && lan.isPresent()) {
            throw new Violation("both members forward though they have been hearing each other for "
                    + bothListeningForNs() / 1_000_000 + " ms");
        }
    }

    private long bothListeningForNs() {
        return Math.min(network.wholeForNs(), time.nowNs() - wokeNs);
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
        count(ec2.calls, callsBefore, CALLS_IN_TEN_SECONDS, "calls to EC2");
        lan.ifPresent(wire -> count(wire.frames, framesBefore, FRAMES_IN_TEN_SECONDS, "announcements"));
    }

    private static void count(int[] now, int[] before, int most, String what) {
        for (int i = 0; i < 2; i++) {
            int made = now[i] - before[i];
            before[i] = now[i];
            if (made > most) {
                throw new Violation(SimMember.NAMES[i] + " made " + made + " " + what + " within 10 s");
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
        for (OsAddress address : active.settings().holdings().os()) {
            String astray = lan.map(wire -> wire.astray(address.address(), active.index)).orElse("");
            if (!astray.isEmpty()) {
                return astray;
            }
        }
        boolean preferred = active.settings().mode() == Mode.MANUAL_FAILBACK || preferenceIsOpen
                || active.settings().configuredActive().equals(SimMember.NAMES[active.index]);
        return preferred ? "" : "the configured active member is not active";
    }
}
