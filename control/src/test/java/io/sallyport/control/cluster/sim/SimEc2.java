package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;
import static io.sallyport.control.cluster.sim.Timeline.SECOND;

import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.cluster.holdings.RefusalCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * EC2 and the metadata service, as much of them as a cluster can notice: one holder an address and a route at any instant, reads
 * that may show the past, answers that may be lost, calls that may commit long after the caller has given up.
 */
final class SimEc2 {

    static final int NOBODY = -1;
    static final int STRANGER = 2;
    /** A route that is not in its table, or an address that nobody has. */
    private static final int REMEMBERED = 12;

    /** Who has had a thing, newest last. */
    private static final class Past {
        final long[] sinceNs = new long[REMEMBERED];
        final int[] holder = new int[REMEMBERED];
        int count;

        void change(int newHolder, long nowNs) {
            if (count == REMEMBERED) {
                System.arraycopy(sinceNs, 1, sinceNs, 0, REMEMBERED - 1);
                System.arraycopy(holder, 1, holder, 0, REMEMBERED - 1);
                count--;
            }
            sinceNs[count] = nowNs;
            holder[count++] = newHolder;
        }

        int at(long timeNs) {
            for (int i = count - 1; i > 0; i--) {
                if (sinceNs[i] <= timeNs) {
                    return holder[i];
                }
            }
            return holder[0];
        }
    }

    /** How it treats one member's calls. */
    static final class Treatment {
        boolean outage;
        boolean metadataOutage;
        boolean unauthorized;
        boolean noSlot;
        double loseAnswer;
        double hang;
        double throttle;
        long slowNs;
    }

    static final long CALL_TIMEOUT_NS = 2 * SECOND;
    private static final long METADATA_LAG_NS = 2 * SECOND;

    final Treatment[] treatments = {new Treatment(), new Treatment()};
    /** How old a read may be. */
    long staleNs;
    private final Timeline time;
    private final Map<Holding, Past> things = new HashMap<>();
    private long lastArrivalNs;
    final int[] calls = new int[2];

    SimEc2(Timeline time) {
        this.time = time;
    }

    void put(Holding thing, int holder) {
        Past past = new Past();
        past.change(holder, -METADATA_LAG_NS);
        things.put(thing, past);
    }

    int holder(Holding thing) {
        Past past = things.get(thing);
        return past.holder[past.count - 1];
    }

    void seize(Holding thing, int holder) {
        things.get(thing).change(holder, time.nowNs());
    }

    /** @param answer takes the outcome, exactly once */
    void call(int member, Call call, Consumer<Outcome> answer) {
        if (call.operation() instanceof Operation.ReadMetadata read) {
            metadata(member, read, answer);
            return;
        }
        calls[member]++;
        Treatment treatment = treatments[member];
        long there = time.between(MS, 20 * MS) + treatment.slowNs / 2;
        boolean[] answered = new boolean[1];
        Consumer<Outcome> once = outcome -> {
            if (!answered[0]) {
                answered[0] = true;
                answer.accept(outcome);
            }
        };
        if (treatment.outage) {
            long giveUp = time.chance(0.5) ? 50 * MS : CALL_TIMEOUT_NS;
            time.in(giveUp, () -> once.accept(new Outcome.Unknown("no answer")));
            return;
        }
        boolean hangs = time.chance(treatment.hang);
        boolean lost = time.chance(treatment.loseAnswer);
        long arrival = hangs ? time.between(there, 8 * SECOND) : there;
        lastArrivalNs = Math.max(lastArrivalNs, hangs ? time.nowNs() + arrival : 0);
        long back = time.between(MS, 20 * MS) + treatment.slowNs / 2;
        if (lost || arrival + back >= CALL_TIMEOUT_NS) {
            time.in(CALL_TIMEOUT_NS, () -> once.accept(new Outcome.Unknown("timed out")));
        }
        time.in(arrival, () -> {
            Outcome outcome = serve(member, call.operation());
            if (!lost) {
                time.in(back, () -> once.accept(outcome));
            }
        });
    }

