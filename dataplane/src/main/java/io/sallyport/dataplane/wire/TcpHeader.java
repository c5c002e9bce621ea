package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * A TCP header (RFC 9293 §3.1).
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source Port          |       Destination Port        |
 * +-------------------------------+-------------------------------+
 * |                        Sequence Number                        |
 * +---------------------------------------------------------------+
 * |                     Acknowledgment Number                     |
 * +-------+-------+---------------+-------------------------------+
 * | Data  |       |C|E|U|A|P|R|S|F|                               |
 * | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
 * |       |       |R|E|G|K|H|T|N|N|                               |
 * +-------+-------+---------------+-------------------------------+
 * |           Checksum            |        Urgent Pointer         |
 * +-------------------------------+-------------------------------+
 * |                    Options, 0 to 40 bytes                     |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class TcpHeader {

    /** Bytes of a header without options. */
    public static final int MIN_LENGTH = 20;
    public static final int MAX_LENGTH = 60;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    /** Where the checksum is in the header. */
    public static final int CHECKSUM = 16;
    /** {@link #mss()} of a header without that option. */
    public static final int NO_MSS = -1;

    static final int SOURCE_PORT = 0;
    static final int DESTINATION_PORT = 2;
    static final int SEQUENCE = 4;
    static final int ACKNOWLEDGMENT = 8;
    static final int DATA_OFFSET = 12;
    static final int FLAGS = 13;
    static final int WINDOW = 14;
    static final int URGENT = 18;

    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_MSS = 2;
    private static final int OPTION_MSS_LENGTH = 4;

    private MemorySegment memory;
    private long offset;
    private int length;

    /** Points this view at {@code length} bytes of memory; they may hold anything until {@link #check()}. */
    public TcpHeader wrap(MemorySegment newMemory, long newOffset, int newLength) {
        if (memory != newMemory) { // mostly the pool's slab again, and collectors make the store of a reference dear
            memory = newMemory;
        }
        offset = newOffset;
        length = newLength;
        return this;
    }

    /** Whether header and options are whole. Option bytes may be anything: a bad list only hides options. */
    public WireFault check() {
        if (length < MIN_LENGTH) {
            return WireFault.TRUNCATED;
        }
        int headerLength = headerLength();
        return headerLength < MIN_LENGTH || headerLength > length ? WireFault.BAD_HEADER_LENGTH : WireFault.NONE;
    }

    public int sourcePort() {
        return NetworkOrder.get16(memory, offset + SOURCE_PORT);
    }

    public void sourcePort(int port) {
        NetworkOrder.put16(memory, offset + SOURCE_PORT, port);
    }

    public int destinationPort() {
        return NetworkOrder.get16(memory, offset + DESTINATION_PORT);
    }

    public void destinationPort(int port) {
        NetworkOrder.put16(memory, offset + DESTINATION_PORT, port);
    }

    public long sequence() {
        return NetworkOrder.get32(memory, offset + SEQUENCE);
    }

    public void sequence(long number) {
        NetworkOrder.put32(memory, offset + SEQUENCE, number);
    }

    public long acknowledgment() {
        return NetworkOrder.get32(memory, offset + ACKNOWLEDGMENT);
    }

    public void acknowledgment(long number) {
        NetworkOrder.put32(memory, offset + ACKNOWLEDGMENT, number);
    }

    /** Bytes of header, options included. */
    public int headerLength() {
        return (NetworkOrder.get8(memory, offset + DATA_OFFSET) >>> 4) * 4;
    }

    /** Writes a header length in bytes, a multiple of four, and clears the reserved bits. */
    public void headerLength(int bytes) {
        NetworkOrder.put8(memory, offset + DATA_OFFSET, bytes / 4 << 4);
    }

    /** The four bits between data offset and control bits; accurate ECN uses the last one. */
    public int reserved() {
        return NetworkOrder.get8(memory, offset + DATA_OFFSET) & 0xf;
    }

    /** The eight control bits, {@link #FIN} to {@link #CWR}. */
    public int flags() {
        return NetworkOrder.get8(memory, offset + FLAGS);
    }

    public void flags(int bits) {
        NetworkOrder.put8(memory, offset + FLAGS, bits);
    }

    public boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    public int window() {
        return NetworkOrder.get16(memory, offset + WINDOW);
    }

    public void window(int value) {
        NetworkOrder.put16(memory, offset + WINDOW, value);
    }

    public int checksum() {
        return NetworkOrder.get16(memory, offset + CHECKSUM);
    }

    public void checksum(int value) {
        NetworkOrder.put16(memory, offset + CHECKSUM, value);
    }

    public int urgentPointer() {
        return NetworkOrder.get16(memory, offset + URGENT);
    }

    public void urgentPointer(int value) {
        NetworkOrder.put16(memory, offset + URGENT, value);
    }

    public long payloadOffset() {
        return offset + headerLength();
    }

    public int payloadLength() {
        return length - headerLength();
    }

    /** The maximum segment size option's value, or {@link #NO_MSS}. */
    public int mss() {
        int at = findMss();
        return at < 0 ? NO_MSS : NetworkOrder.get16(memory, offset + at);
    }

    /**
     * Lowers the maximum segment size option to {@code most} if it is larger, and keeps the checksum right.
     *
     * @param checksumPartial whether the checksum field holds an un-complemented pseudo-header sum, which the options are
     *                        not part of
     * @return whether the option was changed
     */
    public boolean clampMss(int most, boolean checksumPartial) {
        int at = findMss();
        if (at < 0) {
            return false;
        }
        int before = NetworkOrder.get16(memory, offset + at);
        if (before <= most) {
            return false;
        }
        NetworkOrder.put16(memory, offset + at, most);
        if (!checksumPartial) {
            int difference = Checksum.difference16(before, most);
            // Options need no alignment: at an odd place the value's bytes count in exchanged halves of two words.
            checksum(Checksum.update(checksum(), (at & 1) == 0 ? difference : Checksum.swap(difference)));
        }
        return true;
    }

    /** Where the value of the MSS option is in the header, or −1. A list that goes wrong ends there. */
    private int findMss() {
        int end = headerLength();
        int at = MIN_LENGTH;
        while (at + 1 < end) {
            int kind = NetworkOrder.get8(memory, offset + at);
            if (kind == OPTION_END) {
                return -1;
            }
            if (kind == OPTION_NOP) {
                at++;
                continue;
            }
            int size = NetworkOrder.get8(memory, offset + at + 1);
            if (size < 2 || at + size > end) {
                return -1;
            }
            if (kind == OPTION_MSS && size == OPTION_MSS_LENGTH) {
                return at + 2;
            }
            at += size;
        }
        return -1;
    }
}
