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
        if (hopeless && turn.nowNs - turn.roleSinceNs >= turn.timing.timeoutNs() && turn.partnerCanTakeOver()) {
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
        if (turn.partnerCanTakeOver()) {
            betterElsewhere(turn);
        }
    }

    /** Two claims at once: the higher epoch wins, then the name, so that both members see it the same way. */
    static boolean beaten(Turn turn) {
        Heartbeat last = turn.partner.last();
        if (!turn.heard() || !last.role().claims()) {
            return false;
        }
        boolean higher = last.claimEpoch() > turn.claim.epoch()
                || last.claimEpoch() == turn.claim.epoch() && turn.settings.partner().compareTo(turn.settings.self()) < 0;
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
        Standing self = turn.self();
        long activeNs = turn.nowNs - turn.roleSinceNs;
        if (turn.partner.last().wantsActive()) {
            HandOverRules.begin(turn, "the operator made the partner active");
        } else if (!self.healthy() && activeNs >= 3 * turn.timing.timeoutNs()) {
            turn.wishes = turn.wishes.yields(false);
            HandOverRules.begin(turn, "this member is unhealthy and the partner is not: " + String.join("; ", self.causes()));
        } else if (failback(turn)) {
            HandOverRules.begin(turn, "failback: the configured active member has been well for "
                    + turn.settings.failbackHoldDownNs() / 1_000_000_000 + " s");
        }
    }

    private static boolean failback(Turn turn) {
        return turn.settings.mode() == Mode.AUTO_FAILBACK
                && !turn.wishes.pinned()
                && !turn.partner.last().yielding()
                && turn.other().preferred()
                && turn.partner.wellSinceNs() != NEVER
                && turn.nowNs - turn.partner.wellSinceNs() >= turn.settings.failbackHoldDownNs();
    }
}
