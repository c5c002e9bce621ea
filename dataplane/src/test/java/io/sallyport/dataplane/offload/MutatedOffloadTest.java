package io.sallyport.dataplane.offload;

import io.sallyport.dataplane.packet.Mutator;
import io.sallyport.dataplane.packet.PacketBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Damaged packets and metadata through what cuts and joins them. */
class MutatedOffloadTest {

    private static final long SEED = 0x0ff_10adL;

    private final Random random = new Random(SEED);
    private final Mutator mutator = new Mutator(random);
    private final HostileOffload offload = new HostileOffload();

    private static PacketBuilder stream(int index, boolean v6) {
        PacketBuilder builder = v6 ? PacketBuilder.ip("fd00:1::15", "fd00:2::15") : PacketBuilder.ip("192.168.10.15", "10.100.10.15");
        return builder.id(index).tcp(40_000, 443).seq(index * 50L).payload(50);
    }

    private static byte[] withMetadata(int gso, int size, int start, int offset, byte[] packet) {
        byte[] all = new byte[6 + packet.length];
        all[0] = (byte) gso;
        all[2] = (byte) size;
        all[3] = 1;
        all[4] = (byte) start;
        all[5] = (byte) offset;
        System.arraycopy(packet, 0, all, 6, packet.length);
        return all;
    }

    private static AssertionError failure(int round, Throwable cause) {
        return new AssertionError("seed %x, round %d".formatted(SEED, round), cause);
    }

    @Test
    void segmenterHoldsItsPromises() {
        List<byte[]> originals = List.of(
                withMetadata(1, 50, 20, 16, stream(0, false).payload(400).gso(50).toBytes()),
                withMetadata(2, 77, 40, 16, stream(0, true).payload(400).gso(77).toBytes()),
                withMetadata(3, 100, 20, 6, PacketBuilder.ip("10.0.0.1", "10.0.0.2").udp(1, 2).payload(300).gso(100).toBytes()),
                withMetadata(0, 0, 40, 6, PacketBuilder.ip("fd00::1", "fd00::2").udp(1, 2).payload(99).partialChecksum().toBytes()));
        for (int round = 0; round < 40_000; round++) {
            try {
                offload.segment(mutator.mutate(originals.get(round % originals.size())));
            } catch (RuntimeException | AssertionError e) {
                throw failure(round, e);
            }
        }
    }

    @Test
    void fragmenterHoldsItsPromises() {
        byte[] original = PacketBuilder.ip("10.0.0.1", "10.0.0.2").ipOptions((byte) 148, (byte) 4, (byte) 0, (byte) 0)
                .udp(1, 2).payload(700).toBytes();
        for (int round = 0; round < 20_000; round++) {
            try {
                offload.fragment(mutator.mutate(original));
            } catch (RuntimeException | AssertionError e) {
                throw failure(round, e);
            }
        }
    }

    @Test
    void coalescerGivesBackWhatItTook() {
        List<byte[]> originals = IntStream.range(0, 12).mapToObj(i -> stream(i / 2, i % 2 == 0).toBytes()).toList();
        for (int round = 0; round < 2_000; round++) {
            List<byte[]> packets = new ArrayList<>();
            for (byte[] original : originals) {
                packets.add(random.nextInt(4) == 0 ? mutator.mutate(original) : original);
            }
            try {
                offload.coalesce(packets);
            } catch (RuntimeException | AssertionError e) {
                throw failure(round, e);
            }
        }
    }
}
