package io.sallyport.dataplane.pipeline.nat;

import static io.sallyport.dataplane.pipeline.TestGateway.GATEWAY;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.NEIGHBOUR;
import static io.sallyport.dataplane.pipeline.TestGateway.NEIGHBOUR_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE6;
import static io.sallyport.dataplane.packet.PacketBuilder.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.pipeline.TestGateway.Left;
import io.sallyport.dataplane.pipeline.TestGateway.Way;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IpProtocol;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A translated packet is byte for byte the one that its sender would have made with the other address. */
class InsideNatTest {

    private static final int UDP_LITE = 136;

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void everyPacketIsBack() {
        gateway.close();
    }

    /** A literal, so that builder and pipeline cannot agree on something wrong. */
    @Test
    void translatesAUdpDatagramByteForByte() {
        byte[] sent = HexFormat.of().parseHex("4500001e0001000040119ba4" // IPv4, 30 bytes, TTL 64, UDP
                + "c0a80a0f" + "0a640a0f" // 192.168.10.15 to 10.100.10.15
                + "13881770000a8d4e" + "6869"); // 5000 to 6000, "hi"
        List<Left> left = gateway.outbound(Packets.of(gateway.pool, sent));
        assertThat(left).hasSize(1);
        assertThat(HexFormat.of().formatHex(left.getFirst().bytes())).isEqualTo("4500001e000100003f11f8e8"
                + "0a64640f" + "0a640a0f"
                + "13881770000ae992" + "6869");
    }

