package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * An IPv4 header (RFC 791 §3.1; TOS as DSCP and ECN, RFC 2474 and RFC 3168).
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+-----------+---+-------------------------------+
 * |Version|  IHL  |   DSCP    |ECN|         Total Length          |
 * +-------+-------+-----------+---+-----+-------------------------+
 * |        Identification         |0|D|M|     Fragment Offset     |
 * +---------------+---------------+-----+-------------------------+
 * | Time to Live  |   Protocol    |        Header Checksum        |
 * +---------------+---------------+-------------------------------+
 * |                        Source Address                         |
 * +---------------------------------------------------------------+
 * |                      Destination Address                      |
 * +---------------------------------------------------------------+
 * |                     Options, 0 to 40 bytes                    |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class Ipv4Header {

    /** Bytes of a header without options. */
    public static final int MIN_LENGTH = 20;
    public static final int MAX_LENGTH = 60;

    static final int VERSION_IHL = 0;
    static final int TOS = 1;
    static final int TOTAL_LENGTH = 2;
    static final int IDENTIFICATION = 4;
    static final int FLAGS_FRAGMENT = 6;
    static final int TTL = 8;
    static final int PROTOCOL = 9;
    static final int CHECKSUM = 10;
    static final int SOURCE = 12;
    static final int DESTINATION = 16;

    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_UNITS = 0x1fff;
    /** In the word that TTL shares with the protocol. */
    private static final int ONE_HOP = 0x100;

    private MemorySegment memory;
    private long offset;
    private int length;

    /** Points this view at {@code length} bytes of memory; they may hold anything until {@link #check()}. */
    public Ipv4Header wrap(MemorySegment newMemory, long newOffset, int newLength) {
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
        return fault == WireFault.NONE && totalLength() > length ? WireFault.BAD_LENGTH : fault;
    }

    /** As {@link #check()}, for a packet embedded in an ICMP error, whose end may be cut off. */
    public WireFault checkTruncated() {
        if (length < MIN_LENGTH) {
            return WireFault.TRUNCATED;
        }
        int versionAndLength = NetworkOrder.get8(memory, offset + VERSION_IHL);
        if (versionAndLength >>> 4 != 4) {
            return WireFault.BAD_VERSION;
        }
        int headerLength = (versionAndLength & 0xf) * 4;
        if (headerLength < MIN_LENGTH || headerLength > length) {
            return WireFault.BAD_HEADER_LENGTH;
        }
        return totalLength() < headerLength ? WireFault.BAD_LENGTH : WireFault.NONE;
    }

    public int version() {
        return NetworkOrder.get8(memory, offset + VERSION_IHL) >>> 4;
    }

    /** Bytes of header, options included. */
    public int headerLength() {
        return (NetworkOrder.get8(memory, offset + VERSION_IHL) & 0xf) * 4;
    }

    /** Writes the version, 4, and a header length in bytes, a multiple of four. */
    public void headerLength(int bytes) {
        NetworkOrder.put8(memory, offset + VERSION_IHL, 4 << 4 | bytes / 4);
    }

    /** DSCP and ECN together. */
    public int tos() {
        return NetworkOrder.get8(memory, offset + TOS);
    }

    public void tos(int value) {
        NetworkOrder.put8(memory, offset + TOS, value);
    }

    public int dscp() {
        return tos() >>> 2;
    }

    public int ecn() {
        return tos() & 3;
    }

    public int totalLength() {
        return NetworkOrder.get16(memory, offset + TOTAL_LENGTH);
    }

    public void totalLength(int bytes) {
        NetworkOrder.put16(memory, offset + TOTAL_LENGTH, bytes);
    }

    public int identification() {
        return NetworkOrder.get16(memory, offset + IDENTIFICATION);
    }

    public void identification(int value) {
        NetworkOrder.put16(memory, offset + IDENTIFICATION, value);
    }

    public boolean dontFragment() {
        return (flagsAndFragment() & DONT_FRAGMENT) != 0;
    }

    public boolean moreFragments() {
        return (flagsAndFragment() & MORE_FRAGMENTS) != 0;
    }

    /** Bytes of the original payload before this fragment's. */
    public int fragmentOffset() {
        return (flagsAndFragment() & FRAGMENT_UNITS) * 8;
    }

    /** Whether this is a fragment, first or later. */
    public boolean isFragment() {
        return (flagsAndFragment() & (MORE_FRAGMENTS | FRAGMENT_UNITS)) != 0;
    }

    /** @param fragmentOffset in bytes, a multiple of eight */
    public void fragment(boolean dontFragment, boolean moreFragments, int fragmentOffset) {
        int flags = (dontFragment ? DONT_FRAGMENT : 0) | (moreFragments ? MORE_FRAGMENTS : 0);
        NetworkOrder.put16(memory, offset + FLAGS_FRAGMENT, flags | fragmentOffset / 8);
    }

    private int flagsAndFragment() {
        return NetworkOrder.get16(memory, offset + FLAGS_FRAGMENT);
    }

    public int ttl() {
        return NetworkOrder.get8(memory, offset + TTL);
    }

    public void ttl(int hops) {
        NetworkOrder.put8(memory, offset + TTL, hops);
    }

    public int protocol() {
        return NetworkOrder.get8(memory, offset + PROTOCOL);
    }

    public void protocol(int number) {
        NetworkOrder.put8(memory, offset + PROTOCOL, number);
    }

    public int checksum() {
        return NetworkOrder.get16(memory, offset + CHECKSUM);
    }

    public void checksum(int value) {
        NetworkOrder.put16(memory, offset + CHECKSUM, value);
    }

    public boolean checksumValid() {
        int headerLength = headerLength();
        return Checksum.valid(
                headerLength == MIN_LENGTH ? sumWithoutOptions() : Checksum.sum(memory, offset, headerLength));
    }

    /** Nearly every header has five words; they need no loop, and this is asked of every packet. */
    private long sumWithoutOptions() {
        return Checksum.halves(NetworkOrder.get64(memory, offset)) + Checksum.halves(NetworkOrder.get64(memory, offset + TTL))
                + destination();
    }

    /** Computes and writes the header checksum. */
    public void fillChecksum() {
        checksum(0);
        checksum(Checksum.of(Checksum.sum(memory, offset, headerLength())));
    }

    /** Takes one hop off the TTL and keeps the checksum right (RFC 1812 §5.3.1). The caller has seen that it is not 0. */
    public void decrementTtl() {
        int before = NetworkOrder.get16(memory, offset + TTL); // TTL is the high half of the word it shares with PROTOCOL
        NetworkOrder.put16(memory, offset + TTL, before - ONE_HOP);
        checksum(Checksum.update(checksum(), ~ONE_HOP & 0xffff)); // ~m + m', whatever m is
    }

    /** The 32 bits of the address. */
    public long source() {
        return NetworkOrder.get32(memory, offset + SOURCE);
    }

    public void source(long address) {
        NetworkOrder.put32(memory, offset + SOURCE, address);
    }

    public long destination() {
        return NetworkOrder.get32(memory, offset + DESTINATION);
    }

    public void destination(long address) {
        NetworkOrder.put32(memory, offset + DESTINATION, address);
    }

    /** Where the payload starts, in the wrapped memory. */
    public long payloadOffset() {
        return offset + headerLength();
    }

    /** Bytes of payload that are here: without padding behind the packet, and without what was cut off. */
    public int payloadLength() {
        return Math.min(totalLength(), length) - headerLength();
    }

    /** Sum of the pseudo-header for {@code upperLength} bytes of transport header and payload. */
    public long pseudoSum(int upperProtocol, int upperLength) {
        return Checksum.pseudoV4(source(), destination(), upperProtocol, upperLength);
    }
}
