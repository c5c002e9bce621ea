package io.sallyport.dataplane.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Ancillary data of a message, a run of {@code struct cmsghdr} (cmsg(3)), in foreign memory and without objects.
 *
 * <pre>
 * cmsghdr   len:8 level:4 type:4 | data, padded to 8
 * </pre>
 */
public final class ControlMessages {

    private static final int LENGTH = 0;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int DATA = 16;
    private static final int ALIGNMENT = 8;

    /** What one control message with an {@code int} or less takes ({@code CMSG_SPACE(4)}). */
    public static final int INT_SPACE = DATA + ALIGNMENT;

    private ControlMessages() {
    }

    /** Writes one with an {@code int}; returns the bytes it takes. */
    public static int writeInt(MemorySegment memory, long at, int level, int type, int value) {
        header(memory, at, level, type, DATA + Integer.BYTES);
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, at + DATA, value);
        return INT_SPACE;
    }

    /** Writes one with a {@code __u16}; returns the bytes it takes. */
    public static int writeShort(MemorySegment memory, long at, int level, int type, int value) {
        header(memory, at, level, type, DATA + Short.BYTES);
        memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + DATA, (short) value);
        return INT_SPACE;
    }

    private static void header(MemorySegment memory, long at, int level, int type, int length) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at + LENGTH, length);
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, at + LEVEL, level);
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, at + TYPE, type);
    }

    /** Whether a whole control message stands at {@code at}; the kernel may have cut the last one short. */
    public static boolean present(MemorySegment memory, long at, long end) {
        return end - at >= DATA && length(memory, at) >= DATA && length(memory, at) <= end - at;
    }

    /** Where the one behind {@code at} would stand. */
    public static long next(MemorySegment memory, long at) {
        return at + Math.ceilDiv(length(memory, at), ALIGNMENT) * ALIGNMENT;
    }

    public static boolean is(MemorySegment memory, long at, int level, int type) {
        return memory.get(ValueLayout.JAVA_INT_UNALIGNED, at + LEVEL) == level
                && memory.get(ValueLayout.JAVA_INT_UNALIGNED, at + TYPE) == type;
    }

    /** Where its data stand. */
    public static long data(long at) {
        return at + DATA;
    }

    /** The data as a number; the kernel sends some options as one byte, others as four. */
    public static int number(MemorySegment memory, long at) {
        return length(memory, at) - DATA < Integer.BYTES
                ? Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, at + DATA))
                : memory.get(ValueLayout.JAVA_INT_UNALIGNED, at + DATA);
    }

    private static long length(MemorySegment memory, long at) {
        return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at + LENGTH);
    }
}
