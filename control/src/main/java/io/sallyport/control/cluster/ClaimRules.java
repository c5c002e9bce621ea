package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import io.sallyport.control.cluster.ClusterSettings.Mode;
import io.sallyport.control.cluster.holdings.Holder;

/** A member that claims the cluster: whether it still may, and whether the other one should have it. */
final class ClaimRules {

    private ClaimRules() {
    }

    static void promoting(Turn turn) {
        if (beaten(turn)) {
            return;
        }
        boolean given = !turn.arbiter() || turn.holdings.confirmedAtNs() != NEVER;
        Claim leased = Lease.of(turn);
        if (given && leased.leaseUntilNs() > turn.nowNs) {
            turn.become(Role.ACTIVE, turn.arbiter() ? "EC2 has confirmed that the cluster is here" : "nobody else claims the cluster");
            turn.refusal = Refusal.NONE;
            Lease.renew(turn);
            return;
        }
        boolean refused = turn.holdings.refused();
        boolean hopeless = refused || !turn.self().healthy();
        long waitedNs = turn.nowNs - turn.roleSinceNs;
        if (hopeless && waitedNs >= turn.timing.timeoutNs() && turn.partnerCanTakeOver()) {
            turn.refusal = refused ? turn.refusal.again(turn.nowNs) : turn.refusal;
            turn.standDown(Role.STANDBY, "this member cannot hold the cluster, and the partner may be able to: "
                    + String.join("; ", refused ? turn.holdings.problems() : turn.self().causes()));
            turn.wishes = turn.wishes.yields(false);
        } else if (waitedNs >= (refused ? turn.timing.timeoutNs() : turn.timing.patienceNs()) && sure(leased, turn.nowNs)) {
            turn.claim = turn.claim.provisional(true);
            turn.become(Role.ACTIVE, (refused ? "EC2 refuses the cluster to this member" : "EC2 has not confirmed for "
                    + waitedNs / 1_000_000 + " ms that the cluster is here") + ", and nobody else claims it: what needs no EC2 is "
                    + "served, tunnels and this member's own addresses; the rest follows when EC2 confirms it");
            Lease.renew(turn);
        }
    }

    /** Whether the partner forwards nothing, by its own word or because it does not run: nobody has to be asked. */
    private static boolean sure(Claim leased, long nowNs) {
        return leased.leaseUntilNs() > nowNs && leased.basis() != LeaseBasis.ARBITER;
    }

    static void active(Turn turn) {
        if (beaten(turn) || lost(turn)) {
            return;
        }
        if (turn.claim.provisional() && turn.holdings.confirmedAtNs() != NEVER) {
            turn.claim = turn.claim.provisional(false);
            turn.refusal = Refusal.NONE;
            turn.note("EC2 has confirmed that the cluster is here: all of it is served");
        }
        if (turn.partner.last().epoch() > turn.claim.epoch()) {
            // a partner that has been active in another life or partition, and is not any more
            turn.knownEpoch++;
            turn.claim = turn.claim.raisedTo(turn.knownEpoch);
            turn.tell = true;
        }
        Lease.renew(turn);
        OperatorRules.handOver(turn);
        if (turn.role == Role.ACTIVE) {
            betterElsewhere(turn);
        }
    }

    /** Two claims at once: the higher epoch wins, then who has it already, then the name: both members see it the same way. */
    static boolean beaten(Turn turn) {
        Heartbeat last = turn.partner.last();
        if (!turn.heard() || !last.role().claims()) {
            return false;
        }
        int order = Long.compare(last.claimEpoch(), turn.claim.epoch());
        order = order != 0 ? order : Boolean.compare(turn.role == Role.PROMOTING, last.role() == Role.PROMOTING);
        boolean higher = order > 0 || order == 0 && turn.settings.partner().compareTo(turn.settings.self()) < 0;
        if (higher) {
            turn.standDown(Role.STANDBY, "the partner claims the cluster at epoch " + last.claimEpoch() + ", and this member has epoch "
                    + turn.claim.epoch());
        }
        return higher;
    }

    /** EC2 is the arbiter: whoever is not heard and has taken the cluster keeps it. */
    private static boolean lost(Turn turn) {
        if (!turn.holdings.lost() || !turn.quiet() || turn.gone()) {
            return false;
        }
        turn.wishes = turn.wishes.defers(turn.nowNs);
        turn.standDown(Role.STANDBY, "EC2 shows that the silent partner took the cluster over; it is not stolen back");
        return true;
    }

    private static void betterElsewhere(Turn turn) {
        boolean wanted = turn.partner.last().wantsActive();
        boolean unwell = turn.mayBeUnwell() && !turn.self().healthy()
                && turn.nowNs - turn.roleSinceNs >= 3 * turn.timing.timeoutNs();
        boolean open = !turn.wishes.pinned() && !turn.partner.last().yielding();
        boolean whole = open && whole(turn);
        boolean failback = open && failback(turn);
        if (!wanted && !unwell && !whole && !failback || !turn.partnerCanTakeOver()) {
            return;
        }
        if (wanted) {
            HandOverRules.begin(turn, "the operator made the partner active");
        } else if (unwell) {
            String causes = String.join("; ", turn.self().causes());
            turn.wishes = turn.wishes.yields(false);
            HandOverRules.begin(turn, "this member is unhealthy and the partner is not: " + causes);
        } else if (whole) {
            turn.refusal = turn.holdings.refused() ? turn.refusal.again(turn.nowNs) : turn.refusal;
            HandOverRules.begin(turn, turn.holdings.refused() ? "EC2 refuses the cluster to this member, and maybe not to the partner"
                    : "EC2 does not move the cluster IP, and the partner has it");
        } else {
            HandOverRules.begin(turn, "failback: the configured active member has been well for "
                    + turn.settings.failbackHoldDownNs() / 1_000_000_000 + " s");
        }
    }

    /** The partner may serve all of what this member serves in part. */
    private static boolean whole(Turn turn) {
        return turn.claim.provisional() && (turn.partner.last().holder() == Holder.SELF || turn.holdings.refused());
    }

    /** Not while EC2 is silent: the cluster would be given up here and not be had there. */
    private static boolean failback(Turn turn) {
        return turn.settings.mode() == Mode.AUTO_FAILBACK
                && !turn.holdings.silent()
                && turn.partner.wellSinceNs() != NEVER
                && turn.nowNs - turn.partner.wellSinceNs() >= turn.settings.failbackHoldDownNs()
                && turn.other().preferred();
    }
}
