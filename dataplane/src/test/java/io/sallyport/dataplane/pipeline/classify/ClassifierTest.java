package io.sallyport.dataplane.pipeline.classify;

import static io.sallyport.dataplane.packet.PacketBuilder.ip;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and why; each form differs from a good packet in one thing. */
class ClassifierTest {

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void everyPacketIsBack() {
        gateway.close();
    }

    static Stream<Arguments> refusedForms() {
        byte[] udp = udp().toBytes();
        byte[] tcp = ip(HOST, REMOTE).tcp(1, 2).payload(10).toBytes();
        byte[] udp6 = ip(HOST6, REMOTE6).udp(1, 2).payload(10).toBytes();
        byte[] tcp6 = ip(HOST6, REMOTE6).tcp(1, 2).payload(10).toBytes();
        return Stream.of(
                arguments("nothing at all", new byte[0], DropReason.UNSUPPORTED_ETHERTYPE),
                arguments("version 5", with(udp, 0, 0x55), DropReason.UNSUPPORTED_ETHERTYPE),
                arguments("19 bytes", Arrays.copyOf(udp, 19), DropReason.MALFORMED_IPV4),
                arguments("IHL below 5", with(udp, 0, 0x44), DropReason.MALFORMED_IPV4),
                arguments("IHL behind the packet", with(udp, 0, 0x4f), DropReason.MALFORMED_IPV4),
                arguments("total length behind the packet", with(udp, 3, udp.length + 1), DropReason.MALFORMED_IPV4),
                arguments("total length within the header", with(udp, 3, 19), DropReason.MALFORMED_IPV4),
                arguments("wrong header checksum", with(udp, 10, udp[10] + 1), DropReason.BAD_IPV4_CHECKSUM),
                arguments("fragment off the grid", ip(HOST, REMOTE).fragment(64, true).protocol(47).payload(63).toBytes(),
                        DropReason.MALFORMED_IPV4),
                arguments("empty fragment", ip(HOST, REMOTE).fragment(64, false).protocol(47).toBytes(),
                        DropReason.MALFORMED_IPV4),
                arguments("ping of death", ip(HOST, REMOTE).fragment(65_528, false).protocol(47).payload(8).toBytes(),
                        DropReason.MALFORMED_IPV4),
                arguments("loose source route", ip(HOST, REMOTE).ipOptions(bytes(1, 131, 3, 0)).udp(1, 2).toBytes(),
                        DropReason.SOURCE_ROUTED),
                arguments("strict source route", ip(HOST, REMOTE).ipOptions(bytes(7, 4, 4, 0, 137, 3, 4, 0)).udp(1, 2).toBytes(),
                        DropReason.SOURCE_ROUTED),
                arguments("TCP header cut", rebuilt(tcp, 39), DropReason.MALFORMED_TCP),
                arguments("TCP data offset 4", with(tcp, 32, 0x40), DropReason.MALFORMED_TCP),
                arguments("TCP data offset 15", with(tcp, 32, 0xf0), DropReason.MALFORMED_TCP),
                arguments("TCP fragment at 8", ip(HOST, REMOTE).fragment(8, false).tcp(1, 2).toBytes(), DropReason.MALFORMED_TCP),
                arguments("tiny first TCP fragment", rebuilt(ip(HOST, REMOTE).fragment(0, true).tcp(1, 2).toBytes(), 36),
                        DropReason.MALFORMED_TCP),
                arguments("UDP header cut", rebuilt(udp, 27), DropReason.MALFORMED_UDP),
                arguments("UDP length 7", with(udp, 25, 7), DropReason.MALFORMED_UDP),
                arguments("UDP length behind the packet", with(udp, 25, 19), DropReason.MALFORMED_UDP),
                arguments("ICMP of 7 bytes", rebuilt(ip(HOST, REMOTE).echoRequest(1, 1).toBytes(), 27), DropReason.MALFORMED_ICMP),
                arguments("39 bytes of IPv6", Arrays.copyOf(udp6, 39), DropReason.MALFORMED_IPV6),
                arguments("payload length behind the packet", with(udp6, 5, 19), DropReason.MALFORMED_IPV6),
                arguments("extension cut short", ip(HOST6, REMOTE6).extension(IpProtocol.DESTINATION_OPTIONS,
                        bytes(0, 9, 1, 4, 0, 0, 0, 0)).udp(1, 2).toBytes(), DropReason.MALFORMED_IPV6),
                arguments("routing header with segments left", ip(HOST6, REMOTE6).extension(IpProtocol.ROUTING,
                        bytes(0, 0, 0, 1, 0, 0, 0, 0)).udp(1, 2).toBytes(), DropReason.SOURCE_ROUTED),
                arguments("IPv6 fragment off the grid", ip(HOST6, REMOTE6).extension(IpProtocol.FRAGMENT,
                        bytes(0, 0, 1, 1, 0, 0, 0, 1)).protocol(47).payload(9).toBytes(), DropReason.MALFORMED_IPV6),
                arguments("TCP over IPv6, data offset 4", with(tcp6, 52, 0x40), DropReason.MALFORMED_TCP),
                arguments("UDP over IPv6, length 7", with(udp6, 45, 7), DropReason.MALFORMED_UDP));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedForms")
    void refuses(String form, byte[] bytes, DropReason reason) {
        gateway.assertSilentDrop(gateway.outbound(Packets.of(gateway.pool, bytes)), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "127.0.0.1", "169.254.169.254", "224.0.0.1", "239.1.2.3", "240.0.0.1",
            "255.255.255.255", "::", "::1", "::2", "fe80::1", "ff02::1"})
    void refusesMartiansAtBothEnds(String martian) {
        boolean v6 = martian.indexOf(':') >= 0;
        gateway.outbound(ip(martian, v6 ? REMOTE6 : REMOTE).udp(1, 2));
        gateway.outbound(ip(v6 ? HOST6 : HOST, martian).udp(1, 2));
        gateway.inbound(ip(martian, v6 ? HOST6_NETWORK : HOST_NETWORK).udp(1, 2));
        gateway.assertDropped(DropReason.MARTIAN_ADDRESS, 3);
    }

    /** The JDK's parser makes an IPv4 address of it, so it has no place in the table above. */
    @Test
    void anIpv4MappedAddressIsAMartian() {
        assertThat(Martians.isMartianV6(0, 0xffff_0a0a_0a0aL)).isTrue();
        assertThat(Martians.isMartianV6(0, 0x64_ff9b_0a0a_0a0aL)).isFalse();
    }

    @Test
    void trimsWhatALinkPadded() {
        byte[] padded = Arrays.copyOf(udp().toBytes(), 60);
        assertThat(gateway.outbound(Packets.of(gateway.pool, padded)).getFirst().bytes()).hasSize(udp().toBytes().length);
        byte[] whole = ip(HOST6, REMOTE6).udp(1, 2).payload(3).toBytes();
        assertThat(gateway.outbound(Packets.of(gateway.pool, Arrays.copyOf(whole, 80))).getFirst().bytes()).hasSize(whole.length);
    }

    @Test
    void refusesSegmentationThatDoesNotFitThePacket() {
        refuseOffload(ip(HOST, REMOTE).udp(1, 2).payload(900), Gso.TCP4, 100, DropReason.MALFORMED_TCP);
        refuseOffload(ip(HOST, REMOTE).tcp(1, 2).payload(900), Gso.TCP6, 100, DropReason.MALFORMED_TCP);
        refuseOffload(ip(HOST, REMOTE).tcp(1, 2).payload(900), Gso.TCP4, 0, DropReason.MALFORMED_TCP);
        refuseOffload(ip(HOST6, REMOTE6).tcp(1, 2).payload(900), Gso.UDP, 100, DropReason.MALFORMED_UDP);
        gateway.assertDropped(DropReason.MALFORMED_TCP, 3);
    }

    private void refuseOffload(PacketBuilder form, Gso gso, int size, DropReason reason) {
        Packet packet = form.toPacket(gateway.pool);
        packet.gso(gso, size);
        long before = gateway.stats.get(reason);
        assertThat(gateway.outbound(packet)).isEmpty();
        gateway.assertDropped(reason, before + 1);
    }

    @Test
    void refusesAPartialChecksumBehindThePacket() {
        Packet packet = udp().toPacket(gateway.pool);
        packet.partialChecksum(20, 100);
        gateway.assertSilentDrop(gateway.outbound(packet), DropReason.MALFORMED_IPV4);
        Packet packet6 = ip(HOST6, REMOTE6).udp(1, 2).toPacket(gateway.pool);
        packet6.partialChecksum(47, 0);
        gateway.assertSilentDrop(gateway.outbound(packet6), DropReason.MALFORMED_IPV6);
    }

    /** A fragment that is whole in itself (RFC 6946) is classified as the whole packet it is. */
    @Test
    void acceptsAnAtomicFragment() {
        byte[] atomic = {0, 0, 0, 0, 0, 0, 0, 9};
        gateway.assertOutbound(ip(HOST6, REMOTE6).extension(IpProtocol.FRAGMENT, atomic.clone()).tcp(1, 2).payload(5),
                ip(HOST6_NETWORK, REMOTE6).extension(IpProtocol.FRAGMENT, atomic.clone()).tcp(1, 2).payload(5).ttl(63));
    }

    private static PacketBuilder udp() {
        return ip(HOST, REMOTE).udp(1, 2).payload(10);
    }

    /** One byte changed, the header checksum right again unless it is what was changed. */
    private static byte[] with(byte[] packet, int at, int value) {
        byte[] changed = packet.clone();
        changed[at] = (byte) value;
        return at == 10 || changed[0] >> 4 != 4 ? changed : withHeaderChecksum(changed);
    }

    /** Cut to a length that the header agrees with. */
    private static byte[] rebuilt(byte[] packet, int length) {
        byte[] cut = Arrays.copyOf(packet, length);
        cut[2] = 0;
        cut[3] = (byte) length;
        return withHeaderChecksum(cut);
    }

    private static byte[] withHeaderChecksum(byte[] packet) {
        packet[10] = 0;
        packet[11] = 0;
        int checksum = ReferenceChecksum.checksum(packet, 0, 20);
        packet[10] = (byte) (checksum >> 8);
        packet[11] = (byte) checksum;
        return packet;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
