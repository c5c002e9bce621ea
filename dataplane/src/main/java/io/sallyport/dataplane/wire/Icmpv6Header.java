package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * An ICMPv6 message (RFC 4443 §2.1; extended errors RFC 4884 §4.4).
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     Type      |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * |          Identifier           |        Sequence Number        |  echo
 * +---------------+---------------+-------------------------------+
 * |    Length     |                 Unused                        |  unreachable, time exceeded
 * +---------------+-----------------------------------------------+
 * |                         MTU, or Pointer                       |  too big, parameter problem
 * +---------------------------------------------------------------+
 * |   Data of an echo, or as much of the packet in error as fits  |
 * +---------------------------------------------------------------+
 * </pre>
 * The checksum covers a pseudo-header too (RFC 4443 §2.3).
 */
public final class Icmpv6Header {

    public static final int LENGTH = 8;
    /** Where the checksum is in the header. */
    public static final int CHECKSUM = 2;

    public static final int DESTINATION_UNREACHABLE = 1;
    public static final int PACKET_TOO_BIG = 2;
    public static final int TIME_EXCEEDED = 3;
    public static final int PARAMETER_PROBLEM = 4;
    public static final int ECHO_REQUEST = 128;
    public static final int ECHO_REPLY = 129;
    public static final int ROUTER_SOLICITATION = 133;
    public static final int NEIGHBOR_ADVERTISEMENT = 136;
    public static final int REDIRECT = 137;

    /** Codes of {@link #DESTINATION_UNREACHABLE} (RFC 4443 §3.1). */
    public static final int CODE_NO_ROUTE = 0;
    public static final int CODE_ADMINISTRATIVELY_PROHIBITED = 1;
    public static final int CODE_ADDRESS_UNREACHABLE = 3;
    public static final int CODE_PORT_UNREACHABLE = 4;

    private static final int FIRST_INFORMATIONAL = 128;

    static final int TYPE = 0;
    static final int CODE = 1;
    static final int IDENTIFIER = 4;
    static final int SEQUENCE = 6;
    static final int ORIGINAL_LENGTH = 4;
    static final int MTU = 4;

    private MemorySegment memory;
    private long offset;
    private int length;

    /** Points this view at {@code length} bytes of memory; they may hold anything until {@link #check()}. */
    public Icmpv6Header wrap(MemorySegment newMemory, long newOffset, int newLength) {
        memory = newMemory;
        offset = newOffset;
        length = newLength;
        return this;
    }

    public WireFault check() {
        return length < LENGTH ? WireFault.TRUNCATED : WireFault.NONE;
    }

    public int type() {
        return NetworkOrder.get8(memory, offset + TYPE);
    }

    public int code() {
        return NetworkOrder.get8(memory, offset + CODE);
    }

    /** Writes type and code, and zero into all that follows in the header. */
    public void start(int type, int code) {
        NetworkOrder.put64(memory, offset, (long) (type & 0xff) << 56 | (long) (code & 0xff) << 48);
    }

    /** Whether this reports an error about the packet that it carries; types unknown to us included (RFC 4443 §2.1). */
    public boolean isError() {
        return type() < FIRST_INFORMATIONAL;
    }

    public boolean isEcho() {
        int type = type();
        return type == ECHO_REQUEST || type == ECHO_REPLY;
    }

    /** Whether this is neighbour discovery (RFC 4861), which never leaves its link. */
    public boolean isNeighborDiscovery() {
        int type = type();
        return type >= ROUTER_SOLICITATION && type <= REDIRECT;
    }

    public int checksum() {
        return NetworkOrder.get16(memory, offset + CHECKSUM);
    }

    public void checksum(int value) {
        NetworkOrder.put16(memory, offset + CHECKSUM, value);
    }

    public boolean checksumValid(Ipv6Header header) {
        return Checksum.valid(header.pseudoSum(IpProtocol.ICMPV6, length) + Checksum.sum(memory, offset, length));
    }

    /** Computes and writes the checksum over the header's pseudo-header and the whole message. */
    public void fillChecksum(Ipv6Header header) {
        checksum(0);
        checksum(Checksum.of(header.pseudoSum(IpProtocol.ICMPV6, length) + Checksum.sum(memory, offset, length)));
    }

    public int identifier() {
        return NetworkOrder.get16(memory, offset + IDENTIFIER);
    }

    public void identifier(int value) {
        NetworkOrder.put16(memory, offset + IDENTIFIER, value);
    }

    public int sequence() {
        return NetworkOrder.get16(memory, offset + SEQUENCE);
    }

    public void sequence(int value) {
        NetworkOrder.put16(memory, offset + SEQUENCE, value);
    }

    /** The next link's MTU in {@link #PACKET_TOO_BIG}. */
    public long mtu() {
        return NetworkOrder.get32(memory, offset + MTU);
    }

    public void mtu(long bytes) {
        NetworkOrder.put32(memory, offset + MTU, bytes);
    }

    /** Which byte of the original a {@link #PARAMETER_PROBLEM} is about. */
    public long pointer() {
        return NetworkOrder.get32(memory, offset + MTU);
    }

    /** Where the packet in error starts, in the wrapped memory. */
    public long embeddedOffset() {
        return offset + LENGTH;
    }

    /** Bytes of the packet in error that are here, without RFC 4884 extensions behind it. */
    public int embeddedLength() {
        int available = length - LENGTH;
        int declared = originalLength();
        return declared == 0 ? available : Math.min(declared, available);
    }

    /**
     * The RFC 4884 length of the original datagram field in bytes; 0 when the message has no extensions, or is of a type
     * that cannot have them.
     */
    public int originalLength() {
        return switch (type()) {
            case DESTINATION_UNREACHABLE, TIME_EXCEEDED -> NetworkOrder.get8(memory, offset + ORIGINAL_LENGTH) * 8;
            default -> 0;
        };
    }
}
