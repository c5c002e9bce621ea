package io.sallyport.dataplane.port.tun;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Byte literals in little-endian order, as a TUN device of this machine has them. */
class VirtioNetHeaderTest {

    private static final int TCP_CWR_ACK = 0x90;

    private final PacketPool pool = new PacketPool(1);

    private String built(Packet packet) {
        MemorySegment header = packet.memory().asSlice(packet.start() - VirtioNetHeader.SIZE, VirtioNetHeader.SIZE);
        header.fill((byte) 0xee);
        VirtioNetHeader.build(packet);
        return HexFormat.of().formatHex(header.toArray(ValueLayout.JAVA_BYTE));
    }

    private Packet withHeader(String hex, int length) {
        Packet packet = pool.acquire();
        packet.length(length);
        byte[] header = HexFormat.of().parseHex(hex);
        MemorySegment.copy(header, 0, packet.memory(), ValueLayout.JAVA_BYTE, packet.start() - header.length, header.length);
        return packet;
    }

    @Test
    void aPlainPacketHasAnEmptyHeader() {
        assertThat(built(PacketBuilder.ip("10.0.0.1", "10.0.0.2").udp(1, 2).payload(9).toPacket(pool)))
                .isEqualTo("00000000000000000000");
    }

    @Test
    void buildsAPartialChecksum() {
        //            flags gso  hdr_len gso_size csum_start csum_offset
        assertThat(built(PacketBuilder.ip("10.0.0.1", "10.0.0.2").udp(1, 2).payload(9).partialChecksum().toPacket(pool)))
                .isEqualTo("01" + "00" + "0000" + "0000" + "1400" + "0600");
    }

    @Test
    void buildsTcpOverIpv4WithOptions() {
        assertThat(built(PacketBuilder.ip("10.0.0.1", "10.0.0.2").tcp(1, 2).tcpOptions(new byte[12]).payload(3000)
                .gso(1448).toPacket(pool))).isEqualTo("01" + "01" + "3400" + "a805" + "1400" + "1000");
    }

    @Test
    void buildsTcpOverIpv6WithTheCongestionWindowReduced() {
        assertThat(built(PacketBuilder.ip("fd00::1", "fd00::2").tcp(1, 2).flags(TCP_CWR_ACK).payload(3000).gso(1440)
                .toPacket(pool))).isEqualTo("01" + "84" + "3c00" + "a005" + "2800" + "1000");
    }

    @Test
    void buildsUdpSegmentation() {
        assertThat(built(PacketBuilder.ip("10.0.0.1", "10.0.0.2").udp(1, 2).payload(3000).gso(1200).toPacket(pool)))
                .isEqualTo("01" + "05" + "1c00" + "b004" + "1400" + "0600");
    }

    @ParameterizedTest
    @CsvSource({"01, TCP4", "81, TCP4", "04, TCP6", "84, TCP6", "05, UDP"})
    void parsesEveryKind(String type, Gso gso) {
        Packet packet = withHeader("01" + type + "3400" + "a805" + "1400" + "1000", 3000);

        assertThat(VirtioNetHeader.parse(packet)).isTrue();
        assertThat(packet.gso()).isEqualTo(gso);
        assertThat(packet.gsoSize()).isEqualTo(1448);
        assertThat(packet.checksumPartial()).isTrue();
        assertThat(packet.checksumStart()).isEqualTo(20);
        assertThat(packet.checksumOffset()).isEqualTo(16);
    }

    @Test
    void parsesAnEmptyHeaderAsAPlainPacket() {
        Packet packet = withHeader("00000000000000000000", 60);

        assertThat(VirtioNetHeader.parse(packet)).isTrue();
        assertThat(packet.gso()).isEqualTo(Gso.NONE);
        assertThat(packet.checksumPartial()).isFalse();
    }

    @Test
    void ignoresThatTheKernelHasVerifiedTheChecksum() {
        Packet packet = withHeader("02000000000000000000", 60);

        assertThat(VirtioNetHeader.parse(packet)).isTrue();
        assertThat(packet.checksumPartial()).isFalse();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "01000000000014001000, the checksum field is behind a packet of 37 bytes",
        "010300000005140006ff, the checksum field is far behind",
        "0103140000051400 1000, UDP fragmentation is not asked for",
        "0101340000001400 1000, segments of no size",
        "0001340000051400 1000, segmentation without a checksum to complete",
    })
    void refusesWhatMakesNoSense(String hex, String why) {
        assertThat(VirtioNetHeader.parse(withHeader(hex.replace(" ", ""), 37))).as(why).isFalse();
    }
}
