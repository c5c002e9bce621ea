package io.sallyport.dataplane.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_in} (ip(7)) and {@code struct sockaddr_in6} (ipv6(7)) in foreign memory, without objects: an address
 * is two longs in network order, an IPv4 address the low 32 bits of the second.
 *
 * <pre>
 * sockaddr_in    family:2 port:2 addr:4  zero:8
 * sockaddr_in6   family:2 port:2 flow:4  addr:16  scope:4
 * </pre>
 */
public final class SocketAddress {

    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    /** Room for either. */
    public static final int SIZE = 28;

    private static final int SIZE_IN = 16;
    private static final int FAMILY = 0;
    private static final int PORT = 2;
    private static final int ADDRESS_IN = 4;
    private static final int FLOW_IN6 = 4;
    private static final int ADDRESS_IN6 = 8;
    private static final int SCOPE_IN6 = 24;
    /** The prefix ::ffff:0:0/96 of an IPv4 address on an IPv6 socket (RFC 4291 §2.5.5.2). */
    private static final long V4_MAPPED = 0xffff_0000_0000L;

    private static final ValueLayout.OfShort FAMILY_LAYOUT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddress() {
    }

    /**
     * Writes an address for a socket of {@code family}; on an IPv6 socket an IPv4 address goes as IPv4-mapped.
     *
     * @return its length, for {@code addrlen}
     */
    public static int write(MemorySegment memory, long at, int family, boolean v6, long high, long low, int port) {
        memory.set(FAMILY_LAYOUT, at + FAMILY, (short) family);
        memory.set(U16, at + PORT, (short) port);
        if (family == AF_INET) {
            memory.set(U32, at + ADDRESS_IN, (int) low);
            memory.set(U64, at + ADDRESS_IN6, 0);
            return SIZE_IN;
        }
        memory.set(U32, at + FLOW_IN6, 0);
        memory.set(U64, at + ADDRESS_IN6, high);
        memory.set(U64, at + ADDRESS_IN6 + 8, v6 ? low : V4_MAPPED | low);
        memory.set(U32, at + SCOPE_IN6, 0);
        return SIZE;
    }

    /** Of a link-local address: the number of its interface. */
    static void scope(MemorySegment memory, long at, int interfaceIndex) {
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, at + SCOPE_IN6, interfaceIndex);
    }

    /** Whether it is an IPv6 address that is not IPv4-mapped. */
    public static boolean isV6(MemorySegment memory, long at) {
        return memory.get(FAMILY_LAYOUT, at + FAMILY) == AF_INET6
                && (memory.get(U64, at + ADDRESS_IN6) != 0 || memory.get(U64, at + ADDRESS_IN6 + 8) >>> 32 != V4_MAPPED >>> 32);
    }

    /** The first 64 bits of an IPv6 address; 0 for IPv4. */
    public static long high(MemorySegment memory, long at) {
        return memory.get(FAMILY_LAYOUT, at + FAMILY) == AF_INET6 ? memory.get(U64, at + ADDRESS_IN6) : 0;
    }

    /** The last 64 bits of an IPv6 address, or the 32 of an IPv4 address. */
    public static long low(MemorySegment memory, long at) {
        if (memory.get(FAMILY_LAYOUT, at + FAMILY) == AF_INET) {
            return Integer.toUnsignedLong(memory.get(U32, at + ADDRESS_IN));
        }
        long low = memory.get(U64, at + ADDRESS_IN6 + 8);
        return isV6(memory, at) ? low : low & 0xffff_ffffL;
    }

    public static int port(MemorySegment memory, long at) {
        return Short.toUnsignedInt(memory.get(U16, at + PORT));
    }
}
