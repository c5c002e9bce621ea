package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.PeerSpecs.withoutEndpoints;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links that lose and reorder, peers that move, calls that cross, and a crowd at the door. */
class LinksTest {

    private final TestNetwork network = new TestNetwork(6);
    private final Device a = new Device(network, "192.0.2.1", 51821);
    private final Device b = new Device(network, "192.0.2.2", 51822);

    private void connect() {
        a.adopt(b.asPeer());
        b.adopt(a.asPeer());
        network.run(Duration.ofMillis(500));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aLossyReorderingLinkLosesOnlyWhatItLost(long seed) {
        TestNetwork bad = new TestNetwork(seed);
        Device here = new Device(bad, "192.0.2.1", 51821);
        Device there = new Device(bad, "192.0.2.2", 51822);
        bad.loseShare(0.2);
        bad.reorder();
        here.adopt(there.asPeer());
        there.adopt(here.asPeer());
        bad.run(Duration.ofSeconds(30));
        assertThat(here.state(0)).as("seed %d", seed).isEqualTo(PeerStates.UP);
        for (int i = 0; i < 4_000; i++) {
            here.send(0, TestPackets.ipv4(80, i));
            if (i % 10 == 0) {
                bad.run(Duration.ofSeconds(1));
            }
        }
        Set<Integer> numbers = new HashSet<>();
        there.received.forEach(packet -> assertThat(numbers.add(TestPackets.number(packet))).as("duplicate").isTrue());
        assertThat(numbers.size()).as("seed %d", seed).isBetween(3_000, 3_400);
        assertThat(there.drops(DropReason.TUNNEL_AUTH_FAILED)).isZero();
        // What is lost at the end of a session leaves no gap to be counted.
        assertThat(there.status().rxLost()).isBetween(500L, 1_000L);
        here.worker.close();
        there.worker.close();
        here.assertLeaksNothing();
        there.assertLeaksNothing();
    }

    @Test
    void callsThatCrossLeadToOneWorkingTunnel() {
        a.adopt(b.asPeer());
        b.adopt(a.asPeer());
        network.advance(ProtocolTimes.SECOND);
        a.tick();
        b.tick();
        assertThat(network.log).extracting(TestNetwork.Datagram::type).containsExactly(Message.INITIATION, Message.INITIATION);
        network.settle();
        a.send(0, TestPackets.ipv4(80, 1));
        b.send(0, TestPackets.ipv4(80, 2));
        network.settle();
        assertThat(a.received).hasSize(1);
        assertThat(b.received).hasSize(1);
        network.run(Duration.ofSeconds(30));
        assertThat(a.count(Counter.HANDSHAKES_INITIATED)).isEqualTo(1);
        assertThat(b.count(Counter.HANDSHAKES_INITIATED)).isEqualTo(1);
    }

    /** As when the peer's socket is open before it forwards: only the last call is still waited for. */
    @Test
    void aBacklogOfCallsLeadsToATunnel() {
        b.adopt(withoutEndpoints(a.asPeer()));
        network.lose(datagram -> true);
        a.adopt(b.asPeer());
        network.run(Duration.ofMillis(3_500));
        network.lose(datagram -> false);
        List.copyOf(network.log).forEach(network::deliver);
        network.settle();
        assertThat(a.state(0)).isEqualTo(PeerStates.UP);
        assertThat(b.state(0)).isEqualTo(PeerStates.UP);
    }

    /** The host behind it answers within the same turn: before the timers, and so before the session is promoted. */
    @ParameterizedTest(name = "called for {0} s before")
    @ValueSource(ints = {0, 20})
    void theAnswerToTheFirstPacketIsNotRefused(int seconds) {
        network.lose(datagram -> true);
        b.adopt(seconds > 0 ? a.asPeer() : withoutEndpoints(a.asPeer()));
        network.run(Duration.ofSeconds(seconds + 1));
        assertThat(b.state(0)).isEqualTo(PeerStates.DOWN);
        network.lose(datagram -> datagram.sender() == b && datagram.type() == Message.INITIATION);
        a.adopt(b.asPeer());
        a.send(0, TestPackets.ipv4(80, 1));
        network.advance(ProtocolTimes.SECOND);
        a.tick();
        network.oneWay();
        network.log.clear();
        network.oneWay();
        network.log.forEach(datagram -> b.receive(datagram.bytes(), 0, datagram.from(), 0));
        assertThat(b.received).hasSize(1);
        assertThat(b.state(0)).as("when the answer is routed").isNotEqualTo(PeerStates.DOWN);
        b.send(0, TestPackets.ipv4(80, 2));
        b.tick();
        network.settle();
        assertThat(a.received).extracting(TestPackets::number).containsExactly(2);
    }

    /** Each end still sends with the old session while the other has already put both new ones in place. */
    @Test
    void renewalsThatCrossLoseNothing() {
        connect();
        network.advance(ProtocolTimes.REKEY_AFTER_TIME);
        for (int renewal = 1; renewal <= 3; renewal++) {
            a.received.clear();
            b.received.clear();
            a.tick();
            b.tick();
            for (int i = 0; i < 3; i++) { // one for each leg of the handshakes
                a.send(0, TestPackets.ipv4(80, i));
                b.send(0, TestPackets.ipv4(80, i));
                network.oneWay();
            }
            network.settle();
            assertThat(a.received).as("renewal %d", renewal).extracting(TestPackets::number).contains(0, 1, 2);
            assertThat(b.received).as("renewal %d", renewal).extracting(TestPackets::number).contains(0, 1, 2);
            network.advance(ProtocolTimes.REKEY_AFTER_TIME);
        }
        assertThat(a.count(Counter.HANDSHAKES_INITIATED)).as("they did cross").isGreaterThan(2);
        assertThat(a.drops(DropReason.TUNNEL_UNKNOWN_INDEX) + b.drops(DropReason.TUNNEL_UNKNOWN_INDEX)).isZero();
    }

    @Test
    void aPeerIsFollowedWhereItMoves() {
        connect();
        Endpoint moved = Endpoint.of(new InetSocketAddress("2001:db8::5", 40_000));
        network.move(a, moved);
        a.send(0, TestPackets.ipv4(80, 1));
        network.settle();
        assertThat(b.status().endpoint()).isEqualTo("[2001:db8::5]:40000");
        b.send(0, TestPackets.ipv4(80, 2));
        network.settle();
        assertThat(a.received).hasSize(1);
    }

    @Test
    void anImpostorMovesNobody() {
        connect();
        network.lose(datagram -> true);
        a.send(0, TestPackets.ipv4(80, 1));
        byte[] data = network.log.getLast().bytes();
        Endpoint elsewhere = Endpoint.of(new InetSocketAddress("203.0.113.9", 9));
        byte[] forged = data.clone();
        forged[20] ^= 1;
        b.receive(forged, 0, elsewhere, 0);
        assertThat(b.status().endpoint()).isEqualTo("192.0.2.1:51821");
        b.receive(data, 0, Endpoint.of(a.address), 0);
        b.receive(data, 0, elsewhere, 0);
        assertThat(b.drops(DropReason.TUNNEL_REPLAY)).isEqualTo(1);
        assertThat(b.status().endpoint()).as("a replay from elsewhere").isEqualTo("192.0.2.1:51821");
    }

    @Test
    void aRestartedPeerIsBackAfterOneHandshake() {
        connect();
        Device restarted = new Device(network, "192.0.2.1", 51821);
        assertThat(restarted.keys).as("same seed, same keys").isEqualTo(a.keys);
        network.advance(10 * ProtocolTimes.SECOND);
        restarted.adopt(b.asPeer());
        network.run(Duration.ofMillis(500));
        b.send(0, TestPackets.ipv4(80, 1));
        network.settle();
        assertThat(restarted.received).hasSize(1);
    }

    @Test
    void aCrowdMustShowItsAddressWithCookies() {
        Device busy = new Device(network, "192.0.2.9", 51829, new TunnelOptions(0, 64));
        Device caller = new Device(network, "192.0.2.8", 51828);
        caller.adopt(busy.asPeer());
        busy.adopt(withoutEndpoints(caller.asPeer()));
        network.run(Duration.ofMillis(300));
        assertThat(busy.count(Counter.COOKIES_SENT)).isEqualTo(1);
        assertThat(busy.drops(DropReason.TUNNEL_HANDSHAKE_RATE)).isEqualTo(1);
        assertThat(caller.state(0)).isEqualTo(PeerStates.CONNECTING);
        network.run(Duration.ofSeconds(2));
        assertThat(caller.state(0)).as("the second call carries the cookie").isEqualTo(PeerStates.UP);
        assertThat(busy.count(Counter.COOKIES_SENT)).isEqualTo(1);
    }

    @Test
    void underLoadASourceWithACookieIsStillLimited() {
        Device busy = new Device(network, "192.0.2.9", 51829, new TunnelOptions(0, 64));
        Device caller = new Device(network, "192.0.2.8", 51828);
        caller.adopt(busy.asPeer());
        busy.adopt(withoutEndpoints(caller.asPeer()));
        network.run(Duration.ofSeconds(2));
        byte[] withCookie = network.log.stream().filter(datagram -> datagram.type() == Message.INITIATION)
                .reduce((first, second) -> second).orElseThrow().bytes();
        long before = busy.drops(DropReason.TUNNEL_HANDSHAKE_RATE);
        for (int i = 0; i < 50; i++) {
            busy.receive(withCookie, 0, Endpoint.of(caller.address), 0);
        }
        assertThat(busy.drops(DropReason.TUNNEL_HANDSHAKE_RATE) - before).isEqualTo(45);
        assertThat(busy.drops(DropReason.TUNNEL_HANDSHAKE_REPLAY)).isEqualTo(5);
    }

    @Test
    void aForgedCookieReplyIsRefused() {
        a.adopt(b.asPeer());
        network.lose(datagram -> true);
        network.run(Duration.ofMillis(300));
        byte[] call = network.log.getFirst().bytes();
        byte[] reply = new CookieChecker(b.keys.publicKey(), new Random(1))
                .reply(call, call.length, Endpoint.of(a.address), network.nowNs());
        reply[Message.COOKIE_SEALED] ^= 1;
        a.receive(reply, 0, Endpoint.of(b.address), 0);
        assertThat(a.drops(DropReason.TUNNEL_AUTH_FAILED)).isEqualTo(1);
        reply[Message.COOKIE_SEALED] ^= 1;
        a.receive(reply, 0, Endpoint.of(b.address), 0);
        a.receive(reply, 0, Endpoint.of(b.address), 0);
        assertThat(a.drops(DropReason.TUNNEL_AUTH_FAILED)).as("one reply per message").isEqualTo(2);
    }

    @Test
    void thePathMtuIsLearnedAndForgotten() {
        connect();
        Endpoint to = Endpoint.of(b.address);
        a.tunnel.pathMtu(to.v6(), to.high(), to.low(), to.port(), 1_400, network.nowNs());
        assertThat(a.table.mtu(0)).isEqualTo(1_340);
        a.tunnel.pathMtu(to.v6(), to.high(), to.low(), to.port(), 68, network.nowNs());
        assertThat(a.table.mtu(0)).as("never below what IPv4 promises").isEqualTo(576);
        a.tunnel.pathMtu(to.v6(), to.high(), to.low(), to.port() + 1, 100, network.nowNs());
        network.run(Duration.ofMinutes(9));
        assertThat(a.table.mtu(0)).isEqualTo(576);
        network.run(Duration.ofMinutes(2));
        assertThat(a.table.mtu(0)).isEqualTo(1_420);
    }
}
