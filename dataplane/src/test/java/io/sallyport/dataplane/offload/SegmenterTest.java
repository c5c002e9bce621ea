package io.sallyport.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import io.sallyport.dataplane.wire.TcpHeader;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmenterTest {

    private static final PacketPool POOL = new PacketPool(4); // once: its memory stays for good
    private static final byte[] TIMESTAMPS = {1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2};


    @AfterEach
    void poolIsFull() {
        assertThat(POOL.available()).isEqualTo(POOL.size());
    }

    private static PacketBuilder between(String family) {
        return family.equals("v4")
                ? PacketBuilder.ip("192.168.10.15", "10.100.10.15")
                : PacketBuilder.ip("fd00:100:10::15", "fd00:100:20::20");
    }

    private List<byte[]> segment(PacketBuilder builder) {
        Packet packet = builder.toPacket(POOL);
        List<byte[]> segments = Segments.of(packet);
        packet.release();
        return segments;
    }

    private static byte[] part(byte[] all, int size, int index) {
        return Arrays.copyOfRange(all, index * size, Math.min(all.length, (index + 1) * size));
    }

    private static byte[] payload(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + i / 256);
        }
        return bytes;
    }

    @ParameterizedTest(name = "{0}: {1} bytes by {2}")
    @CsvSource({"v4,2800,1400", "v4,2801,1400", "v4,4199,1400", "v4,65000,1448", "v4,1400,1400", "v4,5,1400", "v4,7,1", "v4,333,3",
            "v6,2800,1400", "v6,2801,1400", "v6,4199,1400", "v6,65000,1428", "v6,333,3"})
    void cutsTcp(String family, int length, int size) {
        byte[] payload = payload(length);
        int flags = TcpHeader.ACK | TcpHeader.PSH | TcpHeader.FIN | TcpHeader.CWR | TcpHeader.ECE;
        Consumer<PacketBuilder> common = builder -> builder.tos(0xb9).ttl(63).dontFragment().tcp(40_000, 443)
                .ack(0x8000_0001L).window(501).tcpOptions(TIMESTAMPS);
        PacketBuilder whole = between(family).id(0xfffe).seq(0xffff_ff00L).flags(flags).payload(payload);
        common.accept(whole);
        List<byte[]> segments = segment(whole.gso(size));

        int count = Math.ceilDiv(length, size);
        assertThat(segments).hasSize(count);
        for (int i = 0; i < count; i++) {
            int last = i == count - 1 ? TcpHeader.PSH | TcpHeader.FIN : 0;
            int first = i == 0 ? TcpHeader.CWR : 0;
            PacketBuilder expected = between(family).id(0xfffe + i).seq(0xffff_ff00L + (long) i * size)
                    .flags(TcpHeader.ACK | TcpHeader.ECE | last | first).payload(part(payload, size, i));
            common.accept(expected);
            assertThat(segments.get(i)).as("segment %d", i).isEqualTo(expected.toBytes());
            assertThat(ReferenceChecksum.faults(segments.get(i))).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}: {1} bytes by {2}")
    @CsvSource({"v4,2800,1400", "v4,2801,1400", "v4,65000,1472", "v4,9,3", "v6,2800,1400", "v6,2801,1400", "v6,65000,1452"})
    void cutsUdp(String family, int length, int size) {
        byte[] payload = payload(length);
        List<byte[]> segments = segment(between(family).udp(40_000, 4433).id(7).payload(payload).gso(size));
        assertThat(segments).hasSize(Math.ceilDiv(length, size));
        for (int i = 0; i < segments.size(); i++) {
            byte[] expected = between(family).udp(40_000, 4433).id(7 + i).payload(part(payload, size, i)).toBytes();
            assertThat(segments.get(i)).as("segment %d", i).isEqualTo(expected);
        }
    }

    @Test
    void keepsIpv4OptionsAndIpv6Extensions() {
        byte[] payload = payload(100);
        List<byte[]> v4 = segment(between("v4").ipOptions((byte) 148, (byte) 4, (byte) 0, (byte) 0).udp(1, 2)
                .payload(payload).gso(60));
        assertThat(v4.get(1)).isEqualTo(between("v4").ipOptions((byte) 148, (byte) 4, (byte) 0, (byte) 0).udp(1, 2).id(2)
                .payload(part(payload, 60, 1)).toBytes());
        byte[] options = {0, 0, 1, 4, 0, 0, 0, 0};
        List<byte[]> v6 = segment(between("v6").extension(60, options.clone()).tcp(1, 2).payload(payload).gso(60));
        assertThat(v6.get(1)).isEqualTo(between("v6").extension(60, options.clone()).tcp(1, 2).seq(60)
                .payload(part(payload, 60, 1)).toBytes());
    }

    @Test
    void everyUdpChecksumIsSentEvenAComputedZero() {
        // The payload is chosen so that the sum over the datagram is 0xffff, whose complement would read as "none".
        byte[] payload = {0, 0, 0, 1};
        byte[] plain = between("v4").udp(40_000, 4433).payload(payload).toBytes();
        int checksum = (plain[26] & 0xff) << 8 | plain[27] & 0xff;
        payload[0] = (byte) (checksum >> 8);
        payload[1] = (byte) checksum;
        byte[] segment = segment(between("v4").udp(40_000, 4433).payload(payload).gso(4)).getFirst();
        assertThat((segment[26] & 0xff) << 8 | segment[27] & 0xff).isEqualTo(0xffff);
        assertThat(ReferenceChecksum.faults(segment)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v4", "v6"})
    void aSinglePacketComesOutAsItIs(String family) {
        byte[] complete = between(family).tcp(1, 2).payload(77).toBytes();
        assertThat(segment(between(family).tcp(1, 2).payload(77))).containsExactly(complete);
        assertThat(segment(between(family).tcp(1, 2).payload(77).partialChecksum())).as("completed").containsExactly(complete);
        byte[] echo = between(family).echoRequest(1, 2).payload(9).toBytes();
        assertThat(segment(between(family).echoRequest(1, 2).payload(9))).containsExactly(echo);
    }

    @ParameterizedTest(name = "{0}, gso {1} by {2}, checksum at {3}+{4}")
    @CsvSource({
        "v4,TCP6,100,20,16", "v6,TCP4,100,40,16", // the other family
        "v4,TCP4,0,20,16", "v4,TCP4,-1,20,16", // no segment size
        "v4,TCP4,100,24,16", "v4,TCP4,100,-1,16", "v4,TCP4,100,60000,16", "v6,TCP6,100,39,16", // transport elsewhere
        "v4,TCP4,100,20,6", "v4,UDP,100,20,16", "v6,TCP6,100,40,-1", // another protocol's checksum field
        "v4,UDP,100,20,6000"})
    void refusesMetadataThatContradictsThePacket(String family, Gso gso, int size, int start, int offset) {
        Packet packet = between(family).tcp(1, 2).payload(300).toPacket(POOL);
        packet.gso(gso, size);
        packet.partialChecksum(start, offset);
        assertThat(new Segmenter().begin(packet)).isFalse();
        packet.release();
    }

    @Test
    void refusesAPacketForSegmentationWhoseChecksumIsComplete() {
        Packet packet = between("v4").tcp(1, 2).payload(300).toPacket(POOL);
        packet.gso(Gso.TCP4, 100);
        assertThat(new Segmenter().begin(packet)).isFalse();
        packet.release();
    }

    @Test
    void refusesAnEmptyPacket() {
        Packet packet = Packets.of(POOL, new byte[0]);
        assertThat(new Segmenter().begin(packet)).isFalse();
        packet.release();
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = between("v6").tcp(1, 2).payload(0).toBytes();
        for (int length = 0; length < whole.length; length++) {
            Packet packet = Packets.of(POOL, Arrays.copyOf(whole, length));
            packet.gso(Gso.TCP6, 100);
            packet.partialChecksum(40, 16);
            assertThat(new Segmenter().begin(packet)).as("%d bytes", length).isFalse();
            packet.release();
        }
    }
}
