package io.sallyport.dataplane.l4.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Written over a poisoned buffer. The kernel's own judgement is in {@code UdpConnectorTest}: a client's socket hears of it. */
class UnreachablePacketTest {

    private final MemorySegment memory = Arena.ofAuto().allocate(UnreachablePacket.MAX_LENGTH, 8).fill((byte) 0x55);
    private final UnreachablePacket packet = new UnreachablePacket(memory);

    private String write(SessionEnd why, String asked, String client) {
        int length = packet.write(why, IpAddress.parse(asked), 53, IpAddress.parse(client), 40_000);
        return HexFormat.of().formatHex(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void saysThatNobodyListens() {
        assertThat(write(SessionEnd.BACKEND_REFUSED, "10.0.0.9", "10.0.0.7")).isEqualTo(
                "45c00038" + "00004000" + "400125f6" + "0a000009" + "0a000007" // from the address that was asked
                + "0303" + "607f" + "00000000"                                // destination unreachable, port
                + "4500001c" + "00004000" + "401126c2" + "0a000007" + "0a000009"
                + "9c40" + "0035" + "0008" + "0000");                         // the client's ports
    }

    @Test
    void saysThatTheHostIsNotReached() {
        assertThat(write(SessionEnd.BACKEND_UNREACHABLE, "10.0.0.9", "10.0.0.7").substring(40, 44)).isEqualTo("0301");
        assertThat(write(SessionEnd.BACKEND_UNREACHABLE, "fd00::9", "fd00::7").substring(80, 84)).isEqualTo("0103");
    }

    @Test
    void saysThatTheNodeIsNotAllowed() {
        assertThat(write(SessionEnd.PEER_REFUSED, "10.0.0.9", "10.0.0.7").substring(40, 44)).isEqualTo("030d");
        assertThat(write(SessionEnd.PEER_REFUSED, "fd00::9", "fd00::7").substring(80, 84)).isEqualTo("0101");
    }

    @Test
    void quotesIpv6() {
        String v6 = write(SessionEnd.BACKEND_REFUSED, "fd00::9", "fd00::7");

        assertThat(v6).hasSize(2 * UnreachablePacket.MAX_LENGTH);
        assertThat(v6.substring(96)).isEqualTo("6000000000081140" + "fd000000000000000000000000000007"
                + "fd000000000000000000000000000009" + "9c400035" + "00080000");
    }
}
