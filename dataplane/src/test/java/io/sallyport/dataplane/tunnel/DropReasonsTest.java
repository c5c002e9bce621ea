package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.PeerSpecs.withCipher;
import static io.sallyport.dataplane.tunnel.PeerSpecs.withPresharedKey;
import static io.sallyport.dataplane.tunnel.PeerSpecs.withoutEndpoints;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.stats.DropReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way the tunnel loses a packet, and the reason it gives. Session expiry is in {@link TimersTest}. */
class DropReasonsTest {

    private final TestNetwork network = new TestNetwork(4);
    private final Device a = new Device(network, "192.0.2.1", 51821);
    private final Device b = new Device(network, "192.0.2.2", 51822);
    private final Endpoint fromA = Endpoint.of(a.address);

    @BeforeEach
    void connect() {
        a.adopt(b.asPeer());
        b.adopt(withoutEndpoints(a.asPeer()));
        network.run(Duration.ofMillis(500));
        network.log.clear();
    }

    @AfterEach
    void nothingLeaks() {
        a.worker.close();
        b.worker.close();
        a.assertLeaksNothing();
        b.assertLeaksNothing();
    }

    /** What a would send for this packet, without anybody receiving it. */
    private byte[] sealed(byte[] ip) {
        network.lose(datagram -> true);
        a.send(0, ip);
        network.lose(datagram -> false);
        return network.log.removeLast().bytes();
    }

    /** A fresh initiation of a. */
    private byte[] initiation() {
        network.lose(datagram -> true);
        network.run(Duration.ofSeconds(130));
        network.lose(datagram -> false);
        TestNetwork.Datagram last = network.log.stream()
                .filter(datagram -> datagram.sender() == a && datagram.type() == Message.INITIATION)
                .reduce((first, second) -> second).orElseThrow();
        network.log.clear();
        return last.bytes();
    }

    private void assertDropped(DropReason reason, byte[]... datagrams) {
        long before = b.drops(reason);
        for (byte[] datagram : datagrams) {
            b.receive(datagram, 0, fromA, 0);
        }
        assertThat(b.drops(reason) - before).as(reason.label()).isEqualTo(datagrams.length);
    }

