package io.sallyport.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.wire.Hex;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts packets of any content through segmenter, fragmenter and coalescer, and holds them to what they promise. */
final class HostileOffload {

    private static final PacketPool POOL = new PacketPool(80); // once: its memory stays for good
    private static final int METADATA_LENGTH = 6;
    private static final int FRAGMENT_MTU = 128;

    private final Segmenter segmenter = new Segmenter();
    private final Fragmenter fragmenter = new Fragmenter();
    private final Coalescer coalescer = new Coalescer(true);

    /** The first six bytes are the offload metadata, the rest the packet. */
    void segment(byte[] input) {
        if (input.length < METADATA_LENGTH) {
            return;
        }
        Packet packet = Packets.of(POOL, Arrays.copyOfRange(input, METADATA_LENGTH, input.length));
        packet.gso(Gso.values()[input[0] & 3], input[1] << 8 | input[2] & 0xff);
        if ((input[3] & 1) == 1) {
            packet.partialChecksum(input[4], input[5]);
        }
        if (segmenter.begin(packet)) {
            int largest = segmenter.largest();
            int count = segmenter.count();
            MemorySegment target = Hex.poisoned(largest); // a byte too many is an exception
            for (int i = 0; i < count; i++) {
                int length = segmenter.next(target, 0);
                assertThat(length).isBetween(i < count - 1 ? largest : 1, largest);
            }
            assertThat(segmenter.next(target, 0)).isZero();
        }
        packet.release();
        poolIsFull();
    }

    void fragment(byte[] input) {
        Packet packet = Packets.of(POOL, input);
        PacketBatch into = new PacketBatch(64);
        if (fragmenter.fragment(packet, FRAGMENT_MTU, POOL, into)) {
            assertThat(into.size()).isEqualTo(fragmenter.count());
            for (int i = 0; i < into.size(); i++) {
                assertThat(into.get(i).length()).isBetween(20, FRAGMENT_MTU);
            }
            into.releaseAll();
        } else {
            packet.release();
        }
        poolIsFull();
    }

    /** Joined and cut again the packets must be what they were. */
    void coalesce(List<byte[]> packets) {
        PacketBatch batch = new PacketBatch(64);
        List<byte[]> notEmpty = packets.stream().filter(bytes -> bytes.length > 0).toList();
        for (byte[] bytes : notEmpty) {
            batch.add(Packets.of(POOL, bytes));
        }
        coalescer.coalesce(batch);
        List<String> after = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Segments.of(batch.get(i)).forEach(bytes -> after.add(comparable(bytes)));
        }
        batch.releaseAll();
        poolIsFull();
        assertThat(after).containsExactlyInAnyOrderElementsOf(notEmpty.stream().map(HostileOffload::comparable).toList());
    }

    /** The bytes, but for the identification of an unfragmentable IPv4 packet, which joining may renumber. */
    private static String comparable(byte[] packet) {
        byte[] copy = packet.clone();
        if (copy.length >= 20 && copy[0] == 0x45 && (copy[6] & 0x40) != 0) {
            copy[4] = 0;
            copy[5] = 0;
            copy[10] = 0;
            copy[11] = 0;
        }
        return Hex.text(MemorySegment.ofArray(copy));
    }

    private static void poolIsFull() {
        assertThat(POOL.available()).isEqualTo(POOL.size());
    }
}
