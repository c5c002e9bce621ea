package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4HeaderTest {

    /** A fragment in the middle of a datagram, with a router-alert option and two bytes of payload. */
    static final String LITERAL = """
            46 b9 00 1a   # version 4, header 24 bytes, DSCP EF (46), ECN 1; total length 26
            12 34 20 b9   # identification, more fragments, offset 185 * 8
            3f 11 d3 fe   # TTL 63, UDP, checksum
            c0 a8 0a 0f   # 192.168.10.15
            0a 64 0a 0f   # 10.100.10.15
            94 04 00 00   # router alert (RFC 2113)
            ca fe         # payload
            """;

    private final Ipv4Header header = new Ipv4Header();

    @Test
    void readsALiteral() {
        MemorySegment memory = Hex.segment("ff ff ff" + LITERAL + "00 00 # padding");
        assertThat(header.wrap(memory, 3, 28).check()).isEqualTo(WireFault.NONE);
        assertThat(header.version()).isEqualTo(4);
        assertThat(header.headerLength()).isEqualTo(24);
        assertThat(header.tos()).isEqualTo(0xb9);
        assertThat(header.dscp()).isEqualTo(46);
        assertThat(header.ecn()).isEqualTo(1);
        assertThat(header.totalLength()).isEqualTo(26);
        assertThat(header.identification()).isEqualTo(0x1234);
        assertThat(header.dontFragment()).isFalse();
        assertThat(header.moreFragments()).isTrue();
        assertThat(header.fragmentOffset()).isEqualTo(1480);
        assertThat(header.isFragment()).isTrue();
        assertThat(header.ttl()).isEqualTo(63);
        assertThat(header.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(header.checksum()).isEqualTo(0xd3fe);
        assertThat(header.checksumValid()).isTrue();
        assertThat(header.source()).isEqualTo(0xc0a8_0a0fL);
        assertThat(header.destination()).isEqualTo(0x0a64_0a0fL);
        assertThat(header.payloadOffset()).isEqualTo(3 + 24);
        assertThat(header.payloadLength()).as("without padding").isEqualTo(2);
        assertThat(Checksum.fold(header.pseudoSum(17, 2)))
                .isEqualTo(ReferenceChecksum.partial(Hex.bytes(LITERAL), 24, 26, 17));
    }

    @Test
    void writesOverPoison() {
        MemorySegment memory = Hex.poisoned(26);
        header.wrap(memory, 0, 26);
        header.headerLength(24);
        header.tos(0xb9);
        header.totalLength(26);
        header.identification(0x1234);
        header.fragment(false, true, 1480);
        header.ttl(63);
        header.protocol(IpProtocol.UDP);
        header.source(0xc0a8_0a0fL);
        header.destination(0x0a64_0a0fL);
        NetworkOrder.put32(memory, 20, 0x9404_0000L);
        NetworkOrder.put16(memory, 24, 0xcafe);
        header.fillChecksum();
        assertThat(Hex.text(memory)).isEqualTo(Hex.text(Hex.segment(LITERAL)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            no byte at all,                   '',                                        TRUNCATED,         TRUNCATED
            one byte short of a header,       45000014 00000000 4011 0000 00000000 000000, TRUNCATED,       TRUNCATED
            version 6,                        65000014 00000000 4011 0000 00000000 00000000, BAD_VERSION,   BAD_VERSION
            version 0,                        05000014 00000000 4011 0000 00000000 00000000, BAD_VERSION,   BAD_VERSION
            header of 16 bytes,               44000014 00000000 4011 0000 00000000 00000000, BAD_HEADER_LENGTH, BAD_HEADER_LENGTH
            header longer than the bytes,     46000018 00000000 4011 0000 00000000 00000000, BAD_HEADER_LENGTH, BAD_HEADER_LENGTH
            total length inside the header,   45000013 00000000 4011 0000 00000000 00000000, BAD_LENGTH,    BAD_LENGTH
            total length 0,                   45000000 00000000 4011 0000 00000000 00000000, BAD_LENGTH,    BAD_LENGTH
            one byte of payload cut off,      45000015 00000000 4011 0000 00000000 00000000, BAD_LENGTH,    NONE
            """)
    void refuses(String name, String hex, WireFault whole, WireFault embedded) {
        byte[] bytes = Hex.bytes(hex);
        header.wrap(Hex.segment(bytes), 0, bytes.length);
        assertThat(header.check()).isEqualTo(whole);
        assertThat(header.checkTruncated()).isEqualTo(embedded);
    }

    @Test
    void payloadLengthOfATruncatedPacketIsWhatIsHere() {
        byte[] bytes = Hex.bytes("450005dc 00004000 4006 0000 0a000001 0a000002 0102030405060708");
        header.wrap(Hex.segment(bytes), 0, bytes.length);
        assertThat(header.checkTruncated()).isEqualTo(WireFault.NONE);
        assertThat(header.payloadLength()).isEqualTo(8);
        assertThat(header.dontFragment()).isTrue();
        assertThat(header.isFragment()).isFalse();
    }

    @Test
    void decrementTtlKeepsTheChecksumForEveryTtlAndProtocol() {
        MemorySegment memory = Hex.segment(LITERAL);
        header.wrap(memory, 0, 26);
        for (int ttl = 1; ttl <= 255; ttl++) {
            for (int protocol = 0; protocol <= 255; protocol++) {
                header.ttl(ttl);
                header.protocol(protocol);
                header.fillChecksum();
                header.decrementTtl();
                assertThat(header.ttl()).isEqualTo(ttl - 1);
                assertThat(header.protocol()).isEqualTo(protocol);
                assertThat(header.checksumValid()).as("ttl %d, protocol %d", ttl, protocol).isTrue();
            }
        }
    }
}