    @Test
    void malformed() {
        assertDropped(DropReason.TUNNEL_MALFORMED,
                new byte[1], new byte[3], new byte[4], new byte[31], new byte[200],
                new byte[] {4, 0, 0, 0, 1, 2, 3, 4}, // data without room for counter and tag
                new byte[] {1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, // half an initiation
                new byte[] {5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, // no such type
                new byte[] {4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}); // reserved bits
    }

    @Test
    void unknownIndex() {
        byte[] data = sealed(TestPackets.ipv4(60, 1));
        data[Message.DATA_RECEIVER] ^= 1;
        assertDropped(DropReason.TUNNEL_UNKNOWN_INDEX, data);
    }

    @Test
    void authenticationFailed() {
        byte[] data = sealed(TestPackets.ipv4(60, 1));
        data[data.length - 1] ^= 1;
        assertDropped(DropReason.TUNNEL_AUTH_FAILED, data);
        data[data.length - 1] ^= 1;
        b.receive(data, 0, fromA, 0);
        assertThat(b.received).as("the counter is still fresh").hasSize(1);
    }

    @Test
    void replay() {
        byte[] data = sealed(TestPackets.ipv4(60, 1));
        b.receive(data, 0, fromA, 0);
        assertDropped(DropReason.TUNNEL_REPLAY, data, data);
        assertThat(b.received).hasSize(1);
    }

    @Test
    void innerInvalid() {
        byte[] tooLong = TestPackets.ipv4(60, 1);
        tooLong[3] = 100; // total length
        byte[] tooShort = TestPackets.ipv4(60, 1);
        tooShort[3] = 19;
        byte[] notIp = TestPackets.ipv4(60, 1);
        notIp[0] = 0x55;
        byte[] longV6 = TestPackets.ipv6(60, 1);
        longV6[5] = 40; // payload length
        assertDropped(DropReason.TUNNEL_INNER_INVALID, sealed(tooLong), sealed(tooShort), sealed(notIp), sealed(longV6),
                sealed(new byte[1]));
    }

    @Test
    void handshakeInvalid() {
        byte[] badMac = initiation();
        badMac[Message.INITIATION_LENGTH - 20] ^= 1;
        assertDropped(DropReason.TUNNEL_HANDSHAKE_INVALID, badMac);
    }

    @Test
    void handshakeFromUnknownPeer() {
        byte[] call = initiation();
        b.adopt(new Device(network, "192.0.2.3", 51823).asPeer());
        assertDropped(DropReason.TUNNEL_UNKNOWN_PEER, call);
    }

    @Test
    void handshakeReplay() {
        byte[] call = initiation();
        b.receive(call, 0, fromA, 0);
        assertDropped(DropReason.TUNNEL_HANDSHAKE_REPLAY, call);
    }

    @Test
    void moreInitiationsAtOnceThanABacklogHas() {
        network.lose(datagram -> true);
        network.run(Duration.ofSeconds(190));
        network.lose(datagram -> false);
        List<TestNetwork.Datagram> calls = new ArrayList<>(network.log);
        calls.removeIf(datagram -> datagram.sender() != a || datagram.type() != Message.INITIATION);
        assertThat(calls).hasSizeGreaterThan(ProtocolTimes.INITIATION_BURST);
        for (int i = 0; i < ProtocolTimes.INITIATION_BURST; i++) {
            b.receive(calls.get(i).bytes(), 0, fromA, 0);
        }
        assertThat(b.drops(DropReason.TUNNEL_HANDSHAKE_RATE)).isZero();
        assertDropped(DropReason.TUNNEL_HANDSHAKE_RATE, calls.get(ProtocolTimes.INITIATION_BURST).bytes());
    }

    @Test
    void presharedKeysDiffer() {
        byte[] key = new byte[SecretKey.LENGTH];
        new Random(1).nextBytes(key);
        a.adopt(withPresharedKey(b.asPeer(), SecretKey.of(key)));
        network.run(Duration.ofSeconds(6));
        assertThat(a.drops(DropReason.TUNNEL_HANDSHAKE_INVALID)).isPositive();
        assertThat(a.state(0)).as("the old session serves").isEqualTo(PeerStates.UP);
        network.run(Duration.ofSeconds(200));
        assertThat(a.state(0)).isEqualTo(PeerStates.DOWN);
        assertThat(a.status().note()).isEqualTo("its response does not verify; give both nodes the same preshared key");
    }

    @Test
    void ciphersDiffer() {
        a.adopt(withCipher(b.asPeer(), CipherSuite.AES_256_GCM));
        network.run(Duration.ofSeconds(200));
        assertThat(b.drops(DropReason.TUNNEL_HANDSHAKE_INVALID)).isPositive();
        assertThat(b.state(0)).isEqualTo(PeerStates.DOWN);
        assertThat(b.status().note()).isEqualTo(
                "it calls with cipher aes-256-gcm, but here its cipher is chacha20-poly1305; set the same on both nodes");
    }

    @Test
    void noEndpoint() {
        Device stranger = new Device(network, "192.0.2.3", 51823);
        b.adopt(withoutEndpoints(stranger.asPeer()));
        b.send(0, TestPackets.ipv4(60, 1));
        assertThat(b.drops(DropReason.TUNNEL_NO_ENDPOINT)).isEqualTo(1);
        b.tick();
        assertThat(b.state(0)).isEqualTo(PeerStates.DOWN);
        assertThat(b.status().note()).startsWith("waits for the peer to call");
    }

    @Test
    void unknownPeerNumber() {
        b.send(7, TestPackets.ipv4(60, 1));
        b.send(Packet.NO_PEER, TestPackets.ipv4(60, 1));
        assertThat(b.drops(DropReason.TUNNEL_UNKNOWN_PEER)).isEqualTo(2);
    }

    @Test
    void stageFullAndExpired() {
        a.adopt(new Device(network, "192.0.2.3", 51823).asPeer());
        for (int i = 0; i < TunnelOptions.DEFAULT.stagedPerPeer() + 3; i++) {
            a.send(0, TestPackets.ipv4(60, i));
        }
        assertThat(a.drops(DropReason.TUNNEL_STAGE_FULL)).isEqualTo(3);
        network.run(Duration.ofMillis(4_900));
        assertThat(a.drops(DropReason.TUNNEL_STAGE_EXPIRED)).isZero();
        network.run(Duration.ofMillis(200));
        assertThat(a.drops(DropReason.TUNNEL_STAGE_EXPIRED)).isEqualTo(TunnelOptions.DEFAULT.stagedPerPeer());
        a.assertLeaksNothing();
    }

    @Test
    void whatWaitsForAPeerThatIsRemovedGoesWithIt() {
        a.adopt(new Device(network, "192.0.2.3", 51823).asPeer());
        a.send(0, TestPackets.ipv4(60, 1));
        a.adopt(b.asPeer());
        assertThat(a.drops(DropReason.TUNNEL_UNKNOWN_PEER)).isEqualTo(1);
        assertThat(a.drops(DropReason.TUNNEL_STAGE_EXPIRED)).isZero();
    }

    @Test
    void whatWaitsWhenAMemberStandsByIsTheOtherOnesToForward() {
        a.adopt(new Device(network, "192.0.2.3", 51823).asPeer());
        a.send(0, TestPackets.ipv4(60, 1));
        a.worker.rest();
        assertThat(a.drops(DropReason.STANDBY)).isEqualTo(1);
        assertThat(a.drops(DropReason.TUNNEL_STAGE_EXPIRED)).isZero();
    }

    @Test
    void stagedPacketsTakeAQuarterOfThePoolAtMost() {
        PeerSpec[] peers = new PeerSpec[8];
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new Device(network, "192.0.2.3", 51830 + i).asPeer();
        }
        a.adopt(peers);
        for (int i = 0; i < 320; i++) {
            a.send(i % peers.length, TestPackets.ipv4(60, i));
        }
        assertThat(a.pool.available()).isEqualTo(a.pool.size() * 3 / 4);
        assertThat(a.drops(DropReason.TUNNEL_STAGE_FULL)).isEqualTo(320 - a.pool.size() / 4);
    }

    @Test
    void poolExhausted() {
        byte[] data = sealed(TestPackets.ipv4(60, 1));
        PacketBatch hoard = new PacketBatch(b.pool.size());
        while (b.pool.available() > 1) {
            hoard.add(b.pool.acquire());
        }
        assertDropped(DropReason.POOL_EXHAUSTED, data); // the train takes the last
        b.send(0, TestPackets.ipv4(60, 2));
        assertThat(b.drops(DropReason.POOL_EXHAUSTED)).isEqualTo(2);
        hoard.releaseAll();
    }

    @Test
    void segmentationMetadataThatContradictsTheHeaders() {
        Packet packet = Packets.of(a.pool, TestPackets.ipv4(600, 1));
        packet.peer(0);
        packet.gso(Gso.TCP4, 100);
        PacketBatch plain = Packets.batch(1, packet);
        a.worker.seal(plain, a.trains, network.nowNs());
        assertThat(a.drops(DropReason.MALFORMED_TCP)).isEqualTo(1);
        assertThat(a.trains.isEmpty()).isTrue();
    }
}
