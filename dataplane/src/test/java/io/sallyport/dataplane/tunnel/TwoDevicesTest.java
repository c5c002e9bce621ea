package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two devices in memory: handshake, data, and what the peers look like meanwhile. */
class TwoDevicesTest {

    private final TestNetwork network = new TestNetwork(1);
    private final Device a = new Device(network, "192.0.2.1", 51821);
    private final Device b = new Device(network, "192.0.2.2", 51822);

    @BeforeEach
    void connect() {
        a.adopt(b.asPeer());
        b.adopt(a.asPeer());
    }

    @Test
    void tunnelsComeUpWithoutTraffic() {
        assertThat(a.state(0)).isEqualTo(PeerStates.CONNECTING);
        network.run(Duration.ofMillis(500));
        assertThat(a.state(0)).isEqualTo(PeerStates.UP);
        assertThat(b.state(0)).isEqualTo(PeerStates.UP);
    }

    @Test
    void packetsArriveAsTheyWereSent() {
        network.run(Duration.ofMillis(500));
        byte[] v4 = TestPackets.ipv4(61, 4);
        byte[] v6 = TestPackets.ipv6(1420, 6);
        a.send(0, v4);
        b.send(0, v6);
        network.settle();
        assertThat(b.received).containsExactly(v4);
        assertThat(a.received).containsExactly(v6);
        a.assertLeaksNothing();
        b.assertLeaksNothing();
    }

    @Test
    void packetsWaitForTheHandshake() {
        a.send(0, TestPackets.ipv4(100, 1));
        a.send(0, TestPackets.ipv4(100, 2));
        assertThat(a.state(0)).isEqualTo(PeerStates.CONNECTING);
        network.run(Duration.ofMillis(500));
        assertThat(b.received).extracting(TestPackets::number).containsExactly(1, 2);
    }

    /** Its first packet follows, and what it asks may be answered before the timers run: that must not find the peer down. */
    @Test
    void aPeerThatHasJustCalledIsConnectingForAWhile() {
        PeerSpec caller = a.asPeer();
        b.adopt();
        b.adopt(new PeerSpec(caller.name(), caller.publicKey(), caller.presharedKey(), List.of(), caller.cipher(), 0, 1420));
        assertThat(b.state(0)).isEqualTo(PeerStates.DOWN);
        network.lose(datagram -> datagram.type() == Message.DATA);

        network.run(Duration.ofMillis(500));
        assertThat(b.state(0)).isEqualTo(PeerStates.CONNECTING);
        network.run(Duration.ofSeconds(6));
        assertThat(b.state(0)).isEqualTo(PeerStates.DOWN);
    }

    @Test
    void aPeerThatForgotItsSessionsOpensTheFirstAnswer() {
        network.run(Duration.ofMillis(500));
        network.lose(datagram -> datagram.sender() == a && datagram.type() == Message.DATA);
        a.adopt();
        a.adopt(b.asPeer());
        network.run(Duration.ofMillis(500));
        TestNetwork.Datagram firstOfNewSession = network.log.getLast();

        // opened and answered in one turn, before the timers run
        b.receive(firstOfNewSession.bytes(), 0, firstOfNewSession.from(), 0);
        byte[] answer = TestPackets.ipv4(100, 7);
        b.send(0, answer);
        network.settle();

        assertThat(a.received).containsExactly(answer);
    }
}
