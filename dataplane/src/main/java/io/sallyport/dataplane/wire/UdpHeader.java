package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * A UDP header (RFC 768).
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source Port          |       Destination Port        |
 * +-------------------------------+-------------------------------+
 * |            Length             |           Checksum            |
 * +-------------------------------+-------------------------------+
 * </pre>
 */
public final class UdpHeader {

    public static final int LENGTH = 8;
    /** Where the checksum is in the header. */
    public static final int CHECKSUM = 6;

    static final int SOURCE_PORT = 0;
    static final int DESTINATION_PORT = 2;
    static final int UDP_LENGTH = 4;

    private MemorySegment memory;
    private long offset;
    private int length;

    /** Points this view at {@code length} bytes of memory; they may hold anything until {@link #check()}. */
    public UdpHeader wrap(MemorySegment newMemory, long newOffset, int newLength) {
        if (memory != newMemory) { // mostly the pool's slab again, and collectors make the store of a reference dear
            memory = newMemory;
        }
        offset = newOffset;
        length = newLength;
        return this;
    }

    /** Whether the header is sound and the whole datagram is here. */
    public WireFault check() {
        WireFault fault = checkTruncated();
        return fault == WireFault.NONE && declaredLength() > length ? WireFault.BAD_LENGTH : fault;
    }

    /** As {@link #check()}, for a first fragment or a datagram embedded in an ICMP error, whose end is missing. */
    public WireFault checkTruncated() {
        if (length < LENGTH) {
            return WireFault.TRUNCATED;
        }
        return declaredLength() < LENGTH ? WireFault.BAD_LENGTH : WireFault.NONE;
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

    /** The field itself: header and payload in bytes, as the sender made them. */
    public int declaredLength() {
        return NetworkOrder.get16(memory, offset + UDP_LENGTH);
    }

    public void declaredLength(int bytes) {
        NetworkOrder.put16(memory, offset + UDP_LENGTH, bytes);
    }

    /** 0 means that the sender computed none. */
    public int checksum() {
        return NetworkOrder.get16(memory, offset + CHECKSUM);
    }

    public void checksum(int value) {
        NetworkOrder.put16(memory, offset + CHECKSUM, value);
    }

    public long payloadOffset() {
        return offset + LENGTH;
    }

    /** Bytes of payload that are here. */
    public int payloadLength() {
        return Math.min(declaredLength(), length) - LENGTH;
    }
}
