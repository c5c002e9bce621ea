package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.PeerSpecs.withEndpoints;
import static io.sallyport.dataplane.tunnel.PeerSpecs.withKeepalive;
import static io.sallyport.dataplane.tunnel.PeerSpecs.withoutEndpoints;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens as time passes (WireGuard §6). */
class TimersTest {

    private final TestNetwork network = new TestNetwork(2);
    private final Device a = new Device(network, "192.0.2.1", 51821);
    private final Device b = new Device(network, "192.0.2.2", 51822);

    @BeforeEach
    void connect() {
        a.adopt(b.asPeer());
        b.adopt(withoutEndpoints(a.asPeer()));
        network.run(Duration.ofMillis(500));
        assertThat(b.state(0)).isEqualTo(PeerStates.UP);
        network.log.clear();
    }

    private long sent(Device device, int type) {
        return network.log.stream().filter(datagram -> datagram.sender() == device && datagram.type() == type).count();
    }

    @Test
    void theInitiatorRenewsASessionAfterTwoMinutes() {
        network.run(Duration.ofSeconds(118));
        assertThat(sent(a, Message.INITIATION)).isZero();
        network.run(Duration.ofSeconds(4));
        assertThat(sent(a, Message.INITIATION)).isEqualTo(1);
        assertThat(sent(b, Message.INITIATION)).isZero();
        assertThat(a.count(Counter.HANDSHAKES_COMPLETED)).isEqualTo(2);
    }

    @Test
    void nothingIsLostOverHoursOfRenewals() {
        int count = 2_000;
        for (int i = 0; i < count; i++) {
            a.send(0, TestPackets.ipv4(100, i));
            b.send(0, TestPackets.ipv4(100, i));
            network.run(Duration.ofSeconds(1));
        }
        assertThat(a.received).hasSize(count);
        assertThat(b.received).hasSize(count);
        assertThat(a.status().rxLost()).isZero();
        assertThat(a.count(Counter.HANDSHAKES_COMPLETED)).isBetween(14L, 18L);
        a.assertLeaksNothing();
        b.assertLeaksNothing();
    }

    @Test
    void theResponderRenewsWhenTheInitiatorFailsTo() {
        network.lose(datagram -> datagram.sender() == a && datagram.type() == Message.INITIATION);
        network.run(Duration.ofSeconds(170));
        assertThat(sent(b, Message.INITIATION)).isPositive();
        assertThat(b.count(Counter.HANDSHAKES_COMPLETED)).isEqualTo(2);
        assertThat(a.state(0)).isEqualTo(PeerStates.UP);
    }

    @Test
    void dataIsAnsweredWithAKeepaliveAfterTenSeconds() {
        a.send(0, TestPackets.ipv4(100, 1));
        network.settle();
        network.run(Duration.ofSeconds(9));
        assertThat(sent(b, Message.DATA)).isZero();
        network.run(Duration.ofMillis(1_500));
        assertThat(sent(b, Message.DATA)).isEqualTo(1);
        network.run(Duration.ofSeconds(30));
        assertThat(sent(b, Message.DATA)).as("a keepalive is not answered").isEqualTo(1);
        assertThat(sent(a, Message.DATA)).isEqualTo(1);
    }

    @Test
    void anIdleTunnelIsSilent() {
        network.run(Duration.ofSeconds(100));
        assertThat(network.log).isEmpty();
    }

    @Test
    void persistentKeepalivesKeepSilenceShort() {
        a.adopt(withKeepalive(b.asPeer(), 25));
        network.run(Duration.ofSeconds(101));
        assertThat(sent(a, Message.DATA)).isEqualTo(4);
    }

    @Test
    void aPeerThatNoLongerAnswersIsCalledAfter15SecondsAndDownAfter20() {
        network.lose(datagram -> datagram.sender() == b);
        a.send(0, TestPackets.ipv4(100, 1));
        network.run(Duration.ofMillis(14_500));
        assertThat(sent(a, Message.INITIATION)).isZero();
        network.run(Duration.ofSeconds(1));
        assertThat(sent(a, Message.INITIATION)).isEqualTo(1);
        assertThat(a.state(0)).isEqualTo(PeerStates.UP);
        network.run(Duration.ofSeconds(5));
        assertThat(a.state(0)).isEqualTo(PeerStates.DOWN);
        assertThat(a.status().note()).startsWith("no answer from 192.0.2.2:51822");

        network.lose(datagram -> false);
        network.run(Duration.ofSeconds(6));
        assertThat(a.state(0)).as("back again").isEqualTo(PeerStates.UP);
    }

