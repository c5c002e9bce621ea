package io.sallyport.control.cluster;

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

    static void relinquish(Turn turn) {
        if (turn.role != Role.ACTIVE) {
            turn.note("the operator asked this member to relinquish, but it is not active");
        } else if (!turn.partnerCanTakeOver()) {
            turn.note("the operator asked this member to relinquish, but the partner cannot take over: " + hindrance(turn));
        } else {
            turn.wishes = turn.wishes.yields(true);
            HandOverRules.begin(turn, "the operator asked this member to relinquish");
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
            turn.standDown(Role.STOPPED, "the daemon stops");
        }
    }
}
