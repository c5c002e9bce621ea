package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.stats.DropReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Two members with one identity, and a peer that knows both places:
 *
 * <pre>
 *  first 192.0.2.1 ──┐
 *                    ├── far 192.0.2.3
 *  second 192.0.2.2 ─┘
 * </pre>
 */
class TakeoverTest {

    private final TestNetwork network = new TestNetwork(12);
    private final Device first = new Device(network, "192.0.2.1", 51821);
    private final Device second = new Device(network, "192.0.2.2", 51822);
    private final Device far = new Device(network, "192.0.2.3", 51823);

    private void pair() {
        second.adopt(first.keys.privateKey());
        second.adopt(far.asPeer());
        second.tunnel.standDown();
        first.adopt(far.asPeer());
        far.adopt(at(first.asPeer(), first.address, second.address));
        // a member that stands by reads and drops
        network.lose(datagram -> Endpoint.of(second.address).equals(datagram.to()));
        network.run(Duration.ofMillis(500));
        assertThat(first.state(0)).isEqualTo(PeerStates.UP);
        network.lose(datagram -> false);
    }

    private static PeerSpec at(PeerSpec spec, InetSocketAddress... places) {
        return new PeerSpec(spec.name(), spec.publicKey(), spec.presharedKey(), List.of(places), spec.cipher(),
                spec.keepaliveSeconds(), spec.mtu());
    }

    private void takeOver(Device member) {
        member.tunnel.takeOver(network.wallClock(), network.nowNs());
        member.tick();
        network.settle();
    }

    @Test
    void thePeerFollowsWithinOneHandshake() {
        pair();
        first.tunnel.standDown();
        takeOver(second);

        far.send(0, TestPackets.ipv4(80, 1));
        network.settle();
        second.send(0, TestPackets.ipv4(80, 2));
        network.settle();
        assertThat(second.received).hasSize(1);
        assertThat(far.received).hasSize(1);
        assertThat(far.drops(DropReason.TUNNEL_HANDSHAKE_REPLAY)).isZero();
    }

    @Test
    void aMemberWhoseClockIsBehindIsNotTakenForAReplay() {
        pair();
        Instant ahead = network.wallClock().plusSeconds(300);
        first.tunnel.takeOver(ahead, network.nowNs());
        first.tick();
        network.settle();
        first.tunnel.standDown();
        second.tunnel.takeOver(ahead.plusSeconds(1), network.nowNs());
        second.tick();
        network.settle();

        assertThat(far.drops(DropReason.TUNNEL_HANDSHAKE_REPLAY)).isZero();
        assertThat(second.state(0)).isEqualTo(PeerStates.UP);
    }

    @Test
    void nothingIsSentWithASessionOfThePast() {
        pair();
        first.tunnel.standDown();
        network.log.clear();
        first.send(0, TestPackets.ipv4(80, 1));
        assertThat(network.log).isEmpty();
        first.worker.rest();
        first.assertLeaksNothing();
    }

    @Test
    void aPeerThatMayHaveFailedOverTooIsCalledAtAllItsPlaces() {
        first.adopt(at(far.asPeer(), new InetSocketAddress("192.0.2.9", 51829), far.address));
        far.adopt(PeerSpecs.withoutEndpoints(first.asPeer()));
        takeOver(first);

        assertThat(Stream.of(first, far).map(device -> device.state(0))).containsOnly(PeerStates.UP);
        assertThat(network.log.stream().filter(datagram -> datagram.type() == Message.INITIATION)).hasSize(2);
    }

    @Test
    void whoeverWasCalledAMomentAgoIsCalledAgain() {
        pair();
        network.log.clear();
        takeOver(first);
        assertThat(network.log).extracting(TestNetwork.Datagram::type).contains(Message.INITIATION);
        assertThat(first.state(0)).isEqualTo(PeerStates.UP);
    }
}
