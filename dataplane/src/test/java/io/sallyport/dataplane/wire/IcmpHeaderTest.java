package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpHeaderTest {

    static final String ECHO = """
            08 00 d0 ae   # echo request, checksum
            9c 40 00 07   # identifier 40000, sequence 7
            ca fe c0 0a   # data
            """;

    static final String FRAGMENTATION_NEEDED = """
            03 04 00 00   # destination unreachable, fragmentation needed
            00 00 05 8c   # next-hop MTU 1420
            45 00 05 dc   # the packet in error
            """;

    private final IcmpHeader header = new IcmpHeader();

    @Test
    void readsALiteral() {
        assertThat(header.wrap(Hex.segment("ff" + ECHO), 1, 12).check()).isEqualTo(WireFault.NONE);
        assertThat(header.type()).isEqualTo(IcmpHeader.ECHO_REQUEST);
        assertThat(header.code()).isZero();
        assertThat(header.isQuery()).isTrue();
        assertThat(header.isError()).isFalse();
        assertThat(header.identifier()).isEqualTo(40_000);
        assertThat(header.sequence()).isEqualTo(7);
        assertThat(header.checksumValid()).isTrue();
        assertThat(header.originalLength()).isZero();
    }

    @Test
    void readsAnError() {
        assertThat(header.wrap(Hex.segment(FRAGMENTATION_NEEDED), 0, 12).check()).isEqualTo(WireFault.NONE);
        assertThat(header.isError()).isTrue();
        assertThat(header.isQuery()).isFalse();
        assertThat(header.code()).isEqualTo(IcmpHeader.CODE_FRAGMENTATION_NEEDED);
        assertThat(header.mtu()).isEqualTo(1_420);
        assertThat(header.embeddedOffset()).isEqualTo(8);
        assertThat(header.embeddedLength()).isEqualTo(4);
    }

    @Test
    void writesOverPoison() {
        MemorySegment memory = Hex.poisoned(12);
        header.wrap(memory, 0, 12);
        header.start(IcmpHeader.ECHO_REQUEST, 0);
        header.identifier(40_000);
        header.sequence(7);
        NetworkOrder.put32(memory, 8, 0xcafe_c00aL);
        header.fillChecksum();
        assertThat(Hex.text(memory)).isEqualTo(Hex.text(Hex.segment(ECHO)));

        MemorySegment error = Hex.poisoned(12);
        header.wrap(error, 0, 12);
        header.start(IcmpHeader.DESTINATION_UNREACHABLE, IcmpHeader.CODE_FRAGMENTATION_NEEDED);
        header.mtu(1_420);
        NetworkOrder.put32(error, 8, 0x4500_05dcL);
        assertThat(Hex.text(error)).isEqualTo(Hex.text(Hex.segment(FRAGMENTATION_NEEDED)));
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 4, 7})
    void refuses(int length) {
        assertThat(header.wrap(Hex.segment(ECHO), 0, length).check()).isEqualTo(WireFault.TRUNCATED);
    }

    @ParameterizedTest(name = "type {0}")
    @CsvSource({"0,query", "3,error", "4,error", "5,error", "8,query", "9,neither", "10,neither", "11,error", "12,error", "13,query",
            "14,query", "15,query", "16,query", "17,query", "18,query", "30,neither", "255,neither"})
    void sortsTypes(int type, String kind) {
        MemorySegment memory = Hex.poisoned(8);
        header.wrap(memory, 0, 8).start(type, 3);
        assertThat(header.isError()).isEqualTo(kind.equals("error"));
        assertThat(header.isQuery()).isEqualTo(kind.equals("query"));
        assertThat(header.code()).isEqualTo(3);
    }

    @ParameterizedTest(name = "type {0}, length {1}: {2} bytes embedded")
    @CsvSource({"3,0,152", "3,32,128", "11,36,144", "12,38,152", "3,255,152", "4,32,152", "5,32,152"})
    void endsTheEmbeddedPacketWhereExtensionsStart(int type, int words, int embedded) {
        MemorySegment memory = Hex.poisoned(160);
        header.wrap(memory, 0, 160).start(type, 0);
        NetworkOrder.put8(memory, IcmpHeader.ORIGINAL_LENGTH, words);
        assertThat(header.embeddedLength()).isEqualTo(embedded);
    }

    @Test
    void parameterProblemPoints() {
        assertThat(header.wrap(Hex.segment("0c 00 0000 14 000000"), 0, 8).pointer()).isEqualTo(20);
    }
}
