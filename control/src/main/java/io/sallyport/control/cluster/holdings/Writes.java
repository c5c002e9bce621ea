package io.sallyport.control.cluster.holdings;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Operation.Assign;
import io.sallyport.control.cluster.holdings.Operation.CreateRoute;
import io.sallyport.control.cluster.holdings.Operation.DeleteRoute;
import io.sallyport.control.cluster.holdings.Operation.RemoveOsAddress;
import io.sallyport.control.cluster.holdings.Operation.ReplaceRoute;
import io.sallyport.control.cluster.holdings.Operation.Unassign;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which writes bring the holdings to where a goal wants them, and what their answers mean. */
final class Writes {

    /** Takes a call and the holdings it is for. */
    @FunctionalInterface
    interface Start {
        void start(Operation operation, List<Entry> entries, Pace pace);
    }

    private static final long FIRST_RETRY_NS = 100_000_000;
    private static final long MOST_RETRY_NS = 5_000_000_000L;
    /** One is how a route is created; more are a table that somebody else changes, or a read that is behind. */
    private static final int MOST_FLIPS = 3;
    private static final long FIRST_REFUSED_NS = 1_000_000_000;
    private static final long MOST_REFUSED_NS = 60_000_000_000L;

    private final Ledger ledger;
    private final Backoff backoff;
    private final Pace addressPace;
    private final Pace routePace;
    private final Pace osPace;
    private long nextNs;

    Writes(Ledger ledger, Backoff backoff) {
        this.ledger = ledger;
        this.backoff = backoff;
        addressPace = new Pace(backoff);
        routePace = new Pace(backoff);
        osPace = new Pace(backoff);
    }

    /** Nothing waits for the failures of the time before. */
    void reopen(long nowNs) {
        addressPace.reopen(nowNs);
        routePace.reopen(nowNs);
        osPace.reopen(nowNs);
        ledger.all().forEach(Entry::forgetFailures);
    }

    /** A new goal does not wait for EC2's answers to the one before; the operating system answers at once, and stays in order. */
    void abandon() {
        ledger.addresses().forEach(entry -> entry.callId = 0);
        ledger.routes().forEach(entry -> entry.callId = 0);
    }

    /** @return when to ask again */
    long due(Goal goal, long goalSinceNs, long nowNs, Start start) {
        nextNs = Long.MAX_VALUE;
        addresses(goal, goalSinceNs, nowNs, start);
        routes(goal, nowNs, start);
        os(goal, nowNs, start);
        return nextNs;
    }

    private void addresses(Goal goal, long goalSinceNs, long nowNs, Start start) {
        Map<Object, List<Entry>> assign = new LinkedHashMap<>(2);
        Map<Object, List<Entry>> unassign = new LinkedHashMap<>(2);
        for (Entry entry : ledger.addresses()) {
            if (wanted(entry, goal) && !entry.self()) {
                collect(assign, entry, nowNs);
            } else if (mustGo(entry, goal, goalSinceNs)) {
                collect(unassign, entry, nowNs);
            }
        }
        assign.values().forEach(entries ->
                offer(new Assign(interfaceOf(entries.getFirst()), addressesOf(entries)), entries, addressPace, nowNs, start));
        unassign.values().forEach(entries ->
                offer(new Unassign(interfaceOf(entries.getFirst()), addressesOf(entries)), entries, addressPace, nowNs, start));
    }

    /** One call an interface, as EC2 has it; all or none. */
    private void collect(Map<Object, List<Entry>> calls, Entry entry, long nowNs) {
        if (ready(entry, nowNs)) {
            calls.computeIfAbsent(entry.apart ? entry : interfaceOf(entry), one -> new ArrayList<>()).add(entry);
        }
    }

    private static String interfaceOf(Entry entry) {
        return ((EniAddress) entry.holding).interfaceName();
    }

    private static List<EniAddress> addressesOf(List<Entry> entries) {
        return entries.stream().map(entry -> (EniAddress) entry.holding).toList();
    }

    private static boolean mustGo(Entry entry, Goal goal, long goalSinceNs) {
        if (goal == Goal.OBSERVE) {
            return false;
        }
        if (entry.retired) {
            return entry.self();
        }
        return switch (goal) {
            case HAND_OVER -> entry.self() || entry.had() && entry.believed() == Holder.UNKNOWN;
            // the new active member assigns it away; only what nobody wanted is left for the old one to drop
            case STAND_BY -> entry.self() && entry.seenFromNs() >= goalSinceNs + HoldingsStatus.SETTLE_NS;
            case HOLD, OBSERVE -> false;
        };
    }

    private void routes(Goal goal, long nowNs, Start start) {
        if (goal != Goal.HOLD) {
            return;
        }
        for (Entry entry : ledger.routes()) {
            boolean wrong = entry.retired ? entry.self() : !entry.self();
            if (wrong && ready(entry, nowNs)) {
                CloudRoute route = (CloudRoute) entry.holding;
                Operation operation = entry.retired ? new DeleteRoute(route)
                        : entry.create ? new CreateRoute(route) : new ReplaceRoute(route);
                offer(operation, List.of(entry), routePace, nowNs, start);
            }
        }
    }

