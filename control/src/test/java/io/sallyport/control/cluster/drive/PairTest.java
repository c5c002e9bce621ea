package io.sallyport.control.cluster.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.sallyport.control.cluster.ClusterMember;
import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Event;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.heartbeat.HeartbeatOptions;
import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.event.EventLog;
import io.sallyport.control.event.Happening;
import io.sallyport.dataplane.tunnel.SecretKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two members with real heartbeats on the loopback, each driven on its own thread; what their roles mean is written down. */
class PairTest {

    private static final Random RANDOM = new Random();

    private final byte[] network = {127, (byte) (1 + RANDOM.nextInt(250)), (byte) RANDOM.nextInt(250)};
    private final List<Driven> all = new ArrayList<>();

    private final class Driven implements RoleEffects {

        final List<String> told = new CopyOnWriteArrayList<>();
        final EventLog events = new EventLog(Clock.systemUTC());
        final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        final EventLoop loop = group.next();
        final ClusterDriver driver;
        final AtomicInteger renewals = new AtomicInteger();
        volatile long leaseUntilNs;
        volatile Instant notBefore;

        Driven(String self, int host, String partner, int partnersHost) {
            this(self, host, partner, partnersHost, Clock.systemUTC());
        }

        Driven(String self, int host, String partner, int partnersHost, Clock clock) {
            ClusterSettings settings = new ClusterSettings(self, partner, "a", ClusterSettings.Mode.MANUAL_FAILBACK,
                    TimeUnit.SECONDS.toNanos(20), TimeUnit.MILLISECONDS.toNanos(100), 0, 0, 1, 1, Holdings.NONE);
            driver = new ClusterDriver(new ClusterMember(settings, 1 + host, host, System.nanoTime()), loop, this,
                    new ClusterJournal(events, clock, partner), new ClusterCounters(), clock);
            HeartbeatOptions options = new HeartbeatOptions("pair", self, at(host), partner, at(partnersHost),
                    SecretKey.of(new byte[SecretKey.LENGTH]));
            loop.execute(() -> {
                driver.start(options, this::call);
                driver.healthChanged(Health.GOOD);
            });
            all.add(this);
        }

        private void call(Call call) {
            driver.finished(call.id(), new Outcome.Seen(Map.of()));
        }

        Role role() {
            return driver.view().map(ClusterView::role).orElse(Role.STARTING);
        }

        @Override
        public void renewLease(long untilNs) {
            leaseUntilNs = untilNs;
            renewals.incrementAndGet();
        }

        @Override
        public CompletableFuture<Void> fence() {
            told.add("fence");
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void serve(Instant mayBeUsedUpTo) {
            notBefore = mayBeUsedUpTo;
            told.add("serve");
        }

        @Override
        public void standDown() {
            told.add("stand down");
        }

        @Override
        public void drain(long deadlineNs, Runnable drained) {
            told.add("drain");
            drained.run();
        }

        /** As a process that is killed: sockets close, nothing else happens. */
        void die() {
            loop.submit(driver::close).syncUninterruptibly();
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
            all.remove(this);
        }
    }

