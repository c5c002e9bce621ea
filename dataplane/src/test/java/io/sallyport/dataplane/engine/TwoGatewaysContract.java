package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Route;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.KeyPair;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The smallest network that shows everything, over whatever underlay a subclass brings:
 *
 * <pre>
 *  192.168.10.15 ── gateway A ═══ underlay ═══ gateway B ── 172.16.10.15
 *        as 10.100.100.15                        as 10.100.10.15
 *  fd00:10::15  as fd00:100:100::15             fd00:16::15 as fd00:100:10::15
 * </pre>
 */
abstract class TwoGatewaysContract {

    private static final byte[] NO_BYTES = new byte[0];

    protected final GatewayUnderTest a = new GatewayUnderTest("a", 1);
    protected final GatewayUnderTest b = new GatewayUnderTest("b", 2);
    private final KeyPair keysA = KeyPair.generate(new Random(3), GatewayUnderTest.CRYPTO.x25519());
    private final KeyPair keysB = KeyPair.generate(new Random(4), GatewayUnderTest.CRYPTO.x25519());

    /** Gives both gateways their WAN port. */
    abstract void connect() throws Exception;

    abstract InetSocketAddress endpointOfA();

    abstract InetSocketAddress endpointOfB();

    abstract long nowNs();

    /** Turns both gateways until the condition holds; fails at a deadline. */
    abstract void runUntil(BooleanSupplier condition);

    @BeforeEach
    void start() throws Exception {
        connect();
        configure(CipherSuite.CHACHA20_POLY1305);
    }

    private void configure(CipherSuite cipher) {
        a.configure(keysA.privateKey(), plan("192.168.10.0/24", "10.100.100.0/24", "10.100.10.0/24", "10.100.100.1",
                "fd00:10::/64", "fd00:100:100::/64", "fd00:100:10::/64"), List.of(peer(keysB, endpointOfB(), cipher)), nowNs());
        b.configure(keysB.privateKey(), plan("172.16.10.0/24", "10.100.10.0/24", "10.100.100.0/24", "10.100.10.1",
                "fd00:16::/64", "fd00:100:10::/64", "fd00:100:100::/64"), List.of(peer(keysA, endpointOfA(), cipher)), nowNs());
        runUntil(() -> "up".equals(a.peerState(nowNs())) && "up".equals(b.peerState(nowNs())));
    }

    private static PeerSpec peer(KeyPair keys, InetSocketAddress endpoint, CipherSuite cipher) {
        return new PeerSpec("other", keys.publicKey(), Optional.empty(), List.of(endpoint), cipher, 25, 1420);
    }

    private static ForwardingPlan plan(
            String local, String network, String remote, String own, String local6, String network6, String remote6) {
        return new ForwardingPlan(
                List.of(new Route(IpPrefix.parse(remote), 0, 10), new Route(IpPrefix.parse(remote6), 0, 10)),
                List.of(new NatRow(IpPrefix.parse(local), IpPrefix.parse(network)),
                        new NatRow(IpPrefix.parse(local6), IpPrefix.parse(network6))),
                List.of(IpPrefix.parse(network), IpPrefix.parse(network6)), List.of(IpAddress.parse(own)),
                Optional.empty(), ForwardingOptions.DEFAULT, 1);
    }

    @AfterEach
    void everyPacketIsBack() {
        a.close();
        b.close();
    }

    @ParameterizedTest
    @EnumSource(CipherSuite.class)
    void pingIsTranslatedAtBothEnds(CipherSuite cipher) {
        configure(cipher);
        a.send(PacketBuilder.ip("192.168.10.15", "10.100.10.15").echoRequest(7, 1).payload(56));
        runUntil(() -> b.hasReceived(1));
        byte[] request = b.received().getFirst();
        assertThat(request).isEqualTo(
                PacketBuilder.ip("10.100.100.15", "172.16.10.15").ttl(62).echoRequest(7, 1).payload(56).toBytes());

        b.send(PacketBuilder.ip("172.16.10.15", "10.100.100.15").icmp(0, 0).payload(56));
        runUntil(() -> a.hasReceived(1));
        assertThat(a.received().getFirst()).isEqualTo(
                PacketBuilder.ip("10.100.10.15", "192.168.10.15").ttl(62).icmp(0, 0).payload(56).toBytes());
    }

    @Test
    void udpAndTcpKeepTheirChecksumsInBothFamilies() {
        a.send(PacketBuilder.ip("192.168.10.15", "10.100.10.15").udp(5000, 53).payload(100),
                PacketBuilder.ip("192.168.10.15", "10.100.10.15").tcp(5001, 80).payload(100),
                PacketBuilder.ip("fd00:10::15", "fd00:100:10::15").udp(5000, 53).payload(100),
                PacketBuilder.ip("fd00:10::15", "fd00:100:10::15").tcp(5001, 80).payload(100));
        runUntil(() -> b.hasReceived(4));
        assertThat(b.received()).hasSize(4).allSatisfy(packet -> assertThat(ReferenceChecksum.faults(packet)).isEmpty());
    }

    @Test
    void aSegmentationOffloadPacketArrivesWhole() {
        a.send(PacketBuilder.ip("192.168.10.15", "10.100.10.15").tcp(5001, 80).payload(50_000).gso(1_360).partialChecksum());
        runUntil(() -> b.hasReceived(1));
        // joined again behind the tunnel, in as many packets as trains
        runUntil(() -> payloadBytes(b) >= 50_000);
        assertThat(a.drops() + b.drops()).isZero();
    }

    private int arrived;

    private int payloadBytes(GatewayUnderTest gateway) {
        for (byte[] packet : gateway.received()) {
            arrived += packet.length - 40;
        }
        return arrived;
    }

    @Test
    void aHostWithoutInsideNatIsToldSo() {
        a.send(PacketBuilder.ip("192.168.99.9", "10.100.10.15").echoRequest(7, 1).payload(56));
        runUntil(() -> a.hasReceived(1));
        byte[] answer = a.received().getFirst();
        assertThat(answer[20]).as("ICMP type: destination unreachable").isEqualTo((byte) 3);
        assertThat(answer[21]).as("ICMP code: net unknown").isEqualTo((byte) 6);
        assertThat(a.stats().get(DropReason.NO_INSIDE_NAT_SOURCE)).isEqualTo(1);
    }

    @Test
    void anUnknownDestinationAtTheFarNodeIsAnsweredThroughTheTunnel() {
        a.send(PacketBuilder.ip("192.168.10.15", "10.100.10.1").udp(5000, 9).payload(NO_BYTES));
        runUntil(() -> b.hasReceived(1));
        // the gateway's own address is delivered untranslated
        assertThat(b.received().getFirst()).startsWith(
                PacketBuilder.ip("10.100.100.15", "10.100.10.1").udp(5000, 9).payload(NO_BYTES).toBytes()[0]);
    }
}
