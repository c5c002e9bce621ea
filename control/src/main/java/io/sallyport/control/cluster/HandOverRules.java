package io.sallyport.control.cluster;

/** Graceful: drain, unassign, release the operating system's address, say so; the partner then assigns. */
final class HandOverRules {

    private HandOverRules() {
    }

    static void begin(Turn turn, String reason) {
        turn.draining = turn.settings.drainTimeoutNs() > 0;
        turn.deadlineNs = turn.nowNs + (turn.draining ? turn.settings.drainTimeoutNs() : Timing.RELEASE_NS);
        turn.become(Role.RELINQUISHING, reason);
        if (turn.draining) {
            turn.act(new Action.Drain(turn.deadlineNs));
        }
    }

    static void drained(Turn turn) {
        if (turn.role == Role.RELINQUISHING && turn.draining) {
            turn.draining = false;
            turn.deadlineNs = turn.nowNs + Timing.RELEASE_NS;
        }
    }

    static void apply(Turn turn) {
        if (ClaimRules.beaten(turn)) {
            return;
        }
        if (!turn.heard() || turn.gone()) {
            abandon(turn);
            return;
        }
        Lease.renew(turn);
        if (turn.draining && turn.nowNs >= turn.deadlineNs) {
            drained(turn);
        }
        if (!turn.draining && (turn.holdings.released() || turn.nowNs >= turn.deadlineNs)) {
            boolean byWish = turn.wishes.byOperator();
            turn.wishes = turn.wishes.yields(byWish);
            String released = turn.holdings.released() ? "handed over" : "handed over without having released everything in time";
            turn.letGo(turn.wishes.stopping() ? Role.STOPPED : Role.STANDBY, released);
        }
    }

    /** Nobody is there to take it. */
    private static void abandon(Turn turn) {
        if (turn.wishes.stopping()) {
            turn.letGo(Role.STOPPED, "the daemon stops, and the partner is not there to take over");
        } else if (turn.draining) {
            turn.draining = false;
            turn.become(Role.ACTIVE, "the partner disappeared before it could take over");
        } else {
            turn.standDown(Role.FENCED, "the partner disappeared during the hand-over");
        }
    }
}
