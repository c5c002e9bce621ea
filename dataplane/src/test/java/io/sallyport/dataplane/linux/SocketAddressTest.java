package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Byte literals over a poisoned buffer; the family alone is in the machine's byte order, little-endian here. */
class SocketAddressTest {

    private static final long HIGH = 0x2001_0db8_0000_0000L;

    private final MemorySegment memory = MemorySegment.ofArray(new byte[SocketAddress.SIZE]).fill((byte) 0xee);

    private String hex(int length) {
        return HexFormat.of().formatHex(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void writesIpv4OnAnIpv4Socket() {
        assertThat(SocketAddress.write(memory, 0, SocketAddress.AF_INET, false, 0, 0xc633_6402L, 51_820)).isEqualTo(16);
        //                         family port 198.51.100.2 zero
        assertThat(hex(16)).isEqualTo("0200" + "ca6c" + "c6336402" + "0000000000000000");
        assertReads(false, 0, 0xc633_6402L, 51_820);
    }

    @Test
    void writesIpv4MappedOnAnIpv6Socket() {
        assertThat(SocketAddress.write(memory, 0, SocketAddress.AF_INET6, false, 0, 0xc633_6402L, 51_820)).isEqualTo(28);
        //                         family port flow       ::ffff:198.51.100.2                      scope
        assertThat(hex(28)).isEqualTo("0a00" + "ca6c" + "00000000" + "00000000000000000000ffffc6336402" + "00000000");
        assertReads(false, 0, 0xc633_6402L, 51_820);
    }

    @Test
    void writesIpv6() {
        assertThat(SocketAddress.write(memory, 0, SocketAddress.AF_INET6, true, HIGH, 2, 65_535)).isEqualTo(28);
        assertThat(hex(28)).isEqualTo("0a00" + "ffff" + "00000000" + "20010db8000000000000000000000002" + "00000000");
        assertReads(true, HIGH, 2, 65_535);
    }

    @Test
    void theUnspecifiedIpv6AddressIsNoIpv4Address() {
        SocketAddress.write(memory, 0, SocketAddress.AF_INET6, true, 0, 0, 0);
        assertReads(true, 0, 0, 0);
    }

    private void assertReads(boolean v6, long high, long low, int port) {
        assertThat(SocketAddress.isV6(memory, 0)).isEqualTo(v6);
        assertThat(SocketAddress.high(memory, 0)).isEqualTo(high);
        assertThat(SocketAddress.low(memory, 0)).isEqualTo(low);
        assertThat(SocketAddress.port(memory, 0)).isEqualTo(port);
    }
}
