package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.demo.Ping;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Debian's wireguard-go as an edge, in the network that {@link WireGuardStar} draws: an edge for every mixture of underlay,
 * preshared key, and who calls whom.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WireGuardInteropIT {

    private static final long TCP_BYTES = 1 << 20;
    private static final Duration FOLLOWED = Duration.ofSeconds(10);
    private static final int PINGS = 150;
    /** What was on its way to where nobody is any more, and what was not sent between two steps of the move: half a second. */
    private static final int LOST_IN_THE_MOVE = 25;
    private static final int MOVED_PORT = 40_000;

    @AutoClose
    private WireGuardStar star;

    static Stream<StockEdge.Kind> kinds() {
        List<StockEdge.Kind> kinds = new ArrayList<>();
        for (boolean v6 : List.of(false, true)) {
            for (boolean presharedKey : List.of(false, true)) {
                for (boolean calls : List.of(false, true)) {
                    kinds.add(new StockEdge.Kind(v6, presharedKey, calls));
                }
            }
        }
        return kinds.stream();
    }

    @BeforeAll
    void build() {
        star = new WireGuardStar("wg", kinds().toList());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void pingAndTcpPassBothWays(StockEdge.Kind kind) throws Exception {
        StockEdge edge = star.edge(kind);
        Namespace caller = kind.calls() ? edge.namespace() : star.client();
        List<String> called = kind.calls() ? WireGuardStar.CLIENT : edge.inner();

        long lost = lostOnTheWayFrom(edge);
        // whoever knows where the other is goes first, and its packet waits for the handshake
        assertAnswers(caller, called.get(0));
        for (int family = 0; family < 2; family++) {
            String client = WireGuardStar.CLIENT.get(family);
            String server = edge.inner().get(family);
            assertAnswers(star.client(), server);
            assertAnswers(edge.namespace(), client);
            TcpTransfer.check(star.client(), edge.namespace(), server, client, TCP_BYTES);
            // the inside NAT gives the client's side its local address back
            TcpTransfer.check(edge.namespace(), star.client(), client, server, TCP_BYTES);
        }
        assertHandshake(edge);
        assertThat(lostOnTheWayFrom(edge)).isEqualTo(lost);
    }

    private long lostOnTheWayFrom(StockEdge edge) {
        return star.gateway().control().row("peers", edge.name()).path("rxLost").asLong();
    }

    private void assertHandshake(StockEdge edge) {
        boolean initiated = edge.logged("Sending handshake initiation") > 0;
        assertThat(initiated).as("whether the stock end initiated").isEqualTo(edge.kind().calls());
        assertThat(edge.latestHandshake()).isPositive();
        assertThat(Stream.of(edge.show("transfer").split("\t")).map(Long::valueOf)).allMatch(bytes -> bytes > 2 * TCP_BYTES);
        assertThat(edge.show("endpoints")).isEqualTo(edge.at(WireGuardStar.GATEWAY_OUTER, Draft.PORT));
        assertThat(star.gateway().control().row("peers", edge.name()).path("state").asString()).isEqualTo("up");
        assertThat(star.gateway().control().row("peers", edge.name()).path("endpoint").asString()).isEqualTo(edge.at(edge.outer(), Draft.PORT));
    }

    /** A restart of the edge, as the gateway sees it: its next message is a new handshake, inside the life of the old session. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEdgeThatForgotItsSessionsIsUpAgainAtOnce(boolean v6) {
        StockEdge edge = star.edge(new StockEdge.Kind(v6, true, true));
        assertAnswers(edge.namespace(), WireGuardStar.CLIENT.getFirst());
        long before = edge.logged("Received handshake response");

        edge.set("peer", star.gateway().publicKey(), "remove");
        edge.configure(star.gateway().publicKey(), WireGuardStar.GATEWAY_OUTER);

        assertAnswers(edge.namespace(), WireGuardStar.CLIENT.getFirst());
        assertAnswers(star.client(), edge.inner().getFirst());
        assertThat(edge.logged("Received handshake response")).isGreaterThan(before);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEdgeThatChangesAddressAndPortIsFollowed(boolean v6) throws Exception {
        StockEdge edge = star.edge(new StockEdge.Kind(v6, false, true));
        assertAnswers(edge.namespace(), WireGuardStar.CLIENT.getFirst());
        FutureTask<Ping.Reply> traffic = pinging(edge.namespace(), WireGuardStar.CLIENT.getFirst());
        try {
            move(edge, edge.outer(), edge.outerAfterMove(), MOVED_PORT);
            awaitFollowed(edge, edge.at(edge.outerAfterMove(), MOVED_PORT));
            assertAnswers(star.client(), edge.inner().getFirst());
            assertMostArrived(traffic.get());
        } finally {
            move(edge, edge.outerAfterMove(), edge.outer(), Draft.PORT);
        }
        Deadline.await(FOLLOWED, "an answer at the old place",
                () -> Ping.run(edge.namespace(), WireGuardStar.CLIENT.getFirst(), 1).all(),
                () -> edge.show("endpoints"));
        awaitFollowed(edge, edge.at(edge.outer(), Draft.PORT));
    }

    private static void move(StockEdge edge, List<String> from, List<String> to, int port) {
        replaceAddress(edge.wan(), from, to, edge.kind().v6());
        // wireguard-go goes on sending from an IPv4 address that is gone until its socket is opened anew
        edge.set("listen-port", Integer.toString(port));
    }

    private void awaitFollowed(StockEdge edge, String endpoint) {
        Deadline.await(FOLLOWED, "following " + edge.name() + " to " + endpoint,
                () -> star.gateway().control().row("peers", edge.name()).path("endpoint").asString().equals(endpoint),
                () -> star.gateway().control().row("peers", edge.name()).toString());
    }

    /** The last of all: it stays there, and other edges do not hear of it before we speak to them. */
    @Order(Integer.MAX_VALUE)
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theEdgeFollowsUsToAnotherAddress(boolean v6) throws Exception {
        StockEdge edge = star.edge(new StockEdge.Kind(v6, true, false));
        List<String> moved = List.of("198.51.100.101", "fd00:198:51:100::101");
        assertAnswers(star.client(), edge.inner().getFirst());
        FutureTask<Ping.Reply> traffic = pinging(star.client(), edge.inner().getFirst());

        replaceAddress(star.gatewayWan(), WireGuardStar.GATEWAY_OUTER, moved, v6);

        Deadline.await(FOLLOWED, "the edge following the gateway",
                () -> edge.show("endpoints").equals(edge.at(moved, Draft.PORT)), () -> edge.show("endpoints"));
        assertAnswers(edge.namespace(), WireGuardStar.CLIENT.getFirst());
        assertMostArrived(traffic.get());
    }

    private static void replaceAddress(Link device, List<String> from, List<String> to, boolean v6) {
        String bits = v6 ? "/64" : "/24";
        int family = v6 ? 1 : 0;
        // a later IPv4 address of the same subnet is a secondary one, which otherwise goes with the first
        device.namespace().sysctl("net/ipv4/conf/" + device.device() + "/promote_secondaries", "1");
        device.address(to.get(family) + bits);
        device.namespace().ip("address", "delete", from.get(family) + bits, "dev", device.device());
    }

    /** Three seconds of quick pings, meanwhile. */
    private static FutureTask<Ping.Reply> pinging(Namespace from, String target) {
        FutureTask<Ping.Reply> pinging = new FutureTask<>(() -> Ping.run(from, target, PINGS, "-i", "0.02"));
        Thread.ofVirtual().start(pinging);
        return pinging;
    }

    private static void assertMostArrived(Ping.Reply reply) {
        assertThat(reply.received()).as(reply.text()).isGreaterThanOrEqualTo(PINGS - LOST_IN_THE_MOVE);
    }

    private static void assertAnswers(Namespace from, String target) {
        Ping.Reply reply = Ping.run(from, target, 2, "-i", "0.2");
        assertThat(reply.all()).as(reply.text()).isTrue();
    }
}
