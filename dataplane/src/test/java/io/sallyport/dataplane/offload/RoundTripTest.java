package io.sallyport.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.wire.TcpHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Segmenter and coalescer against each other, over random flows. */
class RoundTripTest {

    private static final PacketPool POOL = new PacketPool(300); // once: its memory stays for good
    private static final long SEED = 0x6050_6120L;
    private static final int FLOWS = 12;
    private static final HexFormat HEX = HexFormat.of();

    private final Random random = new Random(SEED);
    private final Coalescer coalescer = new Coalescer(true);

    @AfterEach
    void poolIsFullAgain() {
        assertThat(POOL.available()).isEqualTo(POOL.size());
    }

    private static PacketBuilder flow(int number) {
        PacketBuilder builder = number % 2 == 0
                ? PacketBuilder.ip("192.168.10." + number, "10.100.10.15")
                : PacketBuilder.ip("fd00:100:10::" + number, "fd00:100:20::20");
        return number % 3 == 0 ? builder.udp(40_000 + number, 443) : builder.tcp(40_000 + number, 443);
    }

    @Test
    void whatWasCutIsJoinedAgain() {
        for (int round = 0; round < 500; round++) {
            int size = 1 + random.nextInt(1_460);
            int segments = 2 + random.nextInt(18);
            int length = (segments - 1) * size + 1 + random.nextInt(size);
            int flags = TcpHeader.ACK | (random.nextBoolean() ? TcpHeader.PSH : 0) | (random.nextInt(9) == 0 ? TcpHeader.FIN : 0);
            Packet original = flow(random.nextInt(FLOWS)).tos(random.nextInt(256)).id(random.nextInt(0x1_0000))
                    .seq(random.nextInt() & 0xffff_ffffL).flags(flags).payload(randomBytes(length)).gso(size).toPacket(POOL);
            PacketBatch batch = new PacketBatch(64);
            for (byte[] segment : Segments.of(original)) {
                batch.add(Packets.of(POOL, segment));
            }
            coalescer.coalesce(batch);
            String which = "seed %x, round %d".formatted(SEED, round);
            assertThat(batch.size()).as(which).isEqualTo(1);
            Packet joined = batch.get(0);
            assertThat(Packets.bytes(joined)).as(which).isEqualTo(Packets.bytes(original));
            assertThat(joined.gso()).as(which).isEqualTo(original.gso());
            assertThat(joined.gsoSize()).as(which).isEqualTo(size);
            assertThat(joined.checksumStart()).as(which).isEqualTo(original.checksumStart());
            assertThat(joined.checksumOffset()).as(which).isEqualTo(original.checksumOffset());
            original.release();
            batch.releaseAll();
        }
    }

    /** Whatever comes in, faulty or not: cut again, every flow is what it was, byte for byte and in order. */
    @Test
    void joiningNeverChangesAFlow() {
        int joined = 0;
        for (int round = 0; round < 300; round++) {
            PacketBatch batch = new PacketBatch(64);
            fillWithStreams(batch);
            Map<String, List<String>> before = byFlow(batch);
            joined += coalescer.coalesce(batch);
            assertThat(byFlow(batch)).as("seed %x, round %d", SEED, round).isEqualTo(before);
            batch.releaseAll();
        }
        assertThat(joined).as("the test must see joins and refusals").isBetween(3_000, 18_000);
    }

    private void fillWithStreams(PacketBatch batch) {
        long[] next = new long[FLOWS];
        int[] id = new int[FLOWS];
        Arrays.fill(next, random.nextInt() & 0xffff_ffffL);
        int flows = 1 + random.nextInt(FLOWS);
        while (!batch.isFull()) {
            int number = random.nextInt(flows);
            int length = random.nextInt(8) == 0 ? random.nextInt(200) : 200;
            PacketBuilder builder = flow(number).seq(next[number]).id(id[number]++).payload(randomBytes(length));
            next[number] = next[number] + length & 0xffff_ffffL;
            disturb(builder);
            byte[] bytes = builder.toBytes();
            if (random.nextInt(20) == 0) {
                bytes[random.nextInt(bytes.length - 24) + 24] ^= (byte) (1 << random.nextInt(8));
            }
            batch.add(Packets.of(POOL, bytes));
        }
    }

    private void disturb(PacketBuilder builder) {
        switch (random.nextInt(60)) {
            case 0 -> builder.flags(random.nextInt(256));
            case 1 -> builder.ttl(random.nextInt(256));
            case 2 -> builder.tos(random.nextInt(256));
            case 3 -> builder.window(random.nextInt(0x1_0000));
            case 4 -> builder.withoutChecksum();
            case 5 -> builder.ack(random.nextInt() & 0xffff_ffffL);
            case 6 -> builder.id(random.nextInt(0x1_0000));
            default -> { }
        }
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The wire packets that the batch stands for, by protocol, addresses and ports. */
    private static Map<String, List<String>> byFlow(PacketBatch batch) {
        Map<String, List<String>> flows = new TreeMap<>();
        for (int i = 0; i < batch.size(); i++) {
            for (byte[] segment : Segments.of(batch.get(i))) {
                boolean v4 = segment[0] >> 4 == 4;
                String flow = segment[v4 ? 9 : 6] + HEX.formatHex(segment, v4 ? 12 : 8, v4 ? 24 : 44);
                flows.computeIfAbsent(flow, absent -> new ArrayList<>()).add(HEX.formatHex(segment));
            }
        }
        return flows;
    }
}