    private InetSocketAddress at(int host) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {network[0], network[1], network[2], (byte) host}), 9000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(10)).until(condition::getAsBoolean);
    }

    @AfterEach
    void end() {
        List.copyOf(all).forEach(Driven::die);
    }

    @Test
    void oneIsActiveAndForwardsAndItsEndIsTheOthersBeginning() {
        Driven a = new Driven("a", 1, "b", 2);
        Driven b = new Driven("b", 2, "a", 1);
        until(() -> a.role() == Role.ACTIVE && b.role() == Role.STANDBY);
        until(() -> a.leaseUntilNs - System.nanoTime() > 0);
        assertThat(a.told).containsOnlyOnce("serve");
        assertThat(b.told).doesNotContain("serve");
        assertThat(b.leaseUntilNs).isZero();

        a.die();
        until(() -> b.role() == Role.ACTIVE);
        assertThat(b.told).contains("serve");
        assertThat(b.events.after(0)).extracting(Happening::kind).contains("heartbeat", "partner", "decision", "role");
    }

    /** Peers take no handshake that is older than one that they have had (decision 0027). */
    @Test
    void aSuccessorWhoseClockIsBehindGoesByItsPredecessors() {
        Driven a = new Driven("a", 1, "b", 2);
        Driven b = new Driven("b", 2, "a", 1, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5)));
        until(() -> a.role() == Role.ACTIVE && b.role() == Role.STANDBY);
        Instant usedByA = Instant.now();

        a.die();
        until(() -> b.role() == Role.ACTIVE);
        assertThat(b.notBefore).as("but for how long the news took").isAfter(usedByA.minusSeconds(60));
    }

    @Test
    void whatKeepsAMemberFromItsRoleIsAProblem() {
        Driven a = new Driven("a", 1, "b", 2);
        until(() -> a.driver.view().isPresent());
        assertThat(a.driver.view().orElseThrow().problems()).isEmpty();
        a.loop.execute(() -> a.driver.healthChanged(new Health(List.of("interface eth1 has no link"), Health.Overlay.UNKNOWN, 0)));
        until(() -> a.driver.view().orElseThrow().problems()
                .equals(List.of("this member of the cluster is not healthy: interface eth1 has no link")));
    }

    /** As after an update of one member whose heartbeats the other's version does not know. */
    @Test
    void whatCannotBeReadIsToldOnce() {
        Driven a = new Driven("a", 1, "b", 2);
        until(() -> a.driver.view().isPresent());
        a.loop.execute(() -> a.driver.heard(new byte[3]));
        a.loop.submit(() -> a.driver.heard(new byte[3])).syncUninterruptibly();
        assertThat(a.events.after(0)).filteredOn(happening -> happening.message().contains("what b says cannot be read"))
                .singleElement().satisfies(told -> assertThat(told.message()).endsWith("update the older one"));
    }

    @Test
    void aMemberThatStopsHandsOver() {
        Driven a = new Driven("a", 1, "b", 2);
        Driven b = new Driven("b", 2, "a", 1);
        until(() -> a.role() == Role.ACTIVE && b.role() == Role.STANDBY);

        a.loop.execute(() -> a.driver.on(new Event.Stop()));
        until(() -> a.driver.stopped().isDone());
        until(() -> b.role() == Role.ACTIVE);
        assertThat(a.told).endsWith("stand down");
        assertThat(a.events.after(0)).filteredOn(happening -> happening.kind().equals("fence")).isNotEmpty()
                .allMatch(happening -> happening.level() == Happening.Level.INFO);
    }

    /** Of a member whose partner is gone every turn renews the lease; a turn is due every 25 ms. */
    @Test
    void turnsThatAPauseHasCostAreNotMadeUpFor() throws Exception {
        Driven a = new Driven("a", 1, "b", 2);
        Driven b = new Driven("b", 2, "a", 1);
        until(() -> a.role() == Role.ACTIVE && b.role() == Role.STANDBY);
        b.die();
        int inAWhile = a.loop.submit(() -> {
            new CountDownLatch(1).await(2, TimeUnit.SECONDS);
            a.renewals.set(0);
            return a.loop.schedule(a.renewals::get, 200, TimeUnit.MILLISECONDS);
        }).get().get();
        assertThat(inAWhile).as("of eight that are due, and eighty that were").isLessThan(40);
    }

    @Test
    void anOperatorsWishIsHeard() {
        Driven a = new Driven("a", 1, "b", 2);
        Driven b = new Driven("b", 2, "a", 1);
        until(() -> a.role() == Role.ACTIVE && b.role() == Role.STANDBY);

        b.loop.execute(() -> b.driver.on(new Event.MakeActive()));
        until(() -> b.role() == Role.ACTIVE && a.role() == Role.STANDBY);
        assertThat(b.driver.view().orElseThrow().decisions()).isNotEmpty();
    }

    /** Of two that have handed over on the operator's word, the last one's word counts. */
    @Test
    void theOperatorMovesTheClusterThereAndBackAgain() {
        Driven a = new Driven("a", 1, "b", 2);
        Driven b = new Driven("b", 2, "a", 1);
        until(() -> a.role() == Role.ACTIVE && b.role() == Role.STANDBY);
        handOver(a, b);
        handOver(b, a);
        handOver(a, b);
        assertThat(b.told.stream().filter("serve"::equals)).as("b has taken it twice").hasSize(2);
    }

    private static void handOver(Driven from, Driven to) {
        // what it last heard of the partner may be older than the partner's role
        until(() -> from.driver.view().flatMap(ClusterView::partner).map(partner -> partner.heartbeat().role()).orElse(Role.STARTING)
                == Role.STANDBY);
        from.loop.execute(() -> from.driver.on(new Event.Relinquish()));
        until(() -> to.role() == Role.ACTIVE && from.role() == Role.STANDBY);
    }
}
