package io.sallyport.control.cluster.holdings;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import java.util.ArrayList;
import java.util.List;

/** Sums the ledger up. */
final class StatusReport {

    /** Of 500 routes that fail alike, the first ones tell it all. */
    private static final int MOST_PROBLEMS = 8;

    private final Ledger ledger;
    private final Writes writes;
    private final Goal goal;

    StatusReport(Ledger ledger, Writes writes, Goal goal) {
        this.ledger = ledger;
        this.writes = writes;
        this.goal = goal;
    }

    HoldingsStatus make(Reads reads) {
        int total = 0;
        int settled = 0;
        int routesLeft = 0;
        boolean lost = false;
        List<String> problems = new ArrayList<>(reads.problems(ledger));
        for (Entry entry : ledger.all()) {
            boolean asWanted = writes.asWanted(entry, goal);
            total++;
            settled += asWanted ? 1 : 0;
            routesLeft += !asWanted && entry.holding instanceof Holding.CloudRoute ? 1 : 0;
            lost |= !entry.retired && entry.lost();
            if (!entry.problem.isEmpty() && problems.size() < MOST_PROBLEMS) {
                problems.add(entry.problem);
            }
        }
        boolean complete = goal == Goal.HOLD && settled == total;
        boolean released = goal != Goal.HOLD && ledger.addressesGone() && ledger.osReleased();
        return new HoldingsStatus(holder(), holderAsOfNs(), ledger.confirmedNs(), lost, refused(), reads.silent(ledger), complete,
                released, total, settled, routesLeft == 0 ? -1 : writes.remainingNs(routesLeft), problems);
    }

    private Holder holder() {
        Holder holder = Holder.UNKNOWN;
        for (Entry entry : ledger.deciding()) {
            Holder one = entry.believed();
            if (one == Holder.PARTNER || holder == Holder.UNKNOWN || one == Holder.SELF && holder != Holder.PARTNER) {
                holder = one;
            }
        }
        return holder;
    }

    private long holderAsOfNs() {
        long oldest = Long.MAX_VALUE;
        for (Entry entry : ledger.deciding()) {
            oldest = Math.min(oldest, Math.max(entry.seenFromNs(), entry.selfSinceNs()));
        }
        return oldest == Long.MAX_VALUE ? NEVER : oldest;
    }

    private boolean refused() {
        for (Entry entry : ledger.deciding()) {
            if (!entry.refused || entry.self()) {
                return false;
            }
        }
        return goal == Goal.HOLD && !ledger.deciding().isEmpty();
    }
}