    private Outcome serve(int member, Operation operation) {
        Treatment treatment = treatments[member];
        if (time.chance(treatment.throttle)) {
            return new Outcome.Throttled("RequestLimitExceeded");
        }
        if (treatment.unauthorized && operation instanceof Operation.Write) {
            return new Outcome.Refused(RefusalCode.NOT_AUTHORIZED, "UnauthorizedOperation", "allow it in the instance profile");
        }
        if (treatment.noSlot && operation instanceof Operation.Assign) {
            return new Outcome.Refused(RefusalCode.NO_FREE_SLOT, "PrivateIpAddressLimitExceeded", "unassign an address");
        }
        return switch (operation) {
            case Operation.DescribeAddresses read -> seen(member, read.addresses());
            case Operation.DescribeRoutes read -> seen(member, read.routes());
            case Operation.Assign assign -> give(member, assign.addresses());
            case Operation.Unassign unassign -> {
                unassign.addresses().stream().filter(address -> holder(address) == member).forEach(address -> move(address, NOBODY));
                yield new Outcome.Done();
            }
            case Operation.ReplaceRoute replace -> holder(replace.route()) == NOBODY
                    ? new Outcome.Refused(RefusalCode.NO_SUCH_ROUTE, "There is no route defined", "create it")
                    : give(member, List.of(replace.route()));
            case Operation.CreateRoute create -> holder(create.route()) != NOBODY
                    ? new Outcome.Refused(RefusalCode.ROUTE_EXISTS, "RouteAlreadyExists", "replace it")
                    : give(member, List.of(create.route()));
            case Operation.DeleteRoute delete -> {
                move(delete.route(), NOBODY);
                yield new Outcome.Done();
            }
            case Operation other -> throw new IllegalArgumentException("not for EC2: " + other);
        };
    }

    private Outcome give(int member, List<? extends Holding> wanted) {
        wanted.forEach(thing -> move(thing, member));
        return new Outcome.Done();
    }

    private void move(Holding thing, int holder) {
        things.computeIfAbsent(thing, fresh -> new Past());
        Past past = things.get(thing);
        if (past.count == 0 || past.holder[past.count - 1] != holder) {
            past.change(holder, time.nowNs());
            time.note(() -> "      EC2: " + thing + " → " + name(holder));
        }
    }

    private Outcome seen(int member, List<? extends Holding> asked) {
        long asOf = time.nowNs() - time.between(0, staleNs + 1);
        Map<Holding, Holder> holders = new HashMap<>();
        for (Holding thing : asked) {
            Past past = things.get(thing);
            int holder = past == null ? NOBODY : past.at(asOf);
            holders.put(thing, holder == member ? Holder.SELF : holder == NOBODY ? Holder.ABSENT
                    : holder == STRANGER ? Holder.OTHER : Holder.PARTNER);
        }
        return new Outcome.Seen(holders);
    }

    private void metadata(int member, Operation.ReadMetadata read, Consumer<Outcome> answer) {
        if (treatments[member].metadataOutage) {
            time.in(100 * MS, () -> answer.accept(new Outcome.Unknown("no answer")));
            return;
        }
        long asOf = time.nowNs() - time.between(0, METADATA_LAG_NS);
        Map<Holding, Holder> holders = new HashMap<>();
        read.addresses().forEach(address -> {
            Past past = things.get(address);
            holders.put(address, past != null && past.at(asOf) == member ? Holder.SELF : Holder.ABSENT);
        });
        time.in(2 * MS, () -> answer.accept(new Outcome.Seen(holders)));
    }

    /** Whether a call is still under way that was given up long ago, and may yet be carried out. */
    boolean stillSurprises() {
        return time.nowNs() <= lastArrivalNs;
    }

    void recover() {
        treatments[0] = new Treatment();
        treatments[1] = new Treatment();
        staleNs = 0;
    }

    /** Whether every one of them is with the member. */
    boolean allAt(int member, List<? extends Holding> wanted) {
        return wanted.stream().allMatch(thing -> holder(thing) == member);
    }

    static String name(int holder) {
        return holder == NOBODY ? "nobody" : holder == STRANGER ? "a stranger" : SimMember.NAMES[holder];
    }

    static boolean isRoute(Holding thing) {
        return thing instanceof CloudRoute;
    }
}
