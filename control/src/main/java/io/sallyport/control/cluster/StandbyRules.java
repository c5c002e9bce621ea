package io.sallyport.control.cluster;

import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.HoldingsStatus;

/** When a standby takes over, and when it does not. */
final class StandbyRules {

    private StandbyRules() {
    }

    static void apply(Turn turn) {
        if (turn.wishes.asks() && turn.nowNs >= turn.wishes.activeUntilNs()) {
            turn.wishes = turn.wishes.withoutAsking(false);
            turn.note("the operator's wish to make this member active was given up: the partner did not relinquish in 30 s");
        }
        if (turn.gone()) {
            withoutPartner(turn);
        } else if (turn.heard() && turn.partner.heardNs() > turn.wishes.deferringSinceNs()) {
            besidePartner(turn);
        } else {
            inSilence(turn);
        }
    }

    private static void withoutPartner(Turn turn) {
        String why = turn.partner.last().role() == Role.STOPPED ? "the partner has left the cluster"
                : "the partner's process is not running (connection refused)";
        turn.promote(why);
    }

    private static void besidePartner(Turn turn) {
        Heartbeat last = turn.partner.last();
        if (last.role().claims()) {
            turn.wishes = turn.wishes.reconciled();
            return;
        }
        if (!turn.freshlyHeard() || last.role() == Role.STOPPED) {
            return;
        }
        turn.wishes = turn.wishes.deferring() ? turn.wishes.reconciled() : turn.wishes;
        Standing self = turn.self();
        Standing other = turn.other();
        if (turn.wishes.asks()) {
            turn.promote("the operator made this member active, and the partner does not claim the cluster");
        } else if (self.betterThan(other)) {
            turn.promote(last.yielding() ? "the partner has handed over" : "neither member was active, and this one "
                    + advantage(self, other));
        } else if (self.healthy() && turn.nowNs - turn.roleSinceNs >= turn.timing.patienceNs() && last.role() == Role.STANDBY) {
            turn.promote("neither member was active, and the partner, which should be, has not become so");
        }
    }

    private static String advantage(Standing self, Standing other) {
        if (self.healthy() != other.healthy()) {
            return "is healthy: the partner is not, because " + String.join("; ", other.causes());
        }
        if (self.current() != other.current()) {
            return "has the newer configuration";
        }
        if (self.claimEpoch() != other.claimEpoch()) {
            return "was the last to be";
        }
        return self.preferred() ? "is the configured active one" : "comes first by name";
    }

    private static void inSilence(Turn turn) {
        if (turn.silentNs() < turn.timing.timeoutNs()) {
            return;
        }
        if (!turn.self().healthy()) {
            return;
        }
        String silence = "the partner has been silent for " + turn.silentNs() / 1_000_000 + " ms";
        if (!turn.wishes.deferring()) {
            turn.promote(silence);
        } else if (turn.holdings.holderAsOfNs() >= turn.wishes.deferringSinceNs() + HoldingsStatus.SETTLE_NS
                && (turn.holdings.holder() == Holder.ABSENT || turn.holdings.holder() == Holder.SELF)) {
            turn.promote(silence + ", and EC2 shows that it has given up the cluster IP");
        }
    }
}
