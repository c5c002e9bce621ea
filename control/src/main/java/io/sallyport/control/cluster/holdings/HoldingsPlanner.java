package io.sallyport.control.cluster.holdings;

import io.sallyport.control.cluster.holdings.Operation.DescribeAddresses;
import io.sallyport.control.cluster.holdings.Operation.DescribeRoutes;
import io.sallyport.control.cluster.holdings.Operation.ReadMetadata;
import io.sallyport.control.cluster.holdings.Operation.ReadOs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what a role should have with what is believed to be, and names the calls to make next. Level-triggered: nothing is
 * remembered to be done, everything is found again by comparing.
 *
 * <p>Bounds (decision 0022): a call that fails is tried again after a jittered backoff, at most every 5 s; one that is refused, at
 * most once a minute at last; when all is as it should be, EC2 is read twice a minute.
 */
public final class HoldingsPlanner {

    /** A call that was started: whom its answer concerns, and when it was begun. */
    private record Pending(Call call, List<Entry> entries, Pace pace, ReadSchedule schedule, long beganNs) { }

    /** What was read this shortly before a claim is believed by it. */
    private static final long FRESH_NS = 2_000_000_000;

    /** Generous for a thread to begin, and less than any sensible timeout of the cluster. */
    private static final long SEND_WITHIN_NS = 300_000_000;

    /**
     * Packets wait for the writes of a takeover or a hand-over, this member's or the partner's, and a read would take the
     * processor's and EC2's time from them, only to see what is about to change.
     */
    private static final long WRITES_FIRST_NS = 200_000_000;

    private final Ledger ledger;
    private final Reads reads;
    private final Writes writes;
    private final Map<Long, Pending> pending = new HashMap<>();
    private Goal goal = Goal.OBSERVE;
    private long epoch;
    private long goalSinceNs;
    private boolean alone;
    private long lastId;
    private boolean changed = true;
    private long wakeNs;
    private HoldingsStatus status;

    /** @param seed of the jitter */
    public HoldingsPlanner(Holdings holdings, long seed, long nowNs) {
        Backoff backoff = new Backoff(seed);
        ledger = new Ledger(holdings);
        reads = new Reads(backoff, nowNs);
        writes = new Writes(ledger, backoff);
        goalSinceNs = nowNs;
    }

    /**
     * @param newlyAlone the partner is silent: EC2 is what tells this member that it still is the active one. When that begins, and
     *                   when it ends, much may have happened
     */
    public void want(Goal newGoal, long newEpoch, boolean newlyAlone, long nowNs) {
        if (newlyAlone != alone) {
            reads.soon(nowNs);
        }
        boolean same = newGoal == goal && newEpoch == epoch;
        if (!same || newlyAlone != alone) {
            changed();
        }
        alone = newlyAlone;
        if (same) {
            return;
        }
        if (newGoal != goal) {
            if (newGoal == Goal.HOLD) {
                ledger.newClaim(nowNs - FRESH_NS);
            }
            writes.reopen(nowNs);
            writes.abandon();
            goalSinceNs = nowNs;
            reads.soon(nowNs);
            reads.hold(newGoal == Goal.OBSERVE ? nowNs : nowNs + WRITES_FIRST_NS);
        }
        goal = newGoal;
        epoch = newEpoch;
    }

    /** The configuration changed; what left it is released. */
    public void change(Holdings holdings, long nowNs) {
        ledger.change(holdings);
        writes.reopen(nowNs);
        reads.soon(nowNs);
        changed();
    }

    private void changed() {
        changed = true;
        status = null;
    }

    /** Read everything now. */
    public void observe(long nowNs) {
        reads.soon(nowNs);
        changed = true;
    }

    /** @return the calls to start now, each to be answered exactly once by {@link #finished} */
    public List<Call> next(long nowNs) {
        if (!changed && nowNs < wakeNs) {
            return List.of();
        }
        changed = false;
        List<Call> calls = new ArrayList<>();
        long next = writes.due(goal, goalSinceNs, nowNs, (operation, entries, pace) -> {
            Call call = start(operation, entries, pace, null, nowNs, calls);
            entries.forEach(entry -> {
                entry.callId = call.id();
                entry.inFlight++;
            });
        });
        boolean uneasy = goal == Goal.OBSERVE || !settled();
        next = Math.min(next, reads.due(ledger, goal, uneasy, alone, nowNs,
                (operation, schedule) -> schedule.began(start(operation, List.of(), null, schedule, nowNs, calls).id(), nowNs)));
        wakeNs = next;
        return calls;
    }

    private Call start(Operation operation, List<Entry> entries, Pace pace, ReadSchedule schedule, long nowNs, List<Call> calls) {
        Call call = new Call(++lastId, epoch, nowNs + SEND_WITHIN_NS, operation);
        pending.put(call.id(), new Pending(call, entries, pace, schedule, nowNs));
        if (pace != null) {
            pace.started(nowNs);
        }
        calls.add(call);
        return call;
    }

    /** Takes an answer; one that nobody waits for is ignored. */
    public void finished(long id, Outcome outcome, long nowNs) {
        Pending answered = pending.remove(id);
        if (answered == null) {
            return;
        }
        changed();
        if (answered.schedule() != null) {
            read(answered, outcome, nowNs);
        } else {
            boolean awaited = answered.entries().stream().anyMatch(entry -> entry.callId == id);
            writes.finished(answered.call(), answered.entries(), answered.pace(), outcome, answered.beganNs(), nowNs);
            if (!awaited) {
                reads.doubt(nowNs);
            }
        }
        ledger.dropGone();
    }

    private void read(Pending answered, Outcome outcome, long nowNs) {
        answered.schedule().finished();
        switch (outcome) {
            case Outcome.Seen seen -> {
                answered.schedule().succeeded();
                understood(answered, seen, nowNs);
            }
            case Outcome.Refused refused -> failed(answered, " is refused: " + refused.reason() + "; " + refused.remedy(), false, nowNs);
            case Outcome.Unknown unknown -> failed(answered, ": " + unknown.reason(), true, nowNs);
            case Outcome.Throttled throttled -> failed(answered, " is throttled: " + throttled.reason(), false, nowNs);
            case Outcome.Done done -> failed(answered, " was answered without a result", false, nowNs);
        }
    }

    private static void failed(Pending answered, String why, boolean unanswered, long nowNs) {
        answered.schedule().failed(name(answered.call()) + why, unanswered, nowNs);
    }

    private void understood(Pending answered, Outcome.Seen seen, long nowNs) {
        if (answered.call().operation() instanceof ReadMetadata) {
            boolean all = ledger.metadata(seen.holders(), answered.beganNs() - Reads.METADATA_LAG_NS);
            if (!all && goal == Goal.HOLD) {
                reads.doubt(nowNs);
            }
        } else {
            ledger.seen(seen.holders(), answered.beganNs());
        }
    }

    private static String name(Call call) {
        return switch (call.operation()) {
            case DescribeAddresses describe -> "DescribeNetworkInterfaces";
            case DescribeRoutes describe -> "DescribeRouteTables";
            case ReadMetadata read -> "the instance metadata service";
            case ReadOs read -> "reading the interfaces' addresses";
            case Operation write -> write.getClass().getSimpleName();
        };
    }

    private boolean settled() {
        for (Entry entry : ledger.all()) {
            if (!writes.asWanted(entry, goal) || !entry.verified()) {
                return false;
            }
        }
        return true;
    }

    /** What the machine decides by, and what the operator sees. */
    public HoldingsStatus status() {
        if (status == null) {
            status = new StatusReport(ledger, writes, goal).make(reads);
        }
        return status;
    }
}
