package io.sallyport.dataplane.tunnel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The little the tunnel must know of an IP packet: how long it is, to take the padding off (RFC 791 §3.1, RFC 8200 §3). */
final class InnerPacket {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int IPV4_TOTAL_LENGTH = 2;
    private static final int IPV4_MIN = 20;
    private static final int IPV6_PAYLOAD_LENGTH = 4;
    private static final int IPV6_HEADER = 40;

    private InnerPacket() {
    }

    /** The packet's length by its own header, at most {@code available}; −1 when it is not a whole IP packet. */
    static int length(MemorySegment memory, long at, int available) {
        if (available < IPV4_MIN) {
            return -1;
        }
        int length = switch (memory.get(ValueLayout.JAVA_BYTE, at) >>> 4 & 0xf) {
            case 4 -> unsignedShort(memory, at + IPV4_TOTAL_LENGTH);
            case 6 -> available < IPV6_HEADER ? -1 : IPV6_HEADER + unsignedShort(memory, at + IPV6_PAYLOAD_LENGTH);
            default -> -1;
        };
        return length >= IPV4_MIN && length <= available ? length : -1;
    }

    private static int unsignedShort(MemorySegment memory, long at) {
        return memory.get(SHORT, at) & 0xffff;
    }
}
