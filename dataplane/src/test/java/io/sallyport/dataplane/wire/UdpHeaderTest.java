package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpHeaderTest {

    static final String LITERAL = """
            9c 40 ff ff   # ports 40000, 65535
            00 0a be ef   # ten bytes, checksum
            ca fe         # payload
            """;

    private final UdpHeader header = new UdpHeader();

    @Test
    void readsALiteral() {
        MemorySegment memory = Hex.segment("ff ff ff ff ff" + LITERAL + "00 # padding");
        assertThat(header.wrap(memory, 5, 11).check()).isEqualTo(WireFault.NONE);
        assertThat(header.sourcePort()).isEqualTo(40_000);
        assertThat(header.destinationPort()).isEqualTo(65_535);
        assertThat(header.declaredLength()).isEqualTo(10);
        assertThat(header.checksum()).isEqualTo(0xbeef);
        assertThat(header.payloadOffset()).isEqualTo(13);
        assertThat(header.payloadLength()).isEqualTo(2);
    }

    @Test
    void writesOverPoison() {
        MemorySegment memory = Hex.poisoned(10);
        header.wrap(memory, 0, 10);
        header.sourcePort(40_000);
        header.destinationPort(65_535);
        header.declaredLength(10);
        header.checksum(0xbeef);
        NetworkOrder.put16(memory, 8, 0xcafe);
        assertThat(Hex.text(memory)).isEqualTo(Hex.text(Hex.segment(LITERAL)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            no byte at all,        '',                     TRUNCATED,  TRUNCATED
            seven bytes,           00350035 000800,        TRUNCATED,  TRUNCATED
            length 7,              00350035 00070000,      BAD_LENGTH, BAD_LENGTH
            length 0,              00350035 00000000,      BAD_LENGTH, BAD_LENGTH
            longer than its bytes, 00350035 00090000,      BAD_LENGTH, NONE
            """)
    void refuses(String name, String hex, WireFault whole, WireFault embedded) {
        byte[] bytes = Hex.bytes(hex);
        header.wrap(Hex.segment(bytes), 0, bytes.length);
        assertThat(header.check()).isEqualTo(whole);
        assertThat(header.checkTruncated()).isEqualTo(embedded);
    }

    @Test
    void payloadLengthOfATruncatedDatagramIsWhatIsHere() {
        byte[] bytes = Hex.bytes("00350035 ffff0000 0102");
        header.wrap(Hex.segment(bytes), 0, bytes.length);
        assertThat(header.checkTruncated()).isEqualTo(WireFault.NONE);
        assertThat(header.payloadLength()).isEqualTo(2);
    }
}
