package io.sallyport.control.cluster.drive;

import io.netty.channel.EventLoop;
import io.sallyport.control.cluster.Action;
import io.sallyport.control.cluster.ClusterMember;
import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Event;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Link;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.heartbeat.HeartbeatCodec;
import io.sallyport.control.cluster.heartbeat.HeartbeatCodec.Message;
import io.sallyport.control.cluster.heartbeat.HeartbeatListener;
import io.sallyport.control.cluster.heartbeat.HeartbeatOptions;
import io.sallyport.control.cluster.heartbeat.HeartbeatTransport;
import io.sallyport.control.cluster.heartbeat.Refusal;
import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one member: every event goes to it on the cluster thread, with that moment's time, and what it decides is done at once.
 * Nothing here waits: calls leave through {@link Calls}, slow effects through {@link RoleEffects}.
 */
public final class ClusterDriver implements HeartbeatListener {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterDriver.class);
    private static final long LONGEST_TICK_NS = 50_000_000;
    /** How long resets may take to leave: they are system calls, one a session. */
    private static final long RESETS_MS = 250;

    private final EventLoop loop;
    private final RoleEffects effects;
    private final ClusterJournal journal;
    private final ClusterCounters counters;
    private final Clock clock;
    private final ClusterMember member;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private Calls calls;
    private HeartbeatTransport transport;
    private Heartbeat said;
    private PartnerView partner;
    private Health health = Health.GOOD;
    private boolean serving;
    /** Completed when layer 4 has let go of the cluster's addresses. */
    private CompletableFuture<Void> released = CompletableFuture.completedFuture(null);
    private Instant roleSince;
    private Future<?> tick;
    /** Told once, not twenty times a second. */
    private String fault = "";
    /** What the partner says now, which is told once, too. */
    private boolean unreadable;
    private volatile long epoch;
    private volatile long turnNs;
    private volatile ClusterView view;

    public ClusterDriver(ClusterMember member, EventLoop loop, RoleEffects effects, ClusterJournal journal, ClusterCounters counters,
            Clock clock) {
        this.member = member;
        this.loop = loop;
        this.effects = effects;
        this.journal = journal;
        this.counters = counters;
        this.clock = clock;
        roleSince = clock.instant();
    }

    /** Begins; on the cluster thread, as everything here that does not say otherwise. */
    public void start(HeartbeatOptions options, Calls first) {
        calls = first;
        connect(options);
        scheduleTicks();
        publish();
    }

    private void connect(HeartbeatOptions options) {
        ClusterSettings settings = member.settings();
        transport = new HeartbeatTransport(options, Duration.ofNanos(settings.intervalNs()), Duration.ofNanos(settings.timeoutNs()),
                loop, this, this::newestMessage, counters.heartbeats());
        transport.start();
    }

    private void scheduleTicks() {
        if (tick != null) {
            tick.cancel(false);
        }
        long periodNs = Math.min(member.settings().intervalNs() / 4, LONGEST_TICK_NS);
        // by delay: of the turns that a pause has cost, none is made up for when it ends, when there is most else to do
        tick = loop.scheduleWithFixedDelay(this::tick, periodNs, periodNs, TimeUnit.NANOSECONDS);
    }

    /** Netty ends a series with its first failure and says nothing: heartbeats and the lease would end with it, and nobody knew why. */
    private void tick() {
        try {
            on(new Event.Tick());
            publish();
        } catch (RuntimeException e) {
            if (!e.toString().equals(fault)) {
                LOG.error("a turn of this member of the cluster failed; the next is tried all the same", e);
                fault = e.toString();
            }
        }
    }

    /** Takes a new configuration; connections stay where they can. */
    public void change(ClusterSettings settings, HeartbeatOptions options, Calls next) {
        calls = next;
        on(new Event.SettingsChanged(settings));
        if (transport.options().equals(options)) {
            transport.times(Duration.ofNanos(settings.intervalNs()), Duration.ofNanos(settings.timeoutNs()));
        } else {
            transport.close();
            connect(options);
        }
        scheduleTicks();
        publish();
    }

    public void on(Event event) {
        if (stopped.isDone()) {
            return;
        }
        long nowNs = System.nanoTime();
        List<Action> actions = member.on(event, nowNs);
        epoch = member.epoch();
        turnNs = nowNs;
        actions.forEach(this::perform);
    }

    private void perform(Action action) {
        switch (action) {
            case Action.SendHeartbeat send -> send(send.heartbeat());
            case Action.RenewLease lease -> effects.renewLease(lease.untilNs());
            case Action.Fence fence -> {
                released = effects.fence();
                counters.onFence(fence.orderly());
                journal.fenced(fence);
            }
            case Action.RoleChanged changed -> follow(changed);
            case Action.Drain drain -> effects.drain(drain.deadlineNs(), () -> loop.execute(() -> on(new Event.Drained())));
            case Action.Start start -> {
                journal.started(start.call());
                start(start.call());
            }
            case Action.Decided decided -> journal.decided(decided.decision());
            case Action.Pursue pursue -> throw new IllegalStateException("the planner's action: " + pursue);
            case Action.Observe observe -> throw new IllegalStateException("the planner's action: " + observe);
        }
    }

    /** An address that is gone sends no resets: it waits for them, but not for ever. */
    private void start(Call call) {
        if (call.operation() instanceof Operation.RemoveOsAddress && !released.isDone()) {
            Calls present = calls;
            released.copy().completeOnTimeout(null, RESETS_MS, TimeUnit.MILLISECONDS).thenRun(() -> present.start(call));
        } else {
            calls.start(call);
        }
    }

    private void send(Heartbeat heartbeat) {
        said = heartbeat;
        transport.say(newestMessage(), System.nanoTime());
    }

    private byte[] newestMessage() {
        if (said == null) {
            on(new Event.Tick());
        }
        return said == null ? new byte[0] : HeartbeatCodec.encode(new Message(said, clock.millis()));
    }

    private void follow(Action.RoleChanged changed) {
        counters.onRole(changed.from(), changed.to());
        roleSince = clock.instant();
        boolean serves = changed.to() == Role.ACTIVE || changed.to() == Role.RELINQUISHING;
        if (serves && !serving) {
            effects.serve(predecessorsClock());
        } else if (!serves && serving) {
            effects.standDown();
        }
        serving = serves;
        journal.roleChanged(changed.from(), changed.to(), changed.epoch());
        if (changed.to() == Role.STOPPED) {
            stopped.complete(null);
        }
    }

    /** What the partner's clock may show by now, and a second more. */
    private Instant predecessorsClock() {
        Instant own = clock.instant();
        return partner == null || partner.aheadMs() < 0 ? own : own.plusMillis(partner.aheadMs()).plusSeconds(1);
    }

    /** Any thread. */
    public void finished(long id, Outcome outcome) {
        loop.execute(() -> {
            journal.finished(id, outcome, counters);
            on(new Event.CallFinished(id, outcome));
        });
    }

    public void healthChanged(Health now) {
        if (!now.causes().equals(health.causes())) {
            journal.healthChanged(now);
        }
        health = now;
        on(new Event.HealthChanged(now));
    }

    @Override
    public void heard(byte[] message) {
        Optional<Message> decoded = HeartbeatCodec.decode(message);
        if (decoded.isEmpty()) {
            if (!unreadable) {
                unreadable = true;
                journal.unreadable();
            }
            return; // counts as silence
        }
        unreadable = false;
        Heartbeat heartbeat = decoded.get().heartbeat();
        if (partner == null || partner.heartbeat().incarnation() != heartbeat.incarnation()
                || heartbeat.sentNs() - partner.heartbeat().sentNs() > 0) {
            journal.partnerSays(partner == null ? null : partner.heartbeat(), heartbeat);
            partner = new PartnerView(heartbeat, System.nanoTime(), decoded.get().wallClockMs() - clock.millis());
        }
        on(new Event.HeartbeatReceived(heartbeat));
    }

    @Override
    public void link(Link link, long foundNs) {
        on(new Event.LinkChanged(link, foundNs));
    }

    @Override
    public void connected() {
        journal.connected();
    }

    @Override
    public void disconnected(String why) {
        journal.disconnected(why);
    }

    @Override
    public void refused(Refusal refusal, String detail) {
        journal.refused(refusal, detail);
    }

    @Override
    public void troubled(String problem) {
        journal.troubled(problem);
    }

    private void publish() {
        view = new ClusterView(member.settings(), member.role(), roleSince, member.epoch(), health, member.holdings(),
                Optional.ofNullable(said), Optional.ofNullable(partner), transport.isConnected(), transport.reaches(),
                transport.isReached(), journal.decisions());
    }

    /** At most a tick old; any thread. Empty before the start. */
    public Optional<ClusterView> view() {
        return Optional.ofNullable(view);
    }

    /** Of this member's claim; any thread. */
    public long epoch() {
        return epoch;
    }

    /** When the last turn began, of which {@link #epoch} is; any thread. */
    public long turnNs() {
        return turnNs;
    }

    /** Completed once the member has left in good order; any thread. */
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    /** Ends everything, whatever state it is in. */
    public void close() {
        stopped.complete(null);
        tick.cancel(false);
        if (serving) {
            serving = false;
            effects.fence();
            effects.standDown();
        }
        transport.close();
    }
}
