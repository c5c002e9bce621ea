package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Icmpv6HeaderTest {

    static final String TOO_BIG = """
            02 00 00 00   # packet too big
            00 01 05 8c   # MTU 66956
            60 00 00 00   # the packet in error
            """;

    static final String ECHO_IN_IPV6 = """
            60 00 00 00 00 0c 3a 40                             # twelve bytes of ICMPv6
            fd 00 01 00 00 00 00 00 00 00 00 00 00 00 00 01
            fd 00 02 00 00 00 00 00 00 00 00 00 00 00 00 02
            81 00 5a 63                                         # echo reply, checksum
            9c 40 00 07                                         # identifier 40000, sequence 7
            ca fe c0 0a                                         # data
            """;

    private final Icmpv6Header header = new Icmpv6Header();
    private final Ipv6Header ip = new Ipv6Header();

    @Test
    void readsALiteral() {
        MemorySegment memory = Hex.segment(ECHO_IN_IPV6);
        assertThat(ip.wrap(memory, 0, 52).check()).isEqualTo(WireFault.NONE);
        assertThat(header.wrap(memory, ip.payloadOffset(), ip.payloadLength()).check()).isEqualTo(WireFault.NONE);
        assertThat(header.type()).isEqualTo(Icmpv6Header.ECHO_REPLY);
        assertThat(header.code()).isZero();
        assertThat(header.isEcho()).isTrue();
        assertThat(header.isError()).isFalse();
        assertThat(header.identifier()).isEqualTo(40_000);
        assertThat(header.sequence()).isEqualTo(7);
        assertThat(ReferenceChecksum.faults(Hex.bytes(ECHO_IN_IPV6))).isEmpty();
        assertThat(header.checksumValid(ip)).isTrue();
        NetworkOrder.put8(memory, 51, 0x0b);
        assertThat(header.checksumValid(ip)).isFalse();
    }

    @Test
    void readsAnError() {
        assertThat(header.wrap(Hex.segment("ff" + TOO_BIG), 1, 12).check()).isEqualTo(WireFault.NONE);
        assertThat(header.isError()).isTrue();
        assertThat(header.isEcho()).isFalse();
        assertThat(header.mtu()).isEqualTo(66_956);
        assertThat(header.embeddedOffset()).isEqualTo(9);
        assertThat(header.embeddedLength()).isEqualTo(4);
    }

    @Test
    void writesOverPoison() {
        MemorySegment memory = Hex.segment(ECHO_IN_IPV6);
        for (int i = 40; i < 52; i++) {
            NetworkOrder.put8(memory, i, 0xa5);
        }
        ip.wrap(memory, 0, 52);
        header.wrap(memory, 40, 12);
        header.start(Icmpv6Header.ECHO_REPLY, 0);
        header.identifier(40_000);
        header.sequence(7);
        NetworkOrder.put32(memory, 48, 0xcafe_c00aL);
        header.fillChecksum(ip);
        assertThat(Hex.text(memory)).isEqualTo(Hex.text(Hex.segment(ECHO_IN_IPV6)));

        MemorySegment error = Hex.poisoned(12);
        header.wrap(error, 0, 12);
        header.start(Icmpv6Header.PACKET_TOO_BIG, 0);
        header.mtu(66_956);
        NetworkOrder.put32(error, 8, 0x6000_0000L);
        assertThat(Hex.text(error)).isEqualTo(Hex.text(Hex.segment(TOO_BIG)));
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 4, 7})
    void refuses(int length) {
        assertThat(header.wrap(Hex.segment(TOO_BIG), 0, length).check()).isEqualTo(WireFault.TRUNCATED);
    }

    @ParameterizedTest(name = "type {0}")
    @CsvSource({"0,error", "1,error", "4,error", "127,error", "128,echo", "129,echo", "130,other", "133,neighbour", "137,neighbour",
            "138,other", "255,other"})
    void sortsTypes(int type, String kind) {
        header.wrap(Hex.poisoned(8), 0, 8).start(type, 0);
        assertThat(header.isError()).isEqualTo(kind.equals("error"));
        assertThat(header.isEcho()).isEqualTo(kind.equals("echo"));
        assertThat(header.isNeighborDiscovery()).isEqualTo(kind.equals("neighbour"));
    }

    @ParameterizedTest(name = "type {0}, length {1}: {2} bytes embedded")
    @CsvSource({"1,0,152", "1,16,128", "3,18,144", "1,255,152", "2,16,152", "4,16,152"})
    void endsTheEmbeddedPacketWhereExtensionsStart(int type, int words, int embedded) {
        MemorySegment memory = Hex.poisoned(160);
        header.wrap(memory, 0, 160).start(type, 0);
        NetworkOrder.put8(memory, Icmpv6Header.ORIGINAL_LENGTH, words);
        assertThat(header.embeddedLength()).isEqualTo(embedded);
    }

    @Test
    void parameterProblemPoints() {
        assertThat(header.wrap(Hex.segment("04 00 0000 00000028"), 0, 8).pointer()).isEqualTo(40);
    }
}
