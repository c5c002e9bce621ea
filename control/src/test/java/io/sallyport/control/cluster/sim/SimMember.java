package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;

import io.sallyport.control.cluster.Action;
import io.sallyport.control.cluster.ClusterMember;
import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Event;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Link;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.lan.Announcer;
import io.sallyport.control.provider.lan.TimedAnnouncer;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Standing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A host with one daemon: a clock of its own, an operating system that survives the daemon, a process that pauses and crashes. */
final class SimMember implements Standing {

    static final String[] NAMES = {"aws-a", "aws-b"};
    private static final Event TICK = new Event.Tick();
    private static final long TICK_NS = 50 * MS;
    private static final long DIAL_NS = 250 * MS;

    final int index;
    private final Timeline time;
    private final SimNetwork network;
    private final SimEc2 ec2;
    private final Optional<SimLan> lan;
    private final Mutation mutation;
    private final SimOs os = new SimOs();
    private final Deque<Event> inbox = new ArrayDeque<>();
    /** What timers of other threads would have done while the process was frozen. */
    private final List<Runnable> overdue = new ArrayList<>();
    private final double clockRate;
    private long clockOffsetNs;
    private Witness witness;
    private SimMember other;
    private ClusterMember core;
    private ClusterSettings settings;
    private int life;
    private boolean paused;
    private long pausedAtNs;
    private boolean hostUp = true;
    private long leaseUntilNs;
    private long turnNs;
    private long arrivedNs = Long.MIN_VALUE / 2;
    private long newestFrom;
    private long newestSentNs;
    private long deafUntilNs = Long.MIN_VALUE / 2;
    private int promotions;

    SimMember(int index, Timeline time, SimNetwork network, SimEc2 ec2, Optional<SimLan> lan, Mutation mutation) {
        this.index = index;
        this.time = time;
        this.network = network;
        this.ec2 = ec2;
        this.lan = lan;
        this.mutation = mutation;
        clockRate = 1 + (time.random.nextDouble() - 0.5) * 4e-4;
    }

    void meet(SimMember partner, Witness judge) {
        other = partner;
        witness = judge;
    }

    // ---- the process

    void start(ClusterSettings with) {
        settings = with;
        life++;
        paused = false;
        hostUp = true;
        inbox.clear();
        overdue.clear();
        leaseUntilNs = Long.MIN_VALUE / 2;
        clockOffsetNs = time.between(0, 1_000_000 * MS);
        witness.restarted(this);
        core = new ClusterMember(with, time.between(1, Long.MAX_VALUE), time.random.nextLong(), clockNs());
        time.note(() -> NAMES[index] + " starts with configuration " + with.configVersion());
        int thisLife = life;
        os.announcing(lan.map(wire -> announcer(wire, thisLife)));
        time.in(time.between(0, TICK_NS), () -> tick(thisLife));
        time.in(time.between(0, DIAL_NS), () -> dial(thisLife));
    }

    private Announcer announcer(SimLan wire, int ofLife) {
        return TimedAnnouncer.open(wire.port(index, () -> witness.announces(this)),
                () -> !mutation.looksBeforeItSpeaks() || claims(), (delay, task) -> {
                    if (mutation.speaksAfter(delay)) {
                        time.in(delay.toNanos(), () -> onTime(ofLife, task));
                    }
                });
    }

    private void onTime(int ofLife, Runnable task) {
        if (ofLife == life && core != null) {
            if (paused) {
                overdue.add(task);
            } else {
                task.run();
            }
        }
    }

    boolean up() {
        return core != null;
    }

    void crash(boolean withHost) {
        if (core == null) {
            return;
        }
        time.note(() -> NAMES[index] + (withHost ? " loses power" : " crashes"));
        core = null;
        os.announcing(Optional.empty());
        hostUp = !withHost;
        if (withHost) {
            os.clear();
        } else {
            // the kernel closes its connections, and answers for it from now on
            int otherLife = other.life;
            network.send(index, () -> other.found(Link.CLOSED, otherLife));
            time.in(4 * MS, () -> other.dialOnce(otherLife));
        }
    }

