package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpHeaderTest {

    static final String LITERAL = """
            9c 40 01 bb   # ports 40000, 443
            ff ff ff fe   # sequence
            80 00 00 01   # acknowledgment
            65 d2 fa f0   # header 24 bytes, reserved 5; CWR ECE ACK SYN; window 64240
            12 34 00 07   # checksum, urgent pointer
            02 04 05 b4   # MSS 1460
            ca fe         # payload
            """;
    private static final long SEED = 0x7c9_0001L;

    private final TcpHeader header = new TcpHeader();

    @Test
    void readsALiteral() {
        MemorySegment memory = Hex.segment("ff" + LITERAL);
        assertThat(header.wrap(memory, 1, 26).check()).isEqualTo(WireFault.NONE);
        assertThat(header.sourcePort()).isEqualTo(40_000);
        assertThat(header.destinationPort()).isEqualTo(443);
        assertThat(header.sequence()).isEqualTo(0xffff_fffeL);
        assertThat(header.acknowledgment()).isEqualTo(0x8000_0001L);
        assertThat(header.headerLength()).isEqualTo(24);
        assertThat(header.reserved()).isEqualTo(5);
        assertThat(header.flags()).isEqualTo(TcpHeader.CWR | TcpHeader.ECE | TcpHeader.ACK | TcpHeader.SYN);
        assertThat(header.has(TcpHeader.SYN)).isTrue();
        assertThat(header.has(TcpHeader.FIN | TcpHeader.RST)).isFalse();
        assertThat(header.window()).isEqualTo(64_240);
        assertThat(header.checksum()).isEqualTo(0x1234);
        assertThat(header.urgentPointer()).isEqualTo(7);
        assertThat(header.mss()).isEqualTo(1_460);
        assertThat(header.payloadOffset()).isEqualTo(25);
        assertThat(header.payloadLength()).isEqualTo(2);
    }

    @Test
    void writesOverPoison() {
        MemorySegment memory = Hex.poisoned(26);
        header.wrap(memory, 0, 26);
        header.sourcePort(40_000);
        header.destinationPort(443);
        header.sequence(0xffff_fffeL);
        header.acknowledgment(0x8000_0001L);
        header.headerLength(24);
        header.flags(TcpHeader.CWR | TcpHeader.ECE | TcpHeader.ACK | TcpHeader.SYN);
        header.window(64_240);
        header.checksum(0x1234);
        header.urgentPointer(7);
        NetworkOrder.put32(memory, 20, 0x0204_05b4L);
        NetworkOrder.put16(memory, 24, 0xcafe);
        assertThat(header.reserved()).as("cleared").isZero();
        NetworkOrder.put8(memory, TcpHeader.DATA_OFFSET, 0x65);
        assertThat(Hex.text(memory)).isEqualTo(Hex.text(Hex.segment(LITERAL)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            no byte at all,               0,  50, TRUNCATED
            one byte short,               19, 50, TRUNCATED
            header of 16 bytes,           20, 40, BAD_HEADER_LENGTH
            header of 0 bytes,            20, 00, BAD_HEADER_LENGTH
            options behind the packet,    59, f0, BAD_HEADER_LENGTH
            """)
    void refuses(String name, int length, String dataOffset, WireFault fault) {
        MemorySegment memory = Hex.poisoned(64);
        NetworkOrder.put8(memory, TcpHeader.DATA_OFFSET, Integer.parseInt(dataOffset, 16));
        assertThat(header.wrap(memory, 0, length).check()).isEqualTo(fault);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            no options,                    '',                        -1
            first,                         020405b4,                  1460
            behind no-operations,          01010204 05b40000,         1460
            behind others,                 08 0a 00000001 00000002 02 04 ff ff 00 00, 65535
            behind the end of the list,    00 02 04 05 b4 00 00 00,   -1
            of a wrong length,             02 03 05 01,               -1
            cut off,                       01 01 02 04,               -1
            kind without length,           01 01 01 02,               -1
            length 0 before it,            03 00 0204 05b4 0000,      -1
            length 1 before it,            03 01 0204 05b4 0000,      -1
            length beyond the header,      03 28 0204 05b4 0000,      -1
            """)
    void findsTheMss(String name, String options, int mss) {
        assertThat(header.wrap(withOptions(Hex.bytes(options)), 0, 64).mss()).isEqualTo(mss);
    }

    private static MemorySegment withOptions(byte[] options) {
        MemorySegment memory = Hex.poisoned(64);
        NetworkOrder.put8(memory, TcpHeader.DATA_OFFSET, 5 + options.length / 4 << 4);
        MemorySegment.copy(MemorySegment.ofArray(options), 0, memory, TcpHeader.MIN_LENGTH, options.length);
        return memory;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            at an even place, 020405b4
            at an odd place,  01020405 b4010101
            """)
    void clampKeepsTheChecksum(String name, String options) {
        for (int most : new int[] {0, 1, 536, 1_380, 1_459}) {
            MemorySegment memory = withOptions(Hex.bytes(options));
            header.wrap(memory, 0, 64).checksum(0);
            header.checksum(Checksum.of(Checksum.sum(memory, 0, 64)));
            assertThat(header.clampMss(most, false)).isTrue();
            assertThat(header.mss()).isEqualTo(most);
            assertThat(Checksum.valid(Checksum.sum(memory, 0, 64))).as("clamped to %d", most).isTrue();
        }
    }

    @Test
    void clampOnlyLowersAndLeavesAPartialChecksumAlone() {
        MemorySegment memory = withOptions(Hex.bytes("020405b4"));
        header.wrap(memory, 0, 64).checksum(0x4321);
        assertThat(header.clampMss(1_460, false)).isFalse();
        assertThat(header.clampMss(9_000, false)).isFalse();
        assertThat(header.mss()).isEqualTo(1_460);
        assertThat(header.clampMss(1_380, true)).isTrue();
        assertThat(header.mss()).isEqualTo(1_380);
        assertThat(header.checksum()).isEqualTo(0x4321);
        assertThat(header.wrap(withOptions(new byte[0]), 0, 64).clampMss(536, false)).isFalse();
    }

    @Test
    void anyOptionBytesAreSafeToSearch() {
        Random random = new Random(SEED);
        for (int round = 0; round < 100_000; round++) {
            byte[] options = new byte[random.nextInt(11) * 4];
            for (int i = 0; i < options.length; i++) {
                options[i] = (byte) (random.nextBoolean() ? random.nextInt(6) : random.nextInt());
            }
            header.wrap(withOptions(options), 0, 64);
            int mss = header.mss();
            assertThat(header.clampMss(500, true)).as("seed %x, round %d", SEED, round).isEqualTo(mss > 500);
        }
    }
}
