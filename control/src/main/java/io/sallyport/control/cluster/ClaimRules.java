package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import io.sallyport.control.cluster.ClusterSettings.Mode;

/** A member that claims the cluster: whether it still may, and whether the other one should have it. */
final class ClaimRules {

    private ClaimRules() {
    }

    static void promoting(Turn turn) {
        if (beaten(turn)) {
            return;
        }
        boolean refused = turn.holdings.refused();
        boolean waited = turn.nowNs - turn.roleSinceNs >= turn.timing.timeoutNs();
        // without the cluster IP its routes are better than nothing, where the partner could not have both
        boolean enough = !refused || waited && !turn.partnerCanTakeOver();
        boolean given = !turn.arbiter() || turn.holdings.confirmedAtNs() != NEVER && enough;
        Claim leased = Lease.of(turn);
        if (given && leased.leaseUntilNs() > turn.nowNs) {
            turn.become(Role.ACTIVE, turn.arbiter() ? "EC2 has confirmed that the cluster is here" : "nobody else claims the cluster");
            turn.refusal = Refusal.NONE;
            Lease.renew(turn);
            return;
        }
        boolean hopeless = refused || !turn.self().healthy();
        if (hopeless && waited && turn.partnerCanTakeOver()) {
            turn.refusal = refused ? turn.refusal.again(turn.nowNs) : turn.refusal;
            turn.standDown(Role.STANDBY, "this member cannot hold the cluster, and the partner may be able to: "
                    + String.join("; ", refused ? turn.holdings.problems() : turn.self().causes()));
            turn.wishes = turn.wishes.yields(false);
        }
    }

    static void active(Turn turn) {
        if (beaten(turn) || lost(turn)) {
            return;
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
        boolean failback = failback(turn);
        if (!wanted && !unwell && !failback || !turn.partnerCanTakeOver()) {
            return;
        }
        if (wanted) {
            HandOverRules.begin(turn, "the operator made the partner active");
        } else if (unwell) {
            String causes = String.join("; ", turn.self().causes());
            turn.wishes = turn.wishes.yields(false);
            HandOverRules.begin(turn, "this member is unhealthy and the partner is not: " + causes);
        } else {
            HandOverRules.begin(turn, "failback: the configured active member has been well for "
                    + turn.settings.failbackHoldDownNs() / 1_000_000_000 + " s");
        }
    }

    private static boolean failback(Turn turn) {
        return turn.settings.mode() == Mode.AUTO_FAILBACK
                && !turn.wishes.pinned()
                && !turn.partner.last().yielding()
                && turn.partner.wellSinceNs() != NEVER
                && turn.nowNs - turn.partner.wellSinceNs() >= turn.settings.failbackHoldDownNs()
                && turn.other().preferred();
    }
}
