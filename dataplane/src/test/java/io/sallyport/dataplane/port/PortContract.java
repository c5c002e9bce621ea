package io.sallyport.dataplane.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every port does. A subclass connects two of its kind, so that what one writes the other reads. */
public abstract class PortContract {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int POOL = 128;

    protected final PacketPool leftPool = new PacketPool(POOL);
    protected final PacketPool rightPool = new PacketPool(POOL);
    protected final WorkerStats leftStats = new WorkerStats();
    protected final WorkerStats rightStats = new WorkerStats();
    protected Port left;
    protected Port right;

    /** Two ports, and how a packet gets from the left one to the right one. */
    public record Connection(Port left, Port right) {
    }

    protected abstract Connection connect() throws Exception;

    /** What goes over the connection after it is closed: namespaces, devices. */
    protected void disconnect() throws Exception {
    }

    /** The addresses of a packet that travels from left to right. */
    protected abstract PacketBuilder fromLeftToRight();

    /** Gives a packet the metadata it needs to get to the right port. */
    protected Packet aimed(Packet packet) {
        return packet;
    }

    protected abstract Side side();

    @BeforeEach
    final void open() throws Exception {
        Connection connection = connect();
        left = connection.left();
        right = connection.right();
    }

    @AfterEach
    final void closeAndCount() throws Exception {
        left.close();
        right.close();
        disconnect();
        assertThat(leftPool.available()).as("packets back in the left pool").isEqualTo(POOL);
        assertThat(rightPool.available()).as("packets back in the right pool").isEqualTo(POOL);
    }

    @Test
    void readsNothingWhenNothingWasWritten() {
        PacketBatch batch = new PacketBatch(8);

        assertThat(right.read(batch)).isZero();
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void carriesBatchesInOrderAndUnchanged() {
        PacketBatch batch = new PacketBatch(16);
        for (int i = 0; i < 16; i++) {
            batch.add(aimed(numbered(i, 64 + i * 70)));
        }

        left.write(batch);

        assertThat(batch.isEmpty()).isTrue();
        List<byte[]> arrived = payloads(16);
        for (int i = 0; i < 16; i++) {
            assertThat(arrived.get(i)).isEqualTo(payload(i, 64 + i * 70));
        }
    }

    @Test
    void leavesForTheNextReadWhatDoesNotFitTheBatch() {
        PacketBatch batch = new PacketBatch(5);
        for (int i = 0; i < 5; i++) {
            batch.add(aimed(numbered(i, 100)));
        }
        left.write(batch);

        PacketBatch small = new PacketBatch(2);
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < 5) {
            awaitReadable();
            right.read(small);
            assertThat(small.size()).isLessThanOrEqualTo(2);
            for (int i = 0; i < small.size(); i++) {
                numbers.add((int) payloadOf(small.get(i))[0]);
            }
            small.releaseAll();
        }
        assertThat(numbers).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void readsNothingWithoutFreePacketsAndRecovers() {
        List<Packet> taken = new ArrayList<>();
        for (Packet packet = rightPool.acquire(); packet != null; packet = rightPool.acquire()) {
            taken.add(packet);
        }
        PacketBatch batch = new PacketBatch(8);
        assertThat(right.read(batch)).isZero();
        taken.forEach(Packet::release);

        left.write(Packets.batch(1, aimed(numbered(7, 80))));
        assertThat(payloads(1)).containsExactly(payload(7, 80));
    }

    @Test
    void countsPacketsAndBytesOnBothEnds() {
        Packet packet = aimed(numbered(1, 200));
        int length = packet.length();
        left.write(Packets.batch(1, packet));
        payloads(1);

        boolean lan = side() == Side.LAN;
        assertThat(leftStats.get(lan ? Counter.LAN_TX_PACKETS : Counter.WAN_TX_DATAGRAMS)).isEqualTo(1);
        assertThat(leftStats.get(lan ? Counter.LAN_TX_BYTES : Counter.WAN_TX_BYTES)).isEqualTo(length);
        assertThat(rightStats.get(lan ? Counter.LAN_RX_PACKETS : Counter.WAN_RX_DATAGRAMS)).isEqualTo(1);
        assertThat(rightStats.get(lan ? Counter.LAN_RX_BYTES : Counter.WAN_RX_BYTES)).isEqualTo(length);
    }

    @Test
    void dropsAndCountsWhatIsLargerThanTheMtu() {
        Packet packet = leftPool.acquire();
        packet.length(left.mtu() + 1);
        left.write(Packets.batch(1, aimed(packet)));

        assertThat(leftStats.get(DropReason.PORT_OVERSIZE)).isEqualTo(1);
        assertThat(leftPool.available()).isEqualTo(POOL);
    }

    @Test
    void isNamedAndPolled() {
        assertThat(left.name()).isNotBlank();
        if (right.fileDescriptor() < 0) {
            return; // a port that cannot be polled says so
        }
        left.write(Packets.batch(1, aimed(numbered(3, 60))));
        try (Poller poller = new Poller()) {
            poller.add(right.fileDescriptor());
            assertThat(poller.await(DEADLINE.toNanos())).isTrue();
        }
        assertThat(payloads(1)).hasSize(1);
    }

    @Test
    void allocatesNothingPerPacket() {
        PacketBatch out = new PacketBatch(4);
        PacketBatch in = new PacketBatch(8);
        byte[] bytes = fromLeftToRight().udp(1000, 2000).payload(payload(1, 512)).toBytes();
        AllocationProbe.assertAllocatesNothing(200, () -> {
            for (int i = 0; i < 4; i++) {
                out.add(aimed(copy(bytes)));
            }
            left.write(out);
            right.read(in);
            in.releaseAll();
        });
    }

    /** Without the fluent assertions of {@link Packets#of}, which allocate. */
    private Packet copy(byte[] bytes) {
        Packet packet = leftPool.acquire();
        packet.length(bytes.length);
        MemorySegment.copy(bytes, 0, packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), bytes.length);
        return packet;
    }

    protected final Packet numbered(int number, int payloadLength) {
        return fromLeftToRight().udp(1000, 2000).payload(payload(number, payloadLength)).toPacket(leftPool);
    }

    /** The number, then bytes that differ from their neighbours. */
    protected static byte[] payload(int number, int length) {
        byte[] payload = new byte[length];
        payload[0] = (byte) number;
        for (int i = 1; i < length; i++) {
            payload[i] = (byte) (number * 7 + i * 31 + i / 256);
        }
        return payload;
    }

    /** What is behind IP and UDP header: the kernel may change the headers on the way. */
    private static byte[] payloadOf(Packet packet) {
        byte[] bytes = Packets.bytes(packet);
        int headers = (bytes[0] >> 4 & 0xf) == 4 ? 28 : 48;
        return Arrays.copyOfRange(bytes, headers, bytes.length);
    }

    /** Reads at the right port until {@code count} packets have come. */
    protected final List<byte[]> payloads(int count) {
        List<byte[]> payloads = new ArrayList<>();
        PacketBatch batch = new PacketBatch(64);
        while (payloads.size() < count) {
            awaitReadable();
            right.read(batch);
            for (int i = 0; i < batch.size(); i++) {
                payloads.add(payloadOf(batch.get(i)));
            }
            batch.releaseAll();
        }
        return payloads;
    }

    protected final void awaitReadable() {
        if (right.fileDescriptor() < 0) {
            return;
        }
        try (Poller poller = new Poller()) {
            poller.add(right.fileDescriptor());
            assertThat(poller.await(DEADLINE.toNanos())).as("something to read within " + DEADLINE).isTrue();
        }
    }
}
