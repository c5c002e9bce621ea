package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads and writes numbers in network byte order at any alignment. Unsigned fields come out as non-negative numbers; what is
 * written is cut to the field's width.
 */
public final class NetworkOrder {

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private NetworkOrder() {
    }

    public static int get8(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
    }

    public static int get16(MemorySegment memory, long at) {
        return memory.get(SHORT, at) & 0xffff;
    }

    public static long get32(MemorySegment memory, long at) {
        return memory.get(INT, at) & 0xffff_ffffL;
    }

    /** All 64 bits; the first byte is the most significant. */
    public static long get64(MemorySegment memory, long at) {
        return memory.get(LONG, at);
    }

    public static void put8(MemorySegment memory, long at, int value) {
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    public static void put16(MemorySegment memory, long at, int value) {
        memory.set(SHORT, at, (short) value);
    }

    public static void put32(MemorySegment memory, long at, long value) {
        memory.set(INT, at, (int) value);
    }

    public static void put64(MemorySegment memory, long at, long value) {
        memory.set(LONG, at, value);
    }
}
