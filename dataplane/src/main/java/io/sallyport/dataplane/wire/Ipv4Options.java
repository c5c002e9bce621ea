package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * The option list of an IPv4 header (RFC 791 §3.1).
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6
 * +-+---+---------+---------------+---
 * |C|Cls| Number  |    Length     | data     end of list (0) and no-operation (1) have a type only
 * +-+---+---------+---------------+---
 * </pre>
 */
public final class Ipv4Options {

    public static final int MAX_LENGTH = Ipv4Header.MAX_LENGTH - Ipv4Header.MIN_LENGTH;

    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int COPIED = 0x80;
    private static final int ALIGNMENT = 4;

    private Ipv4Options() {
    }

    /**
     * Copies the options that every fragment carries (their copied bit is set) to {@code at} in {@code target}, where
     * {@link #MAX_LENGTH} bytes must be free, and pads them with end-of-list. A list that goes wrong ends there.
     *
     * @return bytes written, a multiple of four
     */
    public static int copyForFragments(MemorySegment memory, long offset, int length, MemorySegment target, long at) {
        int written = 0;
        int read = 0;
        while (read < length) {
            int type = NetworkOrder.get8(memory, offset + read);
            if (type == NO_OPERATION) {
                read++;
                continue;
            }
            int size = type == END || read + 1 == length ? 0 : NetworkOrder.get8(memory, offset + read + 1);
            if (size < 2 || read + size > length) {
                break;
            }
            if ((type & COPIED) != 0) {
                MemorySegment.copy(memory, offset + read, target, at + written, size);
                written += size;
            }
            read += size;
        }
        while (written % ALIGNMENT != 0) {
            NetworkOrder.put8(target, at + written++, END);
        }
        return written;
    }
}
