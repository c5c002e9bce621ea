package io.sallyport.control.failover;

import io.netty.channel.EventLoop;
import io.sallyport.control.cluster.ClusterMember;
import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Event;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.drive.ClusterDriver;
import io.sallyport.control.cluster.drive.ClusterJournal;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.cluster.holdings.RefusalCode;
import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.reconcile.holdings.Desired;
import io.sallyport.control.reconcile.holdings.HoldingsAgent;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Standing;
import io.sallyport.control.reconcile.holdings.Wanted;
import io.sallyport.control.reconcile.validate.Validation;
import io.sallyport.dataplane.linux.LinuxException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's time as a member of one cluster, from the configuration that makes it one to the one that does not. Conductor
 * thread, but where a method says otherwise.
 *
 * <p>It takes part once it is known what its role is about: where the provider does not tell, it is asked again, and the partner
 * hears nothing meanwhile, for a member that cannot see what it should hold must not be trusted with it.
 */
final class ClusterMembership {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMembership.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    /** While something that is wanted cannot be had: an interface may be attached, a table be made. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final Set<ClusterProblem> WITHOUT_INTERFACE =
            EnumSet.of(ClusterProblem.INTERFACE_UNKNOWN_TO_EC2, ClusterProblem.INTERFACE_ELSEWHERE);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Surroundings around;
    private final EventLoop loop;
    private final HealthProbe probe;
    private final ScheduledExecutorService health =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("cluster-health").daemon().factory());
    /** There before the driver is; what it is asked then was started for nobody. */
    private final Standing standing = new Standing() {
        @Override
        public long epoch() {
            ClusterDriver present = driver;
            return present == null ? 0 : present.epoch();
        }

        @Override
        public long nowNs() {
            return System.nanoTime();
        }

        @Override
        public long turnNs() {
            ClusterDriver present = driver;
            return present == null ? 0 : present.turnNs();
        }
    };
    private final Set<String> toldFaults = new HashSet<>();
    private ScheduledFuture<?> looking;
    private volatile MemberPlan plan;
    private Wanted before = Wanted.NOTHING;
    /** Under the present plan; {@code null}: it does not take part yet. */
    private Desired joinedWith;
    /** Whether the provider is being asked because a call says that something is not as it was. */
    private boolean doubting;
    private volatile HoldingsAgent agent;
    private StatusListener status;
    private volatile ClusterDriver driver;
    /** Written under this object's lock, as the driver is: none is made for a member that has left. */
    private volatile boolean left;

    ClusterMembership(Surroundings around, EventLoop loop, MemberPlan plan) {
        this.around = around;
        this.loop = loop;
        probe = new HealthProbe(around.gateway(), around.links());
        agent = open(plan);
        // of an earlier life: whether this member has the cluster's addresses is to be decided first
        agent.sweep(List.of());
        take(plan);
    }

    boolean isOf(MemberPlan other) {
        return plan.heartbeats().self().equals(other.heartbeats().self())
                && plan.heartbeats().partner().equals(other.heartbeats().partner())
                && plan.heartbeats().cluster().equals(other.heartbeats().cluster());
    }

    /** A newer configuration of the same member. */
    void change(MemberPlan next) {
        before = plan.wanted();
        if (!next.sharesProvider(plan)) {
            agent.close();
            agent = open(next);
        }
        take(next);
    }

    private HoldingsAgent open(MemberPlan next) {
        return around.agents().open(next, standing, this::finished);
    }

    private void finished(long id, Outcome outcome) {
        ClusterDriver present = driver;
        if (present != null) {
            present.finished(id, outcome);
        }
        if (outcome instanceof Outcome.Refused refused && refused.code() == RefusalCode.NO_SUCH_INTERFACE) {
            onConductor(this::interfaceGone);
        }
    }

    /** It was there when this member joined: what can be held is to be found out anew. Faults that are known are looked at again anyway. */
    private void interfaceGone() {
        if (!left && !doubting && joinedWith != null && joinedWith.faults().isEmpty()) {
            doubting = true;
            askAgain(plan, ASK_AGAIN);
        }
    }

    private void onConductor(Runnable task) {
        try {
            around.conductor().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the daemon is stopping: holdings are not asked for again");
        }
    }

    private void take(MemberPlan next) {
        plan = next;
        joinedWith = null;
        doubting = false;
        probe.monitor(next.monitored());
        if (looking != null) {
            looking.cancel(false);
        }
        long periodMs = next.cluster().interval();
        looking = health.scheduleWithFixedDelay(this::look, 0, periodMs, TimeUnit.MILLISECONDS);
        answerAt(next.cluster().statusPort());
        HoldingsAgent asked = agent;
        Wanted earlier = before;
        Thread.ofVirtual().name("cluster-holdings").start(() -> ask(next, asked, earlier));
    }

    private void answerAt(int port) {
        if (status != null && status.port() == port) {
            return;
        }
        if (status != null) {
            status.close();
        }
        status = port == 0 ? null : StatusListener.open(port, this::view, around.events());
    }

