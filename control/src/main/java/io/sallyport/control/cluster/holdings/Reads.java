package io.sallyport.control.cluster.holdings;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation.DescribeAddresses;
import io.sallyport.control.cluster.holdings.Operation.DescribeRoutes;
import io.sallyport.control.cluster.holdings.Operation.ReadMetadata;
import io.sallyport.control.cluster.holdings.Operation.ReadOs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** What is read, and how often: briskly while something is not as it should be, rarely when all is well (decision 0022). */
final class Reads {

    private static final long SECOND = 1_000_000_000;
    /** The metadata service is believed with this much delay. */
    static final long METADATA_LAG_NS = 2 * SECOND;
    private static final long BRISK_FOR_NS = 10 * SECOND;
    private static final long DOUBT_EVERY_NS = 5 * SECOND;

    private final ReadSchedule addresses;
    private final ReadSchedule routes;
    private final ReadSchedule metadata;
    private final ReadSchedule os;
    private final List<ReadSchedule> schedules;
    private long briskSinceNs;
    private long heldUntilNs = NEVER;

    Reads(Backoff backoff, long nowNs) {
        addresses = new ReadSchedule(backoff);
        routes = new ReadSchedule(backoff);
        metadata = new ReadSchedule(backoff);
        os = new ReadSchedule(backoff);
        schedules = List.of(addresses, routes, metadata, os);
        briskSinceNs = nowNs;
    }

    /** Something changed: look now, and often for a while. */
    void soon(long nowNs) {
        briskSinceNs = nowNs;
        schedules.forEach(ReadSchedule::soon);
    }

    /** Begins no read before then. */
    void hold(long untilNs) {
        heldUntilNs = untilNs;
    }

    /** The metadata service disagrees: ask EC2, but not every time. */
    void doubt(long nowNs) {
        if (nowNs - addresses.beganNs() >= DOUBT_EVERY_NS) {
            addresses.soon();
        }
    }

    /**
     * Offers every read that is due.
     *
     * @param uneasy something is not where it should be, or not verified
     * @param alone  EC2 is all that tells this member that it still is the one
     * @param start  takes a read and the schedule it belongs to
     * @return when to ask again
     */
    long due(Ledger ledger, Goal goal, boolean uneasy, boolean alone, long nowNs, BiConsumer<Operation, ReadSchedule> start) {
        long slow = (goal == Goal.HOLD ? 30 : 60) * SECOND;
        boolean brisk = uneasy && nowNs - briskSinceNs < BRISK_FOR_NS;
        long period = brisk ? SECOND : uneasy || alone ? 5 * SECOND : slow;
        long next = Long.MAX_VALUE;
        if (!ledger.addresses().isEmpty()) {
            next = offer(addresses, period, nowNs, next, start,
                    () -> new DescribeAddresses(of(ledger.addresses(), EniAddress.class)));
            long local = goal == Goal.HOLD || goal == Goal.OBSERVE ? (alone ? 1 : 2) * SECOND : 60 * SECOND;
            next = offer(metadata, local, nowNs, next, start, () -> new ReadMetadata(of(ledger.addresses(), EniAddress.class)));
        }
        if (!ledger.routes().isEmpty()) {
            next = offer(routes, period, nowNs, next, start, () -> new DescribeRoutes(of(ledger.routes(), CloudRoute.class)));
        }
        if (!ledger.os().isEmpty()) {
            next = offer(os, 5 * SECOND, nowNs, next, start, () -> new ReadOs(of(ledger.os(), OsAddress.class)));
        }
        return next;
    }

    private long offer(ReadSchedule schedule, long periodNs, long nowNs, long next,
            BiConsumer<Operation, ReadSchedule> start, Supplier<Operation> operation) {
        long due = Math.max(schedule.dueNs(periodNs), heldUntilNs);
        if (due <= nowNs) {
            start.accept(operation.get(), schedule);
            return next;
        }
        return Math.min(next, due);
    }

    private static <H extends Holding> List<H> of(List<Entry> entries, Class<H> kind) {
        List<H> holdings = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            holdings.add(kind.cast(entry.holding));
        }
        return holdings;
    }

    /** Whether EC2 itself did not answer when it was last asked; what the metadata service says is another matter. */
    boolean silent(Ledger ledger) {
        return !ledger.addresses().isEmpty() && addresses.isSilent() || !ledger.routes().isEmpty() && routes.isSilent();
    }

    /** Of the reads that are still made. */
    List<String> problems(Ledger ledger) {
        List<String> problems = new ArrayList<>();
        if (!ledger.addresses().isEmpty()) {
            addProblem(addresses, problems);
            addProblem(metadata, problems);
        }
        if (!ledger.routes().isEmpty()) {
            addProblem(routes, problems);
        }
        if (!ledger.os().isEmpty()) {
            addProblem(os, problems);
        }
        return problems;
    }

    private static void addProblem(ReadSchedule schedule, List<String> problems) {
        if (!schedule.problem().isEmpty()) {
            problems.add(schedule.problem());
        }
    }
}