    void pause() {
        if (core != null && !paused) {
            paused = true;
            pausedAtNs = time.nowNs();
            time.note(() -> NAMES[index] + " is frozen");
        }
    }

    void resume() {
        if (!paused) {
            return;
        }
        paused = false;
        time.note(() -> NAMES[index] + " wakes up");
        if (core != null) {
            witness.woke(this, time.nowNs() - pausedAtNs);
            witness.look(this);
            // threads wake up in any order: let the member's own be the last
            overdue.forEach(Runnable::run);
            overdue.clear();
            while (!inbox.isEmpty()) {
                handle(inbox.poll());
            }
        }
    }

    private void tick(int ofLife) {
        if (ofLife == life && core != null) {
            if (!paused) {
                handle(TICK);
            }
            time.in(TICK_NS, () -> tick(ofLife));
        }
    }

    private void dial(int ofLife) {
        if (ofLife == life && core != null) {
            if (!paused && time.nowNs() - arrivedNs >= DIAL_NS) {
                dialOnce(ofLife);
            }
            time.in(DIAL_NS, () -> dial(ofLife));
        }
    }

    private void dialOnce(int ofLife) {
        if (!network.roundTrip() || !other.hostUp) {
            found(Link.UNREACHABLE, ofLife);
        } else if (other.core == null) {
            found(Link.REFUSED, ofLife);
        }
    }

    private void found(Link link, int ofLife) {
        if (ofLife == life && core != null) {
            deliver(new Event.LinkChanged(link, clockNs()));
        }
    }

    /** Somebody takes its addresses away. */
    void flushOs() {
        os.clear();
        witness.look(this);
    }

    long clockNs() {
        return (long) (time.nowNs() * clockRate) + clockOffsetNs;
    }

    // ---- events and actions

    void deliver(Event event) {
        if (core == null) {
            return;
        }
        if (paused) {
            inbox.add(event);
        } else {
            handle(event);
        }
    }

    private void handle(Event event) {
        ClusterMember acting = core;
        Role before = core.role();
        Event heard = mutation.hears(event, clockNs());
        turnNs = clockNs();
        List<Action> actions = mutation.does(core.on(heard, turnNs), turnNs);
        for (Action action : actions) {
            perform(action);
        }
        if (before != acting.role()) {
            promotions += acting.role() == Role.ACTIVE ? 1 : 0;
            witness.changed(this, before);
        }
        witness.look(this);
    }

    private void perform(Action action) {
        switch (action) {
            case Action.SendHeartbeat beat -> network.send(index, () -> other.arrived(beat.heartbeat()));
            case Action.RenewLease renew -> {
                leaseUntilNs = renew.untilNs();
                time.note(() -> NAMES[index] + " may forward for another " + (leaseUntilNs - clockNs()) / MS + " ms");
            }
            case Action.Fence fence -> leaseUntilNs = Long.MIN_VALUE / 2;
            case Action.Drain drain -> {
                int thisLife = life;
                time.in(time.between(0, 300 * MS), () -> answer(thisLife, new Event.Drained()));
            }
            case Action.Start start -> begin(start.call());
            case Action.Decided decided -> time.note(() -> NAMES[index] + " [" + decided.decision().epoch() + "] "
                    + decided.decision().from() + " → " + decided.decision().to() + ": " + decided.decision().reason());
            case Action.RoleChanged changed -> { }
            case Action.Pursue pursue -> throw new IllegalStateException("not for a driver: " + pursue);
            case Action.Observe observe -> throw new IllegalStateException("not for a driver: " + observe);
        }
    }

