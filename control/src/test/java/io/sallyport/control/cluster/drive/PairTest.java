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
import java.util.concurrent.TimeUnit;
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
        volatile long leaseUntilNs;

        Driven(String self, int host, String partner, int partnersHost) {
            ClusterSettings settings = new ClusterSettings(self, partner, "a", ClusterSettings.Mode.MANUAL_FAILBACK,
                    TimeUnit.SECONDS.toNanos(20), TimeUnit.MILLISECONDS.toNanos(100), 0, 0, 1, 1, Holdings.NONE);
            driver = new ClusterDriver(new ClusterMember(settings, 1 + host, host, System.nanoTime()), loop, this,
                    new ClusterJournal(events, Clock.systemUTC(), partner), new ClusterCounters(), Clock.systemUTC());
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
        }

        @Override
        public CompletableFuture<Void> fence() {
            told.add("fence");
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void serve(Instant notBefore) {
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

    @Test
    void whatKeepsAMemberFromItsRoleIsAProblem() {
        Driven a = new Driven("a", 1, "b", 2);
        until(() -> a.driver.view().isPresent());
        assertThat(a.driver.view().orElseThrow().problems()).isEmpty();
        a.loop.execute(() -> a.driver.healthChanged(new Health(List.of("interface eth1 has no link"), Health.Overlay.UNKNOWN, 0)));
        until(() -> a.driver.view().orElseThrow().problems()
                .equals(List.of("this member of the cluster is not healthy: interface eth1 has no link")));
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
}
