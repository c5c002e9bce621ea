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

    HoldingsStatus make(List<String> readProblems) {
        int total = 0;
        int settled = 0;
        int routesLeft = 0;
        boolean lost = false;
        List<String> problems = new ArrayList<>(readProblems);
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
        boolean released = goal != Goal.HOLD && ledger.addressesGone()
                && ledger.os().stream().allMatch(entry -> entry.believed() == Holder.ABSENT);
        return new HoldingsStatus(holder(), holderAsOfNs(), ledger.confirmedNs(), lost, refused(), complete, released, total,
                settled, routesLeft == 0 ? -1 : writes.remainingNs(routesLeft), problems);
    }

    /** Those that decide: addresses at ENIs, or else routes. */
    private List<Entry> deciding() {
        List<Entry> addresses = ledger.addresses().stream().filter(entry -> !entry.retired).toList();
        return addresses.isEmpty() ? ledger.routes().stream().filter(entry -> !entry.retired).toList() : addresses;
    }

    private Holder holder() {
        Holder holder = Holder.UNKNOWN;
        for (Entry entry : deciding()) {
            Holder one = entry.believed();
            if (one == Holder.PARTNER || holder == Holder.UNKNOWN || one == Holder.SELF && holder != Holder.PARTNER) {
                holder = one;
            }
        }
        return holder;
    }

    private long holderAsOfNs() {
        return deciding().stream().mapToLong(entry -> Math.max(entry.seenFromNs(), entry.selfSinceNs())).min().orElse(NEVER);
    }

    private boolean refused() {
        List<Entry> deciding = deciding();
        return goal == Goal.HOLD && !deciding.isEmpty() && deciding.stream().allMatch(entry -> entry.refused && !entry.self());
    }
}
