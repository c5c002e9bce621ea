package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

/** What the operator asks, and the end of the daemon. */
final class OperatorRules {

    private OperatorRules() {
    }

    static void makeActive(Turn turn) {
        if (turn.role.claims()) {
            turn.wishes = turn.wishes.active(turn.nowNs).withoutAsking(true);
            turn.note("the operator asked for this member to be active; it is, and failback is off");
            return;
        }
        turn.wishes = turn.wishes.active(turn.nowNs + Timing.WISH_NS);
        turn.tell = true;
        turn.note("the operator asked for this member to be active; the partner is asked to relinquish");
    }

    /**
     * Granted in this turn where it can be. A member that was held up for a moment, as by the load of a takeover, has to hear its
     * partner anew before it trusts its word, and so has the partner: that is waited for.
     */
    static void relinquish(Turn turn) {
        if (turn.role == Role.ACTIVE) {
            turn.wishes = turn.wishes.handsOver(turn.nowNs + turn.timing.timeoutNs());
        } else {
            turn.note("the operator asked this member to relinquish, but it is not active");
        }
    }

    /** For an active member in each turn. */
    static void handOver(Turn turn) {
        if (!turn.wishes.wantsToHandOver()) {
            return;
        }
        if (turn.partnerCanTakeOver()) {
            turn.wishes = turn.wishes.yields(true);
            HandOverRules.begin(turn, "the operator asked this member to relinquish");
        } else if (turn.nowNs >= turn.wishes.handOverUntilNs()) {
            turn.wishes = turn.wishes.handsOver(NEVER);
            turn.note("the operator asked this member to relinquish, but the partner could not take over within "
                    + turn.timing.timeoutNs() / 1_000_000 + " ms: " + hindrance(turn));
        }
    }

    private static String hindrance(Turn turn) {
        if (!turn.freshlyHeard()) {
            return "it is not heard";
        }
        if (turn.partner.last().role() != Role.STANDBY) {
            return "it is not a standby";
        }
        return turn.other().healthy() ? "its configuration is older" : String.join("; ", turn.other().causes());
    }

    static void stop(Turn turn) {
        turn.wishes = turn.wishes.stops();
        if (turn.role == Role.ACTIVE && turn.partnerCanTakeOver()) {
            HandOverRules.begin(turn, "the daemon stops");
        } else if (turn.role != Role.RELINQUISHING) {
            turn.letGo(Role.STOPPED, "the daemon stops");
        }
    }
}
