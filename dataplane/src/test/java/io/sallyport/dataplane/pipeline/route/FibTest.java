package io.sallyport.dataplane.pipeline.route;

import static io.sallyport.dataplane.pipeline.TestGateway.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Route;
import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Longest prefix, then lowest metric, then availability. */
class FibTest {

    private static final long SEED = Long.getLong("sallyport.seed", System.nanoTime());

    private final int[] states = {PeerView.UP, PeerView.UP, PeerView.UP, PeerView.UP};
    private final PeerView peers = new PeerView() {
        @Override
        public int state(int peer) {
            return states[peer];
        }

        @Override
        public int mtu(int peer) {
            return 1420;
        }
    };

    private final Fib fib = Fib.compile(List.of(
            route("10.0.0.0/8", 3, 1),
            route("10.1.0.0/16", 2, 30), route("10.1.0.0/16", 0, 10), route("10.1.0.0/16", 1, 20)),
            List.of(IpPrefix.parse("10.1.1.0/24")), 4);

    @Test
    void theLongestPrefixWinsWhateverItsMetric() {
        assertThat(choose("10.1.2.3")).isZero();
        assertThat(choose("10.2.2.3")).isEqualTo(3);
    }

    @Test
    void theLowestMetricThatIsUpWins() {
        states[0] = PeerView.DOWN;
        assertThat(choose("10.1.2.3")).isEqualTo(1);
        states[0] = PeerView.CONNECTING;
        assertThat(choose("10.1.2.3")).isEqualTo(1);
    }

    @Test
    void withNoneUpTheLowestThatConnectsWins() {
        states[0] = PeerView.DOWN;
        states[1] = PeerView.CONNECTING;
        states[2] = PeerView.CONNECTING;
        assertThat(choose("10.1.2.3")).isEqualTo(1);
    }

    /** A shorter prefix is no second choice: its peer does not have the destination. */
    @Test
    void withAllDownThereIsNone() {
        states[0] = states[1] = states[2] = PeerView.DOWN;
        assertThat(choose("10.1.2.3")).isEqualTo(Packet.NO_PEER);
    }

    @Test
    void localPrefixesHaveNoPeers() {
        assertThat(group("10.1.1.9")).isEqualTo(Fib.LOCAL_GROUP);
        assertThat(fib.contains(Fib.LOCAL_GROUP, 0)).isFalse();
        assertThat(group("11.0.0.1")).isEqualTo(Fib.NO_ROUTE);
    }

    @Test
    void everyMetricBelongsToTheGroup() {
        int group = group("10.1.2.3");
        assertThat(fib.contains(group, 0)).isTrue();
        assertThat(fib.contains(group, 2)).isTrue();
        assertThat(fib.contains(group, 3)).isFalse();
    }

    @Test
    void refusesAPeerThatIsNotThere() {
        assertThatThrownBy(() -> Fib.compile(List.of(route("10.0.0.0/8", 2, 1)), List.of(), 2))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("10.0.0.0/8").hasMessageContaining("2");
    }

    @Test
    void agreesWithTheNaiveOracle() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            List<Route> routes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int length = 8 + random.nextInt(25);
                int bits = 0x0a000000 | random.nextInt(1 << 12) << 8 | random.nextInt(4);
                routes.add(new Route(new IpPrefix(IpAddress.v4(bits & -1 << 32 - length), length),
                        random.nextInt(4), 1 + random.nextInt(200)));
            }
            Fib random100 = Fib.compile(routes, List.of(), 4);
            for (int i = 0; i < 300; i++) {
                for (int peer = 0; peer < 4; peer++) {
                    states[peer] = random.nextInt(3);
                }
                IpAddress address = IpAddress.v4(0x0a000000 | random.nextInt(1 << 12) << 8 | random.nextInt(4));
                int group = random100.group(false, 0, address.low());
                int chosen = group == Fib.NO_ROUTE ? Packet.NO_PEER : random100.choose(group, peers);
                assertThat(chosen).as("%s of seed %d", address, SEED).isEqualTo(naive(routes, address));
            }
        }
    }

    private int naive(List<Route> routes, IpAddress address) {
        int longest = routes.stream().filter(route -> route.prefix().contains(address))
                .mapToInt(route -> route.prefix().length()).max().orElse(-1);
        for (int wanted = PeerView.UP; wanted >= PeerView.CONNECTING; wanted--) {
            Route best = null;
            for (Route route : routes) {
                if (route.prefix().length() == longest && route.prefix().contains(address)
                        && states[route.peer()] == wanted && (best == null || route.metric() < best.metric())) {
                    best = route;
                }
            }
            if (best != null) {
                return best.peer();
            }
        }
        return Packet.NO_PEER;
    }

    private int group(String address) {
        return fib.group(false, 0, IpAddress.parse(address).low());
    }

    private int choose(String address) {
        return fib.choose(group(address), peers);
    }
}
