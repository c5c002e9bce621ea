package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    private static final long SEED = 0x5a11_7001L;

    @Test
    void sumOfTheExampleInRfc1071() {
        MemorySegment example = Hex.segment("00 01 f2 03 f4 f5 f6 f7"); // RFC 1071 §3: sum ddf2
        assertThat(Checksum.sum(example, 0, 8)).isEqualTo(0xddf2);
        assertThat(Checksum.of(0xddf2)).isEqualTo(0x220d);
    }

    @Test
    void sumEqualsTheReferenceAtEveryLengthAndAlignment() {
        Random random = new Random(SEED);
        byte[] bytes = new byte[2_100];
        random.nextBytes(bytes);
        MemorySegment memory = Hex.segment(bytes);
        for (int offset = 0; offset < 9; offset++) {
            for (int length = 0; length <= 2_000; length += length < 140 ? 1 : 37) {
                assertThat(Checksum.sum(memory, offset, length))
                        .as("seed %x, offset %d, length %d", SEED, offset, length)
                        .isEqualTo(ReferenceChecksum.sum(bytes, offset, offset + length));
            }
        }
    }

    @Test
    void sumOfOnesCarriesAllTheWay() {
        byte[] ones = new byte[65_535];
        java.util.Arrays.fill(ones, (byte) 0xff);
        assertThat(Checksum.sum(Hex.segment(ones), 0, 65_534)).isEqualTo(0xffff);
        assertThat(Checksum.sum(Hex.segment(ones), 0, 65_535)).isEqualTo(0xff00);
    }

    @Test
    void foldKeepsZeroApartFromItsOtherForm() {
        assertThat(Checksum.fold(0)).isZero();
        assertThat(Checksum.fold(0xffff)).isEqualTo(0xffff);
        assertThat(Checksum.fold(0x1_fffeL)).isEqualTo(0xffff);
        assertThat(Checksum.fold(Long.MAX_VALUE)).isEqualTo((int) (Long.MAX_VALUE % 0xffff));
    }

    @Test
    void updateGivesTheExampleOfRfc1624WhereEquation2WentWrong() {
        int difference = Checksum.difference16(0x5555, 0x3285); // RFC 1624 §4
        assertThat(Checksum.update(0xdd2f, difference)).isZero();
    }

    @Test
    void updateWithoutAChangeKeepsTheChecksum() {
        for (int checksum = 0; checksum < 0xffff; checksum++) { // 0xffff is no checksum of a packet with any bit set
            assertThat(Checksum.update(checksum, Checksum.fold(Checksum.difference64(0x1234_5678L, 0x1234_5678L)))).isEqualTo(checksum);
        }
    }

    @Test
    void everyUpdateEqualsANewChecksum() {
        Random random = new Random(SEED);
        byte[] bytes = new byte[64];
        for (int round = 0; round < 100_000; round++) {
            random.nextBytes(bytes);
            if (round % 3 == 0) {
                java.util.Arrays.fill(bytes, 2, 60, (byte) (round % 2 == 0 ? 0xff : 0)); // near ±0
            }
            MemorySegment memory = MemorySegment.ofArray(bytes);
            int before = ReferenceChecksum.checksum(bytes, 0, 64);
            int difference = change(memory, random);
            int after = ReferenceChecksum.checksum(bytes, 0, 64);
            int updated = Checksum.update(before, difference);
            assertThat(updated % 0xffff).as("seed %x, round %d", SEED, round).isEqualTo(after % 0xffff);
            int partial = Checksum.updatePartial(0xffff - before, difference);
            assertThat(partial % 0xffff).as("partial, seed %x, round %d", SEED, round).isEqualTo((0xffff - after) % 0xffff);
        }
    }

    /** Writes one random value of 16, 64 or 128 bits and returns the difference it makes. */
    private static int change(MemorySegment memory, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> {
                int before = NetworkOrder.get16(memory, 10);
                int after = random.nextInt(4) == 0 ? 0xffff - before : random.nextInt(0x1_0000);
                NetworkOrder.put16(memory, 10, after);
                return Checksum.difference16(before, after);
            }
            case 1 -> {
                long before = NetworkOrder.get64(memory, 12);
                long after = random.nextLong();
                NetworkOrder.put64(memory, 12, after);
                return Checksum.fold(Checksum.difference64(before, after));
            }
            default -> {
                long beforeHigh = NetworkOrder.get64(memory, 16);
                long beforeLow = NetworkOrder.get64(memory, 24);
                NetworkOrder.put64(memory, 16, random.nextLong());
                NetworkOrder.put64(memory, 24, random.nextLong());
                return Checksum.fold(Checksum.difference64(beforeHigh, NetworkOrder.get64(memory, 16))
                        + Checksum.difference64(beforeLow, NetworkOrder.get64(memory, 24)));
            }
        }
    }

    @Test
    void udpNeverSendsAComputedZeroAndKeepsNone() {
        assertThat(Checksum.udp(0xffff)).isEqualTo(0xffff);
        assertThat(Checksum.udp(0x1234)).isEqualTo(0xedcb);
        assertThat(Checksum.updateUdp(0, Checksum.difference16(1, 2))).isZero();
        assertThat(Checksum.updateUdp(0xdd2f, Checksum.difference16(0x5555, 0x3285))).isEqualTo(0xffff);
    }

    @Test
    void udpZeroInItsSentFormUpdatesToARightChecksum() {
        // 0xffff stands for 0; a change by +1 in the data lowers it by one, to the other form's 0xfffe.
        assertThat(Checksum.updateUdp(0xffff, Checksum.difference16(1, 2))).isEqualTo(0xfffe);
        assertThat(Checksum.updateUdp(0xffff, Checksum.difference16(2, 2))).isEqualTo(0xffff);
    }

    @Test
    void pseudoHeadersEqualTheReference() {
        byte[] v4 = Hex.bytes("4500 001c 0001 0000 4011 0000 c0a80a0f 0a640a0f  0035 0035 0008 0000");
        assertThat(Checksum.fold(Checksum.pseudoV4(0xc0a8_0a0fL, 0x0a64_0a0fL, 17, 8)))
                .isEqualTo(ReferenceChecksum.partial(v4, 20, 28, 17));
        byte[] v6 = Hex.bytes("60000000 0008 11 40 fd000100000000000000000000000001 fd00ffff0000000000000000fffffffe"
                + "0035 0035 0008 0000");
        long sum = Checksum.pseudoV6(0xfd00_0100_0000_0000L, 1, 0xfd00_ffff_0000_0000L, 0xffff_fffeL, 17, 8);
        assertThat(Checksum.fold(sum)).isEqualTo(ReferenceChecksum.partial(v6, 40, 48, 17));
    }
}