    @Test
    void aConfiguredPeerIsCalledForEver() {
        network.lose(datagram -> true);
        network.run(Duration.ofSeconds(200)); // past the life of the session
        assertThat(a.state(0)).isEqualTo(PeerStates.DOWN);
        network.log.clear();
        network.run(Duration.ofHours(1));
        assertThat(sent(a, Message.INITIATION)).as("every 5 s and a little").isBetween(640L, 720L);
    }

    @Test
    void aPeerWithoutEndpointsIsNotChased() {
        network.lose(datagram -> true);
        network.run(Duration.ofSeconds(200));
        network.log.clear();
        b.send(0, TestPackets.ipv4(100, 1));
        network.run(Duration.ofMinutes(10));
        assertThat(sent(b, Message.INITIATION)).as("90 s of tries").isBetween(15L, 25L);
        assertThat(b.drops(DropReason.TUNNEL_STAGE_EXPIRED)).isEqualTo(1);
        assertThat(b.state(0)).isEqualTo(PeerStates.DOWN);
    }

    @Test
    void keysEndAfterThreeMinutesAndAreForgottenAfterNine() {
        network.lose(datagram -> true);
        b.send(0, TestPackets.ipv4(100, 1));
        TestNetwork.Datagram late = network.log.getFirst();
        network.run(Duration.ofSeconds(181));
        network.deliver(late);
        assertThat(a.drops(DropReason.TUNNEL_SESSION_EXPIRED)).isEqualTo(1);
        network.run(Duration.ofSeconds(361));
        network.deliver(late);
        assertThat(a.drops(DropReason.TUNNEL_UNKNOWN_INDEX)).isEqualTo(1);
        assertThat(a.received).isEmpty();
    }

    @Test
    void replacedKeysAreForgottenWhenTheyEnd() {
        network.lose(datagram -> true);
        b.send(0, TestPackets.ipv4(100, 1));
        TestNetwork.Datagram late = network.log.getLast();
        network.lose(datagram -> false);
        network.run(Duration.ofSeconds(170));
        assertThat(a.count(Counter.HANDSHAKES_COMPLETED)).isGreaterThan(1);
        network.run(Duration.ofSeconds(20));
        network.deliver(late);
        assertThat(a.drops(DropReason.TUNNEL_UNKNOWN_INDEX)).isEqualTo(1);
    }

    @Test
    void theFirstTriesAreQuick() {
        Device late = new Device(network, "192.0.2.3", 51823);
        a.adopt(b.asPeer(), late.asPeer());
        network.run(Duration.ofMillis(4_600));
        assertThat(sent(a, Message.INITIATION)).isEqualTo(4);
        late.adopt(a.asPeer());
        network.run(Duration.ofMillis(400));
        assertThat(late.state(0)).isEqualTo(PeerStates.UP);
        assertThat(a.state(1)).isEqualTo(PeerStates.UP);
    }

    @Test
    void theDeadlineIsNeverFarAndAtOnceWhenAsked() {
        long now = network.nowNs();
        a.worker.onTimer(a.trains, now);
        assertThat(a.worker.nextDeadlineNs(now) - now).isBetween(0L, ProtocolTimes.SWEEP_INTERVAL);
        a.adopt(b.asPeer(), new Device(network, "192.0.2.9", 51829).asPeer());
        assertThat(a.worker.nextDeadlineNs(now)).isEqualTo(now);
    }

    @Test
    void severalEndpointsAreTriedInTurn() {
        InetSocketAddress dead = new InetSocketAddress("192.0.2.77", 51820);
        Device far = new Device(network, "192.0.2.4", 51824);
        far.adopt(withoutEndpoints(a.asPeer()));
        a.adopt(b.asPeer(), withEndpoints(far.asPeer(), dead, far.address));
        network.run(Duration.ofMillis(1_600));
        assertThat(a.state(1)).as("at the second try").isEqualTo(PeerStates.UP);
        assertThat(a.tunnel.status(network.nowNs()).get(1).endpoint()).isEqualTo("192.0.2.4:51824");
    }
}