    private void arrived(Heartbeat heartbeat) {
        if (core != null) {
            boolean overtaken = heartbeat.incarnation() == newestFrom && heartbeat.sentNs() <= newestSentNs;
            if (overtaken) {
                deliver(new Event.HeartbeatReceived(heartbeat));
                return;
            }
            newestFrom = heartbeat.incarnation();
            newestSentNs = heartbeat.sentNs();
            if (time.nowNs() - arrivedNs >= witness.quietNs) {
                deafUntilNs = time.nowNs();
            }
            arrivedNs = time.nowNs();
            deliver(new Event.HeartbeatReceived(heartbeat));
        }
    }

    /** A thread of its own carries a call out, now and then a moment later; it may be frozen before it does. */
    private void begin(Call call) {
        int thisLife = life;
        if (time.chance(0.05)) {
            time.in(time.between(0, 100 * MS), () -> send(call, thisLife));
        } else {
            send(call, thisLife);
        }
    }

    private void send(Call call, int ofLife) {
        if (ofLife != life || core == null) {
            return;
        }
        if (paused) {
            time.in(20 * MS, () -> send(call, ofLife));
            return;
        }
        Consumer<Outcome> answer = outcome -> answer(ofLife, new Event.CallFinished(call.id(), outcome));
        boolean stale = call.operation() instanceof Operation.Write
                && (core.epoch() != call.epoch() || clockNs() > call.sendByNs());
        if (stale && mutation.checksEpoch()) {
            time.in(0, () -> answer.accept(new Outcome.Unknown("not sent: its claim is over")));
            return;
        }
        switch (call.operation()) {
            case Operation.AddOsAddress add -> os(() -> os.add(add.address()), answer);
            case Operation.RemoveOsAddress remove -> os(() -> {
                if (mutation.removesAddresses()) {
                    os.remove(remove.address());
                }
            }, answer);
            case Operation.ReadOs read -> time.in(SimOs.ANSWERS_IN_NS, () -> answer.accept(os.seen(read)));
            case Operation remote -> {
                witness.sends(this, call, clockNs());
                time.note(() -> NAMES[index] + " calls " + remote);
                ec2.call(index, call, outcome -> {
                    if (outcome instanceof Outcome.Unknown && mutation.retriesByItself()) {
                        time.in(time.between(100 * MS, 1_000 * MS), () -> send(call, ofLife));
                    } else {
                        answer.accept(outcome);
                    }
                });
            }
        }
    }

    private void os(Runnable change, Consumer<Outcome> answer) {
        change.run();
        witness.look(this);
        time.in(SimOs.ANSWERS_IN_NS, () -> answer.accept(new Outcome.Done()));
    }

    private void answer(int ofLife, Event event) {
        if (ofLife == life) {
            deliver(event);
        }
    }

    void change(ClusterSettings to) {
        if (core != null) {
            settings = to;
            deliver(new Event.SettingsChanged(to));
        }
    }

    // ---- where it stands, for whoever acts in its name

    @Override
    public long epoch() {
        return core.epoch();
    }

    @Override
    public long nowNs() {
        return clockNs();
    }

    @Override
    public long turnNs() {
        return turnNs;
    }

    // ---- what can be seen from outside

    /** Whether a packet for the cluster IP that reaches this host now would be forwarded. */
    boolean forwards() {
        return core != null && !paused && leaseUntilNs > clockNs();
    }

    boolean hasOsAddress() {
        return os.hasAny();
    }

    boolean osIs(Set<OsAddress> addresses) {
        return os.has(addresses);
    }

    long arrivedNs() {
        return arrivedNs;
    }

    /** When it last had not heard the other one, so to speak: for two intervals. */
    long deafUntilNs() {
        return time.nowNs() - arrivedNs >= witness.quietNs ? time.nowNs() : deafUntilNs;
    }

    Role role() {
        return core == null ? null : core.role();
    }

    ClusterSettings settings() {
        return settings;
    }

    boolean pausedNow() {
        return paused;
    }

    int promotions() {
        return promotions;
    }
}
