package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes into packets and back, for tests. */
public final class Packets {

    private Packets() {
    }

    /** A packet from the pool with these bytes, or an error when the pool is empty. */
    public static Packet of(PacketPool pool, byte[] bytes) {
        Packet packet = pool.acquire();
        assertThat(packet).as("a free packet").isNotNull();
        packet.length(bytes.length);
        MemorySegment.copy(bytes, 0, packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), bytes.length);
        return packet;
    }

    public static byte[] bytes(Packet packet) {
        return packet.memory().asSlice(packet.start(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Length fields and checksums of a packet without offloads are right, by the reference implementation. */
    public static void assertIntact(Packet packet) {
        assertThat(packet.gso()).isEqualTo(Gso.NONE);
        assertThat(packet.checksumPartial()).isFalse();
        assertThat(ReferenceChecksum.faults(bytes(packet))).isEmpty();
    }

    /** A batch with room for {@code capacity} packets, holding these. */
    public static PacketBatch batch(int capacity, Packet... packets) {
        PacketBatch batch = new PacketBatch(capacity);
        for (Packet packet : packets) {
            batch.add(packet);
        }
        return batch;
    }
}
