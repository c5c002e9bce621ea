package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6HeaderTest {

    static final String LITERAL = """
            6b 9f ed cb                # version 6, traffic class b9, flow label fedcb
            00 02 3b 3f                # two bytes of payload, no next header, hop limit 63
            fd 00 01 00 00 10 00 00    # fd00:100:10::
            00 00 00 00 00 00 00 15
            fd 00 01 00 00 20 00 00    # fd00:100:20::
            80 00 00 00 00 00 00 20
            ca fe                      # payload
            """;

    private final Ipv6Header header = new Ipv6Header();

    @Test
    void readsALiteral() {
        MemorySegment memory = Hex.segment("ff" + LITERAL + "00 00 # padding");
        assertThat(header.wrap(memory, 1, 44).check()).isEqualTo(WireFault.NONE);
        assertThat(header.version()).isEqualTo(6);
        assertThat(header.trafficClass()).isEqualTo(0xb9);
        assertThat(header.dscp()).isEqualTo(46);
        assertThat(header.ecn()).isEqualTo(1);
        assertThat(header.flowLabel()).isEqualTo(0xf_edcb);
        assertThat(header.declaredPayloadLength()).isEqualTo(2);
        assertThat(header.totalLength()).isEqualTo(42);
        assertThat(header.payloadOffset()).isEqualTo(41);
        assertThat(header.payloadLength()).as("without padding").isEqualTo(2);
        assertThat(header.nextHeader()).isEqualTo(IpProtocol.NO_NEXT_HEADER);
        assertThat(header.hopLimit()).isEqualTo(63);
        assertThat(header.sourceHigh()).isEqualTo(0xfd00_0100_0010_0000L);
        assertThat(header.sourceLow()).isEqualTo(0x15);
        assertThat(header.destinationHigh()).isEqualTo(0xfd00_0100_0020_0000L);
        assertThat(header.destinationLow()).isEqualTo(0x8000_0000_0000_0020L);
        assertThat(Checksum.fold(header.pseudoSum(59, 2)))
                .isEqualTo(ReferenceChecksum.partial(Hex.bytes(LITERAL), 40, 42, 59));
    }

    @Test
    void writesOverPoison() {
        MemorySegment memory = Hex.poisoned(42);
        header.wrap(memory, 0, 42);
        header.start(0, 0xf_edcb);
        header.trafficClass(0xb9);
        header.declaredPayloadLength(2);
        header.nextHeader(IpProtocol.NO_NEXT_HEADER);
        header.hopLimit(63);
        header.source(0xfd00_0100_0010_0000L, 0x15);
        header.destination(0xfd00_0100_0020_0000L, 0x8000_0000_0000_0020L);
        NetworkOrder.put16(memory, 40, 0xcafe);
        assertThat(Hex.text(memory)).isEqualTo(Hex.text(Hex.segment(LITERAL)));
    }

    @Test
    void trafficClassLeavesItsNeighboursAlone() {
        MemorySegment memory = Hex.segment(LITERAL);
        header.wrap(memory, 0, 42).trafficClass(0x1ff); // cut to eight bits
        assertThat(header.version()).isEqualTo(6);
        assertThat(header.trafficClass()).isEqualTo(0xff);
        assertThat(header.flowLabel()).isEqualTo(0xf_edcb);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            no byte at all,             0,  60, 0, TRUNCATED,   TRUNCATED
            one byte short,             39, 60, 0, TRUNCATED,   TRUNCATED
            version 4,                  40, 45, 0, BAD_VERSION, BAD_VERSION
            version 7,                  40, 70, 0, BAD_VERSION, BAD_VERSION
            one byte of payload cut off, 48, 60, 9, BAD_LENGTH,  NONE
            """)
    void refuses(String name, int length, String firstByte, int payloadLength, WireFault whole, WireFault embedded) {
        MemorySegment memory = Hex.poisoned(64);
        NetworkOrder.put8(memory, 0, Integer.parseInt(firstByte, 16));
        NetworkOrder.put16(memory, 4, payloadLength);
        header.wrap(memory, 0, length);
        assertThat(header.check()).isEqualTo(whole);
        assertThat(header.checkTruncated()).isEqualTo(embedded);
    }
}
