package io.sallyport.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.wire.TcpHeader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CoalescerTest {

    private static final PacketPool POOL = new PacketPool(256); // once: its memory stays for good
    private static final int SIZE = 100;
    private static final byte[] TIMESTAMPS = {1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2};

    private final PacketBatch batch = new PacketBatch(256);
    private final Coalescer coalescer = new Coalescer(true);

    @AfterEach
    void poolIsFullAgain() {
        batch.releaseAll();
        assertThat(POOL.available()).isEqualTo(POOL.size());
    }

    /** The segment of a stream at {@code index}; different from its neighbours only where it must be. */
    private static PacketBuilder tcp(int index) {
        return tcp("192.168.10.15", index);
    }

    private static PacketBuilder tcp(String source, int index) {
        return PacketBuilder.ip(source, source.contains(":") ? "fd00:2::1" : "10.100.10.15").id(0xffff + index).dontFragment()
                .tcp(40_000, 443).seq(0xffff_fff0L + index * SIZE).ack(77).tcpOptions(TIMESTAMPS).payload(part(index, SIZE));
    }

    private static PacketBuilder udp(int index, int length) {
        return PacketBuilder.ip("192.168.10.15", "10.100.10.15").id(index).udp(40_000, 443).payload(part(index, length));
    }

    private static byte[] part(int index, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (index * 7 + i);
        }
        return bytes;
    }

    private void add(PacketBuilder... builders) {
        for (PacketBuilder builder : builders) {
            batch.add(builder.toPacket(POOL));
        }
    }

    private List<byte[]> batchBytes() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            all.add(Packets.bytes(batch.get(i)));
        }
        return all;
    }

    /** The packet for segmentation that {@code count} whole segments make. */
    private static byte[] joined(PacketBuilder first, int count) {
        byte[] payload = new byte[count * SIZE];
        for (int i = 0; i < count; i++) {
            System.arraycopy(part(i, SIZE), 0, payload, i * SIZE, SIZE);
        }
        return first.payload(payload).partialChecksum().toBytes();
    }

    @ParameterizedTest
    @CsvSource({"192.168.10.15,TCP4,20", "fd00:1::15,TCP6,40"})
    void joinsAStream(String source, Gso kind, int transport) {
        add(tcp(source, 0), tcp(source, 1), tcp(source, 2));
        assertThat(coalescer.coalesce(batch)).isEqualTo(2);
        assertThat(batch.size()).isEqualTo(1);
        Packet packet = batch.get(0);
        assertThat(packet.gso()).isEqualTo(kind);
        assertThat(packet.gsoSize()).isEqualTo(SIZE);
        assertThat(packet.checksumPartial()).isTrue();
        assertThat(packet.checksumStart()).isEqualTo(transport);
        assertThat(packet.checksumOffset()).isEqualTo(16);
        assertThat(Packets.bytes(packet)).isEqualTo(joined(tcp(source, 0), 3));
    }

    @Test
    void joinsDatagrams() {
        add(udp(0, SIZE), udp(1, SIZE), udp(2, 30), udp(3, 30));
        assertThat(coalescer.coalesce(batch)).as("a shorter one ends the joining").isEqualTo(2);
        assertThat(batch.size()).isEqualTo(2);
        Packet packet = batch.get(0);
        assertThat(packet.gso()).isEqualTo(Gso.UDP);
        assertThat(packet.gsoSize()).isEqualTo(SIZE);
        assertThat(packet.checksumOffset()).isEqualTo(6);
        assertThat(packet.length()).isEqualTo(28 + 2 * SIZE + 30);
        assertThat(batch.get(1).gso()).isEqualTo(Gso.NONE);
    }

    @Test
    void leavesDatagramsAloneWhenNothingCouldSplitThem() {
        add(udp(0, SIZE), tcp(0), udp(1, SIZE), tcp(1));
        assertThat(new Coalescer(false).coalesce(batch)).isEqualTo(1);
        assertThat(batch.size()).isEqualTo(3);
    }

    @Test
    void joinsInterleavedFlowsInPlace() {
        for (int index = 0; index < 4; index++) {
            for (int flow = 0; flow < 10; flow++) {
                add(tcp("192.168.10." + flow, index));
            }
        }
        assertThat(coalescer.coalesce(batch)).isEqualTo(30);
        for (int i = 0; i < 10; i++) {
            assertThat(Packets.bytes(batch.get(i))[15]).as("the order of first packets").isEqualTo((byte) i);
        }
    }

    @Test
    void leavesALonePacketUntouched() {
        add(tcp(0), udp(1, 7));
        List<byte[]> before = batchBytes();
        assertThat(coalescer.coalesce(batch)).isZero();
        assertThat(batchBytes()).usingRecursiveComparison().isEqualTo(before);
        assertThat(batch.get(0).checksumPartial()).isFalse();
    }

    @Test
    void aBatchStartsAfresh() {
        add(tcp(0));
        coalescer.coalesce(batch);
        batch.releaseAll();
        add(tcp(1));
        assertThat(coalescer.coalesce(batch)).isZero();
    }

    static List<Arguments> secondsThatMayNotJoin() {
        return List.of(
                refused("a gap", b -> b.seq(0xffff_fff1L + SIZE)),
                refused("a retransmission", b -> b.seq(0xffff_fff0L)),
                refused("another acknowledgment", b -> b.ack(78)),
                refused("another window", b -> b.window(1)),
                refused("an ECN echo", b -> b.flags(TcpHeader.ACK | TcpHeader.ECE)),
                refused("CWR", b -> b.flags(TcpHeader.ACK | TcpHeader.CWR)),
                refused("URG", b -> b.flags(TcpHeader.ACK | TcpHeader.URG)),
                refused("SYN", b -> b.flags(TcpHeader.ACK | TcpHeader.SYN)),
                refused("RST", b -> b.flags(TcpHeader.ACK | TcpHeader.RST)),
                refused("no payload", b -> b.payload()),
                refused("more payload", b -> b.payload(SIZE + 1)),
                refused("other options", b -> b.tcpOptions(new byte[] {1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 3})),
                refused("no options", b -> b.tcpOptions()),
                refused("another TTL", b -> b.ttl(63)),
                refused("a congestion mark", b -> b.tos(3)),
                refused("another DSCP", b -> b.tos(0xb8)),
                refused("a gap in identification", b -> b.id(2)),
                refused("a fragment", b -> b.fragment(0, true)),
                refused("a later fragment", b -> b.fragment(8, false)),
                refused("IPv4 options", b -> b.ipOptions((byte) 1, (byte) 1, (byte) 1, (byte) 1)),
                refused("another port", b -> b.tcp(40_001, 443)),
                refused("a partial checksum", PacketBuilder::partialChecksum),
                refused("a packet for segmentation", b -> b.gso(SIZE)));
    }

    private static Arguments refused(String name, UnaryOperator<PacketBuilder> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("secondsThatMayNotJoin")
    void doesNotJoin(String name, UnaryOperator<PacketBuilder> change) {
        add(tcp(0), change.apply(tcp(1)));
        List<byte[]> before = batchBytes();
        assertThat(coalescer.coalesce(batch)).isZero();
        assertThat(batchBytes()).usingRecursiveComparison().isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"8", "24"})
    void endsWithPushOrFinOrAShortSegment(int flagsOrLength) {
        add(tcp(0), tcp(1).flags(TcpHeader.ACK | TcpHeader.PSH), tcp(2), tcp(3).flags(TcpHeader.ACK | TcpHeader.FIN), tcp(4),
                tcp(5).payload(part(5, flagsOrLength)), tcp(6));
        assertThat(coalescer.coalesce(batch)).isEqualTo(3);
        assertThat(batch.size()).isEqualTo(4);
        assertThat(Packets.bytes(batch.get(0))[33]).isEqualTo((byte) (TcpHeader.ACK | TcpHeader.PSH));
        assertThat(Packets.bytes(batch.get(1))[33]).isEqualTo((byte) (TcpHeader.ACK | TcpHeader.FIN));
        assertThat(Packets.bytes(batch.get(2))[33]).isEqualTo((byte) TcpHeader.ACK);
    }

    @Test
    void nothingOvertakesAPacketOfItsOwnFlow() {
        add(tcp(0), tcp(1).payload(), tcp(1), tcp(2));
        assertThat(coalescer.coalesce(batch)).isEqualTo(1);
        assertThat(batch.get(0).length()).isEqualTo(52 + SIZE);
        assertThat(batch.get(1).length()).isEqualTo(52);
        assertThat(batch.get(2).length()).isEqualTo(52 + 2 * SIZE);
    }

    @Test
    void takesAFixedIdentificationOnlyFromPacketsThatMustNotBeFragmented() {
        add(tcp(0).id(0), tcp(1).id(0), tcp(2).id(0), tcp(3).id(3));
        assertThat(coalescer.coalesce(batch)).isEqualTo(2);
        batch.releaseAll();
        add(udp(0, SIZE).id(5), udp(1, SIZE).id(5));
        assertThat(coalescer.coalesce(batch)).isZero();
    }

    @ParameterizedTest(name = "byte {1} of packet {0}")
    @CsvSource({"0,60", "1,60", "2,60", "0,8", "1,8", "1,36", "2,151", "1,26"})
    void neverHidesACorruption(int corrupt, int at) {
        add(tcp(0), tcp(1), tcp(2));
        byte[] bytes = Packets.bytes(batch.get(corrupt));
        bytes[at] ^= 0x10;
        Packet packet = batch.get(corrupt);
        MemorySegment.copy(bytes, 0, packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), bytes.length);
        coalescer.coalesce(batch);
        assertThat(batchBytes()).anyMatch(each -> Arrays.equals(each, bytes));
        assertThat(batch.size()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void leavesDatagramsWithoutAChecksumAlone() {
        add(udp(0, SIZE).withoutChecksum(), udp(1, SIZE).withoutChecksum(), udp(2, SIZE));
        assertThat(coalescer.coalesce(batch)).isZero();
    }

    @Test
    void keepsTo64Datagrams() {
        for (int i = 0; i < 130; i++) {
            add(udp(i, 10));
        }
        coalescer.coalesce(batch);
        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.get(0).length()).isEqualTo(28 + 640);
        assertThat(batch.get(2).length()).isEqualTo(28 + 20);
    }

    @ParameterizedTest
    @CsvSource({"192.168.10.15,52", "fd00:1::15,72"})
    void keepsToTheLargestPacket(String source, int header) {
        for (int i = 0; i < 100; i++) {
            add(tcp(source, 0).id(0xffff + i).seq(i * 1_000L).payload(1_000));
        }
        coalescer.coalesce(batch);
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.get(0).length()).isEqualTo(header + 65_000);
    }

    /** Or a peer could slip its datagrams, under another's address, past the check of sources behind this. */
    @Test
    void neverJoinsPacketsOfDifferentPeers() {
        add(udp(0, SIZE), udp(1, SIZE), udp(1, SIZE), udp(2, SIZE)); // peers 0, 1, 0, 1
        for (int i = 0; i < 4; i++) {
            batch.get(i).peer(i % 2);
        }
        assertThat(coalescer.coalesce(batch)).as("each peer's own two").isEqualTo(2);
        assertThat(batch.get(0).peer()).isZero();
        assertThat(batch.get(1).peer()).isEqualTo(1);
    }

    @Test
    void neverJoinsAcrossACongestionMarkOutside() {
        add(tcp(0), tcp(1), tcp(2));
        batch.get(1).outerTrafficClass(3);
        assertThat(coalescer.coalesce(batch)).isZero();
    }

    @Test
    void paddingBehindAPacketIsNotJoined() {
        add(tcp(0), tcp(1));
        batch.get(1).length(batch.get(1).length() + 4);
        assertThat(coalescer.coalesce(batch)).isZero();
    }
}
