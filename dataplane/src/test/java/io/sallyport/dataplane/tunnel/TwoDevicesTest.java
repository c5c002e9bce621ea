package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
}
