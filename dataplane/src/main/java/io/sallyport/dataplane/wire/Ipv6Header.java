package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * An IPv6 header (RFC 8200 §3).
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+---------------+---------------------------------------+
 * |Version| Traffic Class |              Flow Label               |
 * +-------+---------------+-------+---------------+---------------+
 * |        Payload Length         |  Next Header  |   Hop Limit   |
 * +-------------------------------+---------------+---------------+
 * |                                                               |
 * +                  Source Address (128 bits)                    +
 * |                                                               |
 * +---------------------------------------------------------------+
 * |                                                               |
 * +                Destination Address (128 bits)                 +
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 * Jumbograms (RFC 2675) are not supported: with a payload length of 0 the packet ends behind this header.
 */
public final class Ipv6Header {

    public static final int LENGTH = 40;

    static final int VERSION_CLASS_FLOW = 0;
    static final int PAYLOAD_LENGTH = 4;
    static final int NEXT_HEADER = 6;
    static final int HOP_LIMIT = 7;
    static final int SOURCE = 8;
    static final int DESTINATION = 24;

    private static final int CLASS_SHIFT = 20;
    private static final long CLASS_MASK = 0xffL << CLASS_SHIFT;
    private static final long FLOW_MASK = 0xf_ffff;

    private MemorySegment memory;
    private long offset;
    private int length;

    /** Points this view at {@code length} bytes of memory; they may hold anything until {@link #check()}. */
    public Ipv6Header wrap(MemorySegment newMemory, long newOffset, int newLength) {
        if (memory != newMemory) { // mostly the pool's slab again, and collectors make the store of a reference dear
            memory = newMemory;
        }
        offset = newOffset;
        length = newLength;
        return this;
    }

    /** Whether the header is sound and the whole packet is here. Bytes behind the packet are allowed. */
    public WireFault check() {
        WireFault fault = checkTruncated();
        return fault == WireFault.NONE && LENGTH + declaredPayloadLength() > length ? WireFault.BAD_LENGTH : fault;
    }

    /** As {@link #check()}, for a packet embedded in an ICMP error, whose end may be cut off. */
    public WireFault checkTruncated() {
        if (length < LENGTH) {
            return WireFault.TRUNCATED;
        }
        return version() == 6 ? WireFault.NONE : WireFault.BAD_VERSION;
    }

    public int version() {
        return NetworkOrder.get8(memory, offset + VERSION_CLASS_FLOW) >>> 4;
    }

    /** DSCP and ECN together. */
    public int trafficClass() {
        return (int) ((firstWord() & CLASS_MASK) >>> CLASS_SHIFT);
    }

    public void trafficClass(int value) {
        long kept = firstWord() & ~CLASS_MASK;
        NetworkOrder.put32(memory, offset + VERSION_CLASS_FLOW, kept | (long) (value & 0xff) << CLASS_SHIFT);
    }

    public int dscp() {
        return trafficClass() >>> 2;
    }

    public int ecn() {
        return trafficClass() & 3;
    }

    public int flowLabel() {
        return (int) (firstWord() & FLOW_MASK);
    }

    /** Writes the whole first word: version 6, traffic class and flow label. */
    public void start(int trafficClass, int flowLabel) {
        long word = 6L << 28 | (long) (trafficClass & 0xff) << CLASS_SHIFT | flowLabel & FLOW_MASK;
        NetworkOrder.put32(memory, offset + VERSION_CLASS_FLOW, word);
    }

    private long firstWord() {
        return NetworkOrder.get32(memory, offset + VERSION_CLASS_FLOW);
    }

    /** The field itself: what the sender says is behind this header. */
    public int declaredPayloadLength() {
        return NetworkOrder.get16(memory, offset + PAYLOAD_LENGTH);
    }

    public void declaredPayloadLength(int bytes) {
        NetworkOrder.put16(memory, offset + PAYLOAD_LENGTH, bytes);
    }

    /** Header and payload as the sender made them. */
    public int totalLength() {
        return LENGTH + declaredPayloadLength();
    }

    /** Where the payload starts, in the wrapped memory. */
    public long payloadOffset() {
        return offset + LENGTH;
    }

    /** Bytes behind this header that are here: without padding behind the packet, and without what was cut off. */
    public int payloadLength() {
        return Math.min(declaredPayloadLength(), length - LENGTH);
    }

    public int nextHeader() {
        return NetworkOrder.get8(memory, offset + NEXT_HEADER);
    }

    public void nextHeader(int number) {
        NetworkOrder.put8(memory, offset + NEXT_HEADER, number);
    }

    public int hopLimit() {
        return NetworkOrder.get8(memory, offset + HOP_LIMIT);
    }

    public void hopLimit(int hops) {
        NetworkOrder.put8(memory, offset + HOP_LIMIT, hops);
    }

    public long sourceHigh() {
        return NetworkOrder.get64(memory, offset + SOURCE);
    }

    public long sourceLow() {
        return NetworkOrder.get64(memory, offset + SOURCE + 8);
    }

    public void source(long high, long low) {
        NetworkOrder.put64(memory, offset + SOURCE, high);
        NetworkOrder.put64(memory, offset + SOURCE + 8, low);
    }

    public long destinationHigh() {
        return NetworkOrder.get64(memory, offset + DESTINATION);
    }

    public long destinationLow() {
        return NetworkOrder.get64(memory, offset + DESTINATION + 8);
    }

    public void destination(long high, long low) {
        NetworkOrder.put64(memory, offset + DESTINATION, high);
        NetworkOrder.put64(memory, offset + DESTINATION + 8, low);
    }

    MemorySegment memory() {
        return memory;
    }

    /** Sum of the pseudo-header for {@code upperLength} bytes of transport header and payload (RFC 8200 §8.1). */
    public long pseudoSum(int upperProtocol, int upperLength) {
        return Checksum.pseudoV6(
                sourceHigh(), sourceLow(), destinationHigh(), destinationLow(), upperProtocol, upperLength);
    }
}
