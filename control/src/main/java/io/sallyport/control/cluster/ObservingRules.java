package io.sallyport.control.cluster;

import java.util.Locale;

/** A member that has just started, or was fenced: it looks before it does anything. */
final class ObservingRules {

    private ObservingRules() {
    }

    static void apply(Turn turn) {
        if (turn.partner.echoedNs() >= turn.roleSinceNs && turn.freshlyHeard()) {
            turn.become(Role.STANDBY, "the partner is there: it is " + turn.partner.last().role().name().toLowerCase(Locale.ROOT));
            return;
        }
        long alone = Math.min(turn.silentNs(), turn.nowNs - turn.roleSinceNs);
        if (turn.role == Role.STARTING) {
            starting(turn, alone);
        } else if (turn.gone()) {
            turn.promote("the partner's process is not running, so nobody else can have the cluster");
        } else if (alone >= turn.timing.timeoutNs()) {
            fencedAndAlone(turn);
        }
    }

    /** What a past life knew is gone, so nothing is held against taking over; but the partner may be starting as well. */
    private static void starting(Turn turn, long alone) {
        if (!turn.self().healthy()) {
            return;
        }
        if (turn.gone() && alone >= turn.timing.timeoutNs()) {
            turn.promote("the partner's process is not running");
        } else if (alone >= turn.timing.startNs()) {
            turn.promote("nothing was heard of the partner for " + alone / 1_000_000 + " ms after the start");
        }
    }

    private static void fencedAndAlone(Turn turn) {
        if (!turn.arbiter()) {
            turn.promote("the partner is silent, and there is no arbiter to ask");
            return;
        }
        if (turn.holdings.holderAsOfNs() < turn.roleSinceNs) {
            return;
        }
        switch (turn.holdings.holder()) {
            case SELF -> turn.promote("the partner is silent, and EC2 shows that the cluster IP is still here");
            case ABSENT -> turn.promote("the partner is silent, and EC2 shows that nobody has the cluster IP");
            case PARTNER, OTHER -> {
                turn.wishes = turn.wishes.defers(turn.nowNs);
                turn.become(Role.STANDBY, "EC2 shows that the partner took the cluster IP over; it is not stolen back");
            }
            case UNKNOWN -> { }
        }
    }
}
