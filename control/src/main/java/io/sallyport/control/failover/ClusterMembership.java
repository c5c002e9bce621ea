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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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
    private final Inquiry inquiry;
    private ScheduledFuture<?> looking;
    private volatile MemberPlan plan;
    private Wanted before = Wanted.NOTHING;
    /** Under the present plan; {@code null}: it does not take part yet. */
    private Desired joinedWith;
    /** Of the present plan. */
    private volatile HoldingsAgent agent;
    /** Of the driver's: that of the plan before, until it is known what the present one is about. */
    private HoldingsAgent carrying;
    private StatusListener status;
    private volatile ClusterDriver driver;
    /** Written under this object's lock, as the driver is: none is made for a member that has left. */
    private volatile boolean left;

    ClusterMembership(Surroundings around, EventLoop loop, MemberPlan plan) {
        this.around = around;
        this.loop = loop;
        probe = new HealthProbe(around.gateway(), around.links());
        inquiry = new Inquiry(around.conductor(), around.events(), this::known);
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
            HoldingsAgent old = agent;
            agent = open(next);
            if (old != carrying) {
                old.close();
            }
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
            inquiry.doubt();
        }
    }

    private void take(MemberPlan next) {
        plan = next;
        joinedWith = null;
        probe.monitor(next.monitored());
        if (looking != null) {
            looking.cancel(false);
        }
        long periodMs = next.cluster().interval();
        looking = health.scheduleWithFixedDelay(this::look, 0, periodMs, TimeUnit.MILLISECONDS);
        answerAt(next.cluster().statusPort());
        inquiry.ask(next, agent, before);
    }

    private void answerAt(int port) {
        if (status != null && status.standsAt(port)) {
            return;
        }
        if (status != null) {
            status.close();
        }
        status = port == 0 ? null : StatusListener.open(port, this::view, around.events());
    }

    private void known(MemberPlan asked, Desired desired) {
        // whoever cannot have what the role is about must not be preferred for it
        probe.hindered(desired.faults().stream().filter(fault -> WITHOUT_INTERFACE.contains(fault.problem()))
                .map(ProviderFault::detail).toList());
        if (!desired.equals(joinedWith)) {
            joinedWith = desired;
            join(asked.settings(desired.holdings()));
        }
    }

    private synchronized void join(ClusterSettings settings) {
        if (left) {
            return; // while the provider was still being asked
        }
        MemberPlan joined = plan;
        HoldingsAgent old = carrying;
        HoldingsAgent calls = agent;
        carrying = calls;
        ClusterDriver present = driver;
        if (present != null) {
            loop.execute(() -> {
                present.change(settings, joined.heartbeats(), calls::start);
                if (old != calls) {
                    Thread.ofVirtual().name("cluster-agent").start(old::close); // which may wait
                }
            });
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
        return Optional.ofNullable(driver).flatMap(ClusterDriver::view).map(view -> view.lacking(inquiry.lacking()));
    }

    /** What keeps this member from its role, each in one sentence; any thread. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(inquiry.unanswered());
        view().ifPresent(view -> problems.addAll(view.problems()));
        agent.faults().forEach(fault -> problems.add(fault.toString()));
        return problems;
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
        inquiry.end();
        health.shutdownNow();
        removeAddresses();
        Stream.of(Optional.of(agent), Optional.ofNullable(carrying)).flatMap(Optional::stream).distinct().forEach(HoldingsAgent::close);
        if (status != null) {
            status.close();
        }
    }

    private synchronized ClusterDriver leaving() {
        left = true;
        return driver;
    }
}
