package io.sallyport.dataplane.port.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PcapPortTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000L, 250_000_000));
    /** Magic of microseconds, version 2.4, zone, accuracy, snapshot length 65 535; the link type follows. */
    private static final String FILE_HEADER = "d4c3b2a1" + "02000400" + "00000000" + "00000000" + "ffff0000";
    private static final String RAW_IP = "65000000";
    private static final String ETHERNET = "01000000";
    private static final byte[] V4 = PacketBuilder.ip("10.0.0.1", "10.0.0.2").udp(1, 2).payload(5).toBytes();
    private static final byte[] V6 = PacketBuilder.ip("fd00::1", "fd00::2").udp(1, 2).payload(5).toBytes();

    @TempDir
    private Path folder;

    private final PacketPool pool = new PacketPool(8);
    private final WorkerStats stats = new WorkerStats();

    @AfterEach
    void countPackets() {
        assertThat(pool.available()).isEqualTo(pool.size());
    }

    private Path capture(String linkType, String... frames) throws IOException {
        StringBuilder hex = new StringBuilder(FILE_HEADER).append(linkType);
        for (String frame : frames) {
            String length = littleEndian(frame.length() / 2);
            hex.append("00000000").append("00000000").append(length).append(length).append(frame);
        }
        return Files.write(folder.resolve("in.pcap"), HexFormat.of().parseHex(hex));
    }

    private static String littleEndian(int value) {
        return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private PcapPort open(Path in, LinkType outType) {
        return PcapPort.open(in, folder.resolve("out.pcap"), outType, CLOCK, pool, stats);
    }

    @Test
    void readsRawIp() throws IOException {
        PacketBatch batch = new PacketBatch(4);
        try (PcapPort port = open(capture(RAW_IP, hex(V4), hex(V6)), LinkType.RAW)) {
            assertThat(port.read(batch)).isEqualTo(2);
            assertThat(port.read(batch)).isZero();
        }
        assertThat(Packets.bytes(batch.get(0))).isEqualTo(V4);
        assertThat(Packets.bytes(batch.get(1))).isEqualTo(V6);
        assertThat(stats.get(Counter.LAN_RX_PACKETS)).isEqualTo(2);
        assertThat(stats.get(Counter.LAN_RX_BYTES)).isEqualTo(V4.length + V6.length);
        batch.releaseAll();
    }

    @Test
    void readsEthernetAndCountsWhatIsNotIp() throws IOException {
        String addresses = "020000000001" + "020000000002";
        PacketBatch batch = new PacketBatch(4);
        try (PcapPort port = open(capture(ETHERNET, addresses + "0806" + "0001", addresses + "0800" + hex(V4), "0200"),
                LinkType.RAW)) {
            assertThat(port.read(batch)).isEqualTo(1);
        }
        assertThat(Packets.bytes(batch.get(0))).isEqualTo(V4);
        assertThat(stats.get(DropReason.UNSUPPORTED_ETHERTYPE)).isEqualTo(2);
        batch.releaseAll();
    }

    @Test
    void countsWhatTheCaptureHasCut() throws IOException {
        Path in = capture(RAW_IP);
        String record = "00000000" + "00000000" + littleEndian(V4.length) + littleEndian(V4.length + 1) + hex(V4);
        Files.write(in, HexFormat.of().parseHex(FILE_HEADER + RAW_IP + record));
        try (PcapPort port = open(in, LinkType.RAW)) {
            assertThat(port.read(new PacketBatch(4))).isZero();
        }
        assertThat(stats.get(DropReason.PORT_TRUNCATED)).isEqualTo(1);
    }

    @Test
    void readsWithinBatchAndPool() throws IOException {
        String[] frames = new String[12];
        Arrays.fill(frames, hex(V4));
        try (PcapPort port = open(capture(RAW_IP, frames), LinkType.RAW)) {
            PacketBatch small = new PacketBatch(3);
            assertThat(port.read(small)).isEqualTo(3);
            PacketBatch large = new PacketBatch(16);
            assertThat(port.read(large)).as("what the pool has left").isEqualTo(5);
            small.releaseAll();
            assertThat(port.read(large)).isEqualTo(3);
            large.releaseAll();
            assertThat(port.read(large)).isEqualTo(1);
            large.releaseAll();
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsBackWhatItWrites(LinkType type) throws IOException {
        try (PcapPort port = open(capture(RAW_IP), type)) {
            port.write(Packets.batch(2, Packets.of(pool, V4), Packets.of(pool, V6)));
        }
        assertThat(stats.get(Counter.LAN_TX_PACKETS)).isEqualTo(2);

        Path written = folder.resolve("out.pcap");
        PacketBatch batch = new PacketBatch(4);
        try (PcapPort port = PcapPort.open(written, folder.resolve("again.pcap"), type, CLOCK, pool, stats)) {
            assertThat(port.read(batch)).isEqualTo(2);
        }
        assertThat(Packets.bytes(batch.get(0))).isEqualTo(V4);
        assertThat(Packets.bytes(batch.get(1))).isEqualTo(V6);
        batch.releaseAll();
    }

    @Test
    void writesTheSameBytesEveryTime() throws IOException {
        try (PcapPort port = open(capture(RAW_IP), LinkType.ETHERNET)) {
            port.write(Packets.batch(1, Packets.of(pool, V4)));
        }
        String length = littleEndian(14 + V4.length);
        assertThat(hex(Files.readAllBytes(folder.resolve("out.pcap")))).endsWith(
                littleEndian(1_700_000_000) + littleEndian(250_000) + length + length
                + "000000000000" + "000000000000" + "0800" + hex(V4));
    }

    @Test
    void namesAFileThatIsNoCapture() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "not a capture, but long enough for a header");
        assertThatThrownBy(() -> open(text, LinkType.RAW)).isInstanceOf(CaptureException.class)
                .hasMessageContaining("notes.txt");
    }

    @Test
    void namesALinkTypeThatItDoesNotKnow() throws IOException {
        assertThatThrownBy(() -> open(capture("69000000"), LinkType.RAW)).isInstanceOf(CaptureException.class)
                .hasMessageContaining("only RAW and Ethernet");
    }

    @Test
    void namesAPlaceThatCannotBeWritten() throws IOException {
        Path in = capture(RAW_IP);
        assertThatThrownBy(() -> PcapPort.open(in, folder.resolve("no/such/out.pcap"), LinkType.RAW, CLOCK, pool, stats))
                .isInstanceOf(CaptureException.class).hasMessageContaining("out.pcap");
    }

    @Test
    void saysWhichLibraryItFound() {
        assertThat(Libpcap.availability().available()).isTrue();
        assertThat(Libpcap.availability().version()).contains("libpcap");
        assertThat(Libpcap.availability().cause()).isEmpty();
    }
}