    private void os(Goal goal, long nowNs, Start start) {
        boolean keep = goal == Goal.HAND_OVER && !ledger.addressesGone();
        for (Entry entry : ledger.os()) {
            OsAddress address = (OsAddress) entry.holding;
            if (goal == Goal.HOLD && !entry.retired && ledger.confirmed(address)) {
                if (!entry.self() && ready(entry, nowNs)) {
                    offer(new AddOsAddress(address), List.of(entry), osPace, nowNs, start);
                }
            } else if (entry.believed() != Holder.ABSENT && (!keep || entry.retired) && ready(entry, nowNs)) {
                offer(new RemoveOsAddress(address), List.of(entry), osPace, nowNs, start);
            }
        }
    }

    private boolean ready(Entry entry, long nowNs) {
        if (entry.callId != 0) {
            return false;
        }
        if (nowNs < entry.notBeforeNs) {
            nextNs = Math.min(nextNs, entry.notBeforeNs);
            return false;
        }
        return true;
    }

    private void offer(Operation operation, List<Entry> entries, Pace pace, long nowNs, Start start) {
        if (pace.admits(nowNs)) {
            start.start(operation, entries, pace);
        } else if (pace.nextNs() > nowNs) {
            nextNs = Math.min(nextNs, pace.nextNs());
        }
    }

    /** Whether nothing has to be done about it. */
    boolean asWanted(Entry entry, Goal goal) {
        if (wanted(entry, goal)) {
            return entry.self();
        }
        return switch (entry.holding) {
            case EniAddress address -> !entry.self();
            case CloudRoute route -> !entry.retired || !entry.self();
            case OsAddress address -> entry.believed() == Holder.ABSENT;
        };
    }

    private static boolean wanted(Entry entry, Goal goal) {
        return goal == Goal.HOLD && !entry.retired;
    }

    void finished(Call call, List<Entry> entries, Pace pace, Outcome outcome, long beganNs, long nowNs) {
        List<Entry> waiting = entries.stream().filter(entry -> entry.callId == call.id()).toList();
        waiting.forEach(entry -> entry.callId = 0);
        entries.forEach(entry -> entry.inFlight--);
        if (waiting.isEmpty()) {
            pace.forgotten();
            return;
        }
        switch (outcome) {
            case Outcome.Done done -> done(call, waiting, pace, beganNs, nowNs);
            case Outcome.Refused refused -> {
                pace.refused();
                if (call.operation() instanceof Assign && waiting.size() > 1) {
                    waiting.forEach(entry -> entry.apart = true); // one of them may be to blame, and must not keep the others
                } else {
                    waiting.forEach(entry -> refused(entry, call, refused, nowNs));
                }
            }
            case Outcome.Throttled throttled -> {
                pace.throttled(nowNs);
                waiting.forEach(entry -> retry(entry, "throttled: " + throttled.reason(), nowNs));
            }
            case Outcome.Unknown unknown -> {
                pace.failed(nowNs);
                waiting.forEach(entry -> retry(entry, unknown.reason(), nowNs));
            }
            case Outcome.Seen seen -> throw new IllegalArgumentException(call + " writes, and was answered with " + seen);
        }
    }

    private static void done(Call call, List<Entry> waiting, Pace pace, long beganNs, long nowNs) {
        pace.done(nowNs);
        Holder now = switch (call.operation()) {
            case Unassign unassign -> Holder.ABSENT;
            case DeleteRoute delete -> Holder.ABSENT;
            case RemoveOsAddress remove -> Holder.ABSENT;
            case Operation gained -> Holder.SELF;
        };
        waiting.forEach(entry -> entry.made(now, beganNs, nowNs));
    }

    private void retry(Entry entry, String why, long nowNs) {
        entry.failures++;
        entry.problem = entry.holding + ": " + why;
        // many routes share one pace; a holding's own backoff would only put them out of order
        entry.notBeforeNs = entry.holding instanceof CloudRoute ? NEVER
                : nowNs + backoff.afterNs(entry.failures, FIRST_RETRY_NS, MOST_RETRY_NS);
    }

    private void refused(Entry entry, Call call, Outcome.Refused refused, long nowNs) {
        boolean flips = refused.code() == RefusalCode.NO_SUCH_ROUTE && call.operation() instanceof ReplaceRoute
                || refused.code() == RefusalCode.ROUTE_EXISTS && call.operation() instanceof CreateRoute;
        if (flips) {
            entry.create = refused.code() == RefusalCode.NO_SUCH_ROUTE;
            if (++entry.flips < MOST_FLIPS) {
                entry.notBeforeNs = NEVER;
                return;
            }
        }
        entry.refused = true;
        entry.refusals++;
        entry.problem = entry.holding + " is refused: " + refused.reason() + "; " + refused.remedy();
        entry.notBeforeNs = nowNs + backoff.afterNs(entry.refusals, FIRST_REFUSED_NS, MOST_REFUSED_NS);
        if (refused.code() == RefusalCode.NOT_AUTHORIZED || refused.code() == RefusalCode.NO_SUCH_TABLE) {
            holdBackTable(entry);
        }
    }

    /** One route is enough to find out that a table is still closed. */
    private void holdBackTable(Entry refused) {
        if (refused.holding instanceof CloudRoute route) {
            for (Entry entry : ledger.routes()) {
                if (entry != refused && ((CloudRoute) entry.holding).table().equals(route.table()) && !entry.self()) {
                    entry.notBeforeNs = refused.notBeforeNs + HoldingsStatus.SETTLE_NS;
                }
            }
        }
    }

    long remainingNs(int calls) {
        return calls * routePace.eachNs();
    }
}