    /** Virtual thread: the provider may take its time. */
    private void ask(MemberPlan asking, HoldingsAgent asked, Wanted earlier) {
        Answer<Desired> answer = asked.desired(asking.wanted(), earlier);
        onConductor(() -> answered(asking, answer));
    }

    private void answered(MemberPlan asking, Answer<Desired> answer) {
        if (left || asking != plan) {
            return; // a newer configuration has asked for itself
        }
        doubting = false;
        switch (answer) {
            case Answer.Done<Desired> done -> known(asking, done.value());
            case Answer.Refused<Desired> refused -> unknown(asking, refused.fault());
            case Answer.Unknown<Desired> unknown -> unknown(asking, unknown.fault());
        }
    }

    private void known(MemberPlan asking, Desired desired) {
        desired.faults().forEach(this::tell);
        toldFaults.retainAll(desired.faults().stream().map(ProviderFault::toString).toList());
        // whoever cannot have what the role is about must not be preferred for it
        probe.hindered(desired.faults().stream().filter(fault -> WITHOUT_INTERFACE.contains(fault.problem()))
                .map(ProviderFault::detail).toList());
        if (!desired.equals(joinedWith)) {
            joinedWith = desired;
            join(asking.settings(desired.holdings()));
        }
        if (!desired.faults().isEmpty()) {
            askAgain(asking, LOOK_AGAIN);
        }
    }

    private void unknown(MemberPlan asking, ProviderFault fault) {
        tell(fault);
        askAgain(asking, ASK_AGAIN);
    }

    private void askAgain(MemberPlan asking, Duration delay) {
        HoldingsAgent asked = agent;
        Wanted earlier = before;
        around.conductor().schedule(delay, () -> {
            if (!left && asking == plan) {
                Thread.ofVirtual().name("cluster-holdings").start(() -> ask(asking, asked, earlier));
            }
        });
    }

    private void tell(ProviderFault fault) {
        if (toldFaults.add(fault.toString())) {
            around.events().error("provider", fault.toString(), Map.of("problem", fault.problem().name(), "code", fault.code()));
        }
    }

    private synchronized void join(ClusterSettings settings) {
        if (left) {
            return; // while the provider was still being asked
        }
        MemberPlan joined = plan;
        HoldingsAgent calls = agent;
        ClusterDriver present = driver;
        if (present != null) {
            loop.execute(() -> present.change(settings, joined.heartbeats(), calls::start));
            return;
        }
        ClusterMember member = new ClusterMember(settings, incarnation(), RANDOM.nextLong(), System.nanoTime());
        ClusterJournal journal = new ClusterJournal(around.events(), around.clock(), settings.partner());
        ClusterDriver fresh = new ClusterDriver(member, loop, around.role(), journal, around.counters(), around.clock());
        driver = fresh;
        loop.execute(() -> fresh.start(joined.heartbeats(), calls::start));
    }

    private static long incarnation() {
        long drawn = RANDOM.nextLong();
        return drawn == 0 ? 1 : drawn;
    }

    private void look() {
        ClusterDriver present = driver;
        if (present != null) {
            Health seen = seen();
            loop.execute(() -> present.healthChanged(seen));
        }
    }

    private Health seen() {
        try {
            return probe.get();
        } catch (RuntimeException e) {
            LOG.error("the health of this member cannot be found out", e);
            return new Health(List.of("its health cannot be found out: " + e.getMessage()), Health.Overlay.UNKNOWN, 0);
        }
    }

    /** Any thread; empty while it does not take part yet. */
    Optional<ClusterView> view() {
        return Optional.ofNullable(driver).flatMap(ClusterDriver::view);
    }

    /** Any thread. */
    Validation validation() {
        MemberPlan present = plan;
        return new Validation(agent, present.wanted(), present.heartbeats().remote(), around.clock());
    }

    /** Any thread: hands an operator's wish over. @return whether there is a member to hear it */
    boolean wish(Event event) {
        ClusterDriver present = driver;
        if (present != null) {
            loop.execute(() -> present.on(event));
        }
        return present != null;
    }

    /** What handing over should have removed, and did not when its time was too short. */
    private void removeAddresses() {
        try {
            agent.sweep(List.of());
        } catch (LinuxException e) {
            LOG.warn("cluster IPs were not removed: {}", e.getMessage());
        }
    }

    /** Leaves in good order, or at least within the grace; any thread but the conductor and the cluster's. */
    void leave(Duration grace) {
        ClusterDriver present = leaving();
        if (present != null) {
            loop.execute(() -> present.on(new Event.Stop()));
            try {
                present.stopped().get(grace.plusSeconds(plan.cluster().drainTimeout()).toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.warn("this member did not hand over within its time; its partner notices the closed connection");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            loop.submit(present::close).awaitUninterruptibly();
        }
        health.shutdownNow();
        removeAddresses();
        agent.close();
        if (status != null) {
            status.close();
        }
    }

    private synchronized ClusterDriver leaving() {
        left = true;
        return driver;
    }
}