    static List<Named<UnaryOperator<PacketBuilder>>> transports() {
        return List.of(
                Named.of("tcp", packet -> packet.tcp(40_000, 443).seq(7).payload(333)),
                Named.of("udp", packet -> packet.udp(5000, 53).payload(48)),
                Named.of("udp, odd", packet -> packet.udp(5000, 53).payload(49)),
                Named.of("udp without checksum", packet -> packet.udp(5000, 53).withoutChecksum().payload(20)),
                Named.of("echo", packet -> packet.echoRequest(7, 1).payload(56)),
                Named.of("tcp, partial checksum", packet -> packet.tcp(1, 2).partialChecksum().payload(20)),
                Named.of("udp, partial checksum", packet -> packet.udp(1, 2).partialChecksum().payload(20)),
                Named.of("esp", packet -> packet.protocol(IpProtocol.ESP).payload(64)),
                Named.of("sctp", packet -> packet.protocol(IpProtocol.SCTP).payload(64)),
                Named.of("tcp super-packet", packet -> packet.tcp(1, 2).gso(1000).payload(9000)),
                Named.of("udp super-packet", packet -> packet.udp(1, 2).gso(1000).payload(9000)));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void translatesBothWaysInBothFamilies(UnaryOperator<PacketBuilder> transport) {
        gateway.assertOutbound(transport.apply(ip(HOST, REMOTE)), transport.apply(ip(HOST_NETWORK, REMOTE)).ttl(63));
        gateway.assertInbound(transport.apply(ip(REMOTE, HOST_NETWORK)), transport.apply(ip(REMOTE, HOST)).ttl(63));
        gateway.assertOutbound(transport.apply(ip(HOST6, REMOTE6)), transport.apply(ip(HOST6_NETWORK, REMOTE6)).ttl(63));
        gateway.assertInbound(transport.apply(ip(REMOTE6, HOST6_NETWORK)), transport.apply(ip(REMOTE6, HOST6)).ttl(63));
    }

    @Test
    void keepsSegmentationAndPartialChecksum() {
        Left left = gateway.outbound(ip(HOST, REMOTE).tcp(1, 2).gso(1000).payload(9000)).getFirst();
        assertThat(left.gso()).isEqualTo(Gso.TCP4);
        assertThat(left.gsoSize()).isEqualTo(1000);
        assertThat(left.partial()).isTrue();
    }

    /** Every checksum that UDP can have: a computed zero has to leave as 0xffff, a real zero as zero. */
    @Test
    void udpNeverTurnsAChecksumIntoNone() {
        for (int value = 0; value < 1 << 16; value++) {
            byte[] payload = {(byte) (value >> 8), (byte) value};
            gateway.assertOutbound(ip(HOST, REMOTE).udp(9, 9).payload(payload),
                    ip(HOST_NETWORK, REMOTE).udp(9, 9).payload(payload).ttl(63));
        }
    }

    @Test
    void translatesWholePrefixes() {
        gateway.assertOutbound(ip(NEIGHBOUR, REMOTE).udp(1, 2), ip(NEIGHBOUR_NETWORK, REMOTE).udp(1, 2).ttl(63));
        gateway.assertInbound(ip(REMOTE, "10.100.101.255").udp(1, 2), ip(REMOTE, "192.168.11.255").udp(1, 2).ttl(63));
        gateway.assertOutbound(ip("fd01::1:2:3:4", REMOTE6).udp(1, 2),
                ip("fd00:100:100:0:1:2:3:4", REMOTE6).udp(1, 2).ttl(63));
    }

    @Test
    void rewritesOnlyTheAddressOfLaterFragments() {
        gateway.assertOutbound(ip(HOST, REMOTE).fragment(1480, true).tcp(1, 2).withoutChecksum().payload(68),
                ip(HOST_NETWORK, REMOTE).fragment(1480, true).tcp(1, 2).withoutChecksum().payload(68).ttl(63));
        byte[] later = {0, 0, 0x05, (byte) 0xc8, 0, 0, 0, 7};
        gateway.assertInbound(
                ip(REMOTE6, HOST6_NETWORK).extension(IpProtocol.FRAGMENT, later).tcp(1, 2).withoutChecksum().payload(68),
                ip(REMOTE6, HOST6).extension(IpProtocol.FRAGMENT, later).tcp(1, 2).withoutChecksum().payload(68).ttl(63));
    }

    /** The checksum of a first fragment is over the whole datagram: it cannot be computed here, only updated. */
    @Test
    void updatesTheChecksumOfAFirstFragment() {
        gateway.assertOutbound(ip(HOST, REMOTE).fragment(0, true).tcp(1, 2).payload(44),
                ip(HOST_NETWORK, REMOTE).fragment(0, true).tcp(1, 2).payload(44).ttl(63));
    }

    @Test
    void updatesUdpLiteBehindExtensionHeaders() {
        byte[] options = {0, 0, 1, 4, 0, 0, 0, 0};
        gateway.assertOutbound(ip(HOST6, REMOTE6).extension(IpProtocol.DESTINATION_OPTIONS, options).udp(1, 2).payload(8),
                ip(HOST6_NETWORK, REMOTE6).extension(IpProtocol.DESTINATION_OPTIONS, options).udp(1, 2).payload(8).ttl(63));
        // UDP-Lite: ports, coverage 8, checksum; the change of the address is 10.100.100.15 for 192.168.10.15
        gateway.assertOutbound(ip(HOST, REMOTE).protocol(UDP_LITE).payload(new byte[] {0, 1, 0, 2, 0, 8, 0x12, 0x34}),
                ip(HOST_NETWORK, REMOTE).protocol(UDP_LITE).payload(new byte[] {0, 1, 0, 2, 0, 8, 0x6e, 0x78}).ttl(63));
    }

    @Test
    void hairpinTranslatesBothEnds() {
        List<Left> left = gateway.outbound(ip(HOST, NEIGHBOUR_NETWORK).tcp(1, 2).payload(5));
        TestGateway.assertOnly(left, Way.LAN, ip(HOST_NETWORK, NEIGHBOUR).tcp(1, 2).payload(5).ttl(63));
    }

    @Test
    void theGatewaySpeaksUntranslated() {
        gateway.assertOutbound(ip(GATEWAY, REMOTE).tcp(1, 2), ip(GATEWAY, REMOTE).tcp(1, 2).ttl(63));
        // for the gateway itself no hop is taken: it is the destination
        gateway.assertInbound(ip(REMOTE, GATEWAY).tcp(1, 2).ttl(1), ip(REMOTE, GATEWAY).tcp(1, 2).ttl(1));
        TestGateway.assertOnly(gateway.outbound(ip(GATEWAY, HOST_NETWORK).tcp(1, 2)), Way.LAN,
                ip(GATEWAY, HOST).tcp(1, 2).ttl(63));
    }

    @Test
    void ahCannotBeTranslated() {
        gateway.assertSilentDrop(gateway.outbound(ip(HOST, REMOTE).protocol(IpProtocol.AUTHENTICATION).payload(32)),
                DropReason.NAT_AUTHENTICATED);
        byte[] ah = {0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        assertThat(gateway.inbound(ip(REMOTE6, HOST6_NETWORK).extension(IpProtocol.AUTHENTICATION, ah).udp(1, 2))).isEmpty();
        gateway.assertDropped(DropReason.NAT_AUTHENTICATED, 2);
        gateway.assertOutbound(ip(GATEWAY, REMOTE).protocol(IpProtocol.AUTHENTICATION).payload(32),
                ip(GATEWAY, REMOTE).protocol(IpProtocol.AUTHENTICATION).payload(32).ttl(63));
    }

    @Test
    void withoutARowAHostTakesNoPart() {
        gateway.options(true, false, 1000, -1);
        gateway.assertSilentDrop(gateway.outbound(ip("192.168.10.16", REMOTE).udp(1, 2)), DropReason.NO_INSIDE_NAT_SOURCE);
        gateway.assertSilentDrop(gateway.inbound(ip(REMOTE, "10.100.100.16").udp(1, 2)),
                DropReason.NO_INSIDE_NAT_DESTINATION);
    }
}
