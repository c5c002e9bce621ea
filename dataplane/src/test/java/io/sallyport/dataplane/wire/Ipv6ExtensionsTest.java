package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6ExtensionsTest {

    private static final String FRAGMENT_FIRST = "11 00 00 01 89ab cdef ";
    private static final String FRAGMENT_LATER = "3c 00 05 a8 89ab cdef ";

    private final Ipv6Header header = new Ipv6Header();
    private final Ipv6Extensions extensions = new Ipv6Extensions();

    private WireFault walk(int nextHeader, String chain) {
        byte[] body = Hex.bytes(chain);
        MemorySegment memory = Hex.poisoned(3 + Ipv6Header.LENGTH + body.length);
        header.wrap(memory, 3, Ipv6Header.LENGTH + body.length);
        header.start(0, 0);
        header.nextHeader(nextHeader);
        header.declaredPayloadLength(body.length);
        MemorySegment.copy(MemorySegment.ofArray(body), 0, memory, 3 + Ipv6Header.LENGTH, body.length);
        assertThat(header.check()).isEqualTo(WireFault.NONE);
        return extensions.walk(header);
    }

    @Test
    void readsTheRecommendedOrder() {
        WireFault fault = walk(IpProtocol.HOP_BY_HOP, """
                3c 00 0502 0000 0100                     # hop-by-hop: router alert; then destination options
                2b 01 010c 00000000 00000000 00000000    # destination options, 16 bytes; then routing
                2c 02 04 01 00000000 fd000001 00000000 00000000 00000001    # SRH, one segment left; then fragment
                33 00 00 01 89ab cdef                    # first fragment; then authentication
                3c 04 0000 00000001 00000001 0000000000000000 00000000      # AH, 24 bytes; then destination options
                06 00 0104 00000000                      # destination options; then TCP
                0016 1f90 00000000 00000000 5010 ffff 0000 0000
                """);
        assertThat(fault).isEqualTo(WireFault.NONE);
        assertThat(extensions.protocol()).isEqualTo(IpProtocol.TCP);
        assertThat(extensions.upperOffset()).isEqualTo(40 + 8 + 16 + 24 + 8 + 24 + 8);
        assertThat(extensions.isFragment()).isTrue();
        assertThat(extensions.isLaterFragment()).isFalse();
        assertThat(extensions.moreFragments()).isTrue();
        assertThat(extensions.fragmentOffset()).isZero();
        assertThat(extensions.identification()).isEqualTo(0x89ab_cdefL);
        assertThat(extensions.routingType()).isEqualTo(4);
        assertThat(extensions.segmentsLeft()).isEqualTo(1);
        assertThat(extensions.isAuthenticated()).isTrue();
    }

    @Test
    void forgetsThePacketBefore() {
        walk(IpProtocol.FRAGMENT, FRAGMENT_FIRST);
        walk(IpProtocol.AUTHENTICATION, "11 01 0000 00000001 00000001");
        walk(IpProtocol.ROUTING, "11 00 04 01 00000000");
        assertThat(extensions.isFragment()).isFalse();
        assertThat(extensions.moreFragments()).isFalse();
        assertThat(extensions.identification()).isZero();
        assertThat(extensions.isAuthenticated()).isFalse();
        assertThat(walk(IpProtocol.UDP, "")).isEqualTo(WireFault.NONE);
        assertThat(extensions.routingType()).isEqualTo(Ipv6Extensions.NO_ROUTING);
        assertThat(extensions.segmentsLeft()).isZero();
        assertThat(extensions.upperOffset()).isEqualTo(40);
    }

    @Test
    void aLaterFragmentEndsTheWalk() {
        // What follows is data from the middle of the original, though the fragment header names destination options.
        assertThat(walk(IpProtocol.FRAGMENT, FRAGMENT_LATER + "ff ff ff ff ff ff ff ff")).isEqualTo(WireFault.NONE);
        assertThat(extensions.isLaterFragment()).isTrue();
        assertThat(extensions.fragmentOffset()).isEqualTo(1_448);
        assertThat(extensions.moreFragments()).isFalse();
        assertThat(extensions.protocol()).isEqualTo(IpProtocol.DESTINATION_OPTIONS);
        assertThat(extensions.upperOffset()).isEqualTo(48);
    }

    @Test
    void theReservedBitsOfAFragmentHeaderAreNoOffset() {
        assertThat(walk(IpProtocol.FRAGMENT, "11 ff 00 06 89ab cdef")).isEqualTo(WireFault.NONE);
        assertThat(extensions.isFragment()).as("an atomic fragment is whole (RFC 6946)").isFalse();
        assertThat(extensions.fragmentOffset()).isZero();
        assertThat(walk(IpProtocol.FRAGMENT, "11 00 ff f9 89ab cdef")).isEqualTo(WireFault.NONE);
        assertThat(extensions.fragmentOffset()).as("unsigned").isEqualTo(65_528);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            ESP hides what follows,  50, 'ffffffff ffffffff',              50, 40
            no next header,          59, '',                               59, 40
            unknown protocol,        253, 'ff',                            253, 40
            hop-by-hop then none,    0,  '3b 00 0104 00000000',            59, 48
            """)
    void endsAt(String name, int nextHeader, String chain, int protocol, int upperOffset) {
        assertThat(walk(nextHeader, chain)).isEqualTo(WireFault.NONE);
        assertThat(extensions.protocol()).isEqualTo(protocol);
        assertThat(extensions.upperOffset()).isEqualTo(upperOffset);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing where a header should be,  0,  '',                                      TRUNCATED
            seven bytes,                       60, '11 00 01 02 00 00 00',                  TRUNCATED
            longer than the packet,            60, '11 01 01 04 00 00 00 00',               TRUNCATED
            the longest,                       43, '11 ff 04 00 00 00 00 00',               TRUNCATED
            authentication beyond the packet,  51, '11 04 00 00 00 00 00 01',               TRUNCATED
            fragment header cut off,           44, '11 00 00 01',                           TRUNCATED
            hop-by-hop behind another,         60, '00 00 01 04 00000000 3b 00 01 04 00000000', BAD_EXTENSION
            hop-by-hop twice,                  0,  '00 00 01 04 00000000 3b 00 01 04 00000000', BAD_EXTENSION
            """)
    void refuses(String name, int nextHeader, String chain, WireFault fault) {
        assertThat(walk(nextHeader, chain)).isEqualTo(fault);
    }

    @Test
    void refusesAnEndlessChain() {
        String options = "3c 00 01 04 00000000 ";
        String last = "11 00 01 04 00000000 ";
        assertThat(walk(IpProtocol.DESTINATION_OPTIONS, options.repeat(Ipv6Extensions.MAX_HEADERS - 1) + last))
                .isEqualTo(WireFault.NONE);
        assertThat(walk(IpProtocol.DESTINATION_OPTIONS, options.repeat(Ipv6Extensions.MAX_HEADERS) + last))
                .isEqualTo(WireFault.BAD_EXTENSION);
    }

    @Test
    void anAuthenticationHeaderOfNoLengthStillMovesOn() {
        // Payload Len 0 would mean eight bytes; anything less cannot be said, so that the walk always advances.
        assertThat(walk(IpProtocol.AUTHENTICATION, "11 00 0000 00000001")).isEqualTo(WireFault.NONE);
        assertThat(extensions.upperOffset()).isEqualTo(48);
    }
}
