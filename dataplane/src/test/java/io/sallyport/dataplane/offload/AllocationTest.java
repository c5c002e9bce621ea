package io.sallyport.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cutting, joining and fragmenting allocate nothing once compiled. */
class AllocationTest {

    private static final PacketPool POOL = new PacketPool(64); // once: its memory stays for good
    private static final int SIZE = 1_000;
    private static final int SEGMENTS = 32;
    private static final int ROUNDS = 1_000;
    private static final int ATTEMPTS = 50;
    private static final int MEASURING = 1_024;

    private final Segmenter segmenter = new Segmenter();
    private final Coalescer coalescer = new Coalescer(true);
    private final Fragmenter fragmenter = new Fragmenter();
    private final PacketBatch batch = new PacketBatch(SEGMENTS);

    private static PacketBuilder between(String source, String destination) {
        return PacketBuilder.ip(source, destination).tcp(40_000, 443).payload(SIZE * SEGMENTS).gso(SIZE);
    }

    @ParameterizedTest
    @CsvSource({"192.168.10.15,10.100.10.15", "fd00:1::15,fd00:2::15"})
    void cuttingAndJoining(String source, String destination) {
        Packet packet = between(source, destination).toPacket(POOL);
        assertAllocatesNothing(() -> {
            segmenter.begin(packet);
            for (int i = 0; i < SEGMENTS; i++) {
                Packet segment = POOL.acquire();
                segment.length(segmenter.next(segment.memory(), segment.start()));
                batch.add(segment);
            }
            coalescer.coalesce(batch);
            batch.releaseAll();
        });
        packet.release();
    }

    @Test
    void fragmenting() {
        Packet packet = PacketBuilder.ip("192.168.10.15", "10.100.10.15").udp(1, 2).payload(8_000).toPacket(POOL);
        MemorySegment target = Arena.ofAuto().allocate(Packet.MAX_LENGTH);
        assertAllocatesNothing(() -> {
            fragmenter.begin(packet, 1_420);
            int written = 1;
            while (written > 0) {
                written = fragmenter.next(target, 0);
            }
        });
        packet.release();
    }

    /** Until the JIT is done anything may allocate: it has a number of attempts at a thousand rounds without. */
    private static void assertAllocatesNothing(Runnable round) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least > MEASURING; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                round.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes in %d rounds", ROUNDS).isLessThanOrEqualTo(MEASURING);
    }
}
