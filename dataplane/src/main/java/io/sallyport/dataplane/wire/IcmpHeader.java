package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * An ICMP message (RFC 792; extended errors RFC 4884; next-hop MTU RFC 1191 §4).
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     Type      |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * |          Identifier           |        Sequence Number        |  queries
 * +---------------+---------------+-------------------------------+
 * | Pointer, or 0 |    Length     |       Next-Hop MTU, or 0      |  errors
 * +---------------+---------------+-------------------------------+
 * |   Data of a query, or the start of the packet in error, then  |
 * |   from Length words on extensions (RFC 4884)                  |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class IcmpHeader {

    public static final int LENGTH = 8;
    /** Where the checksum is in the header. */
    public static final int CHECKSUM = 2;

    public static final int ECHO_REPLY = 0;
    public static final int DESTINATION_UNREACHABLE = 3;
    public static final int SOURCE_QUENCH = 4;
    public static final int REDIRECT = 5;
    public static final int ECHO_REQUEST = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;
    public static final int TIMESTAMP_REQUEST = 13;
    public static final int TIMESTAMP_REPLY = 14;
    public static final int INFORMATION_REQUEST = 15;
    public static final int INFORMATION_REPLY = 16;
    public static final int ADDRESS_MASK_REQUEST = 17;
    public static final int ADDRESS_MASK_REPLY = 18;

    /** Codes of {@link #DESTINATION_UNREACHABLE} (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1). */
    public static final int CODE_NET_UNREACHABLE = 0;
    public static final int CODE_HOST_UNREACHABLE = 1;
    public static final int CODE_PORT_UNREACHABLE = 3;
    public static final int CODE_FRAGMENTATION_NEEDED = 4;
    public static final int CODE_NET_UNKNOWN = 6;
    public static final int CODE_HOST_UNKNOWN = 7;
    public static final int CODE_ADMINISTRATIVELY_PROHIBITED = 13;

    static final int TYPE = 0;
    static final int CODE = 1;
    static final int IDENTIFIER = 4;
    static final int SEQUENCE = 6;
    static final int POINTER = 4;
    static final int ORIGINAL_LENGTH = 5;
    static final int MTU = 6;

    private MemorySegment memory;
    private long offset;
    private int length;

    /** Points this view at {@code length} bytes of memory; they may hold anything until {@link #check()}. */
    public IcmpHeader wrap(MemorySegment newMemory, long newOffset, int newLength) {
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

    /** Whether this reports an error about the packet that it carries. */
    public boolean isError() {
        return switch (type()) {
            case DESTINATION_UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM -> true;
            default -> false;
        };
    }

    /** Whether this asks or answers, so that it has an {@link #identifier()} (RFC 5508 §1.1). */
    public boolean isQuery() {
        return switch (type()) {
            case ECHO_REPLY, ECHO_REQUEST, TIMESTAMP_REQUEST, TIMESTAMP_REPLY, INFORMATION_REQUEST, INFORMATION_REPLY,
                    ADDRESS_MASK_REQUEST, ADDRESS_MASK_REPLY -> true;
            default -> false;
        };
    }

    public int checksum() {
        return NetworkOrder.get16(memory, offset + CHECKSUM);
    }

    public void checksum(int value) {
        NetworkOrder.put16(memory, offset + CHECKSUM, value);
    }

    public boolean checksumValid() {
        return Checksum.valid(Checksum.sum(memory, offset, length));
    }

    /** Computes and writes the checksum over the whole message. */
    public void fillChecksum() {
        checksum(0);
        checksum(Checksum.of(Checksum.sum(memory, offset, length)));
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

    /** The next hop's MTU in {@link #CODE_FRAGMENTATION_NEEDED}; 0 from routers that predate RFC 1191. */
    public int mtu() {
        return NetworkOrder.get16(memory, offset + MTU);
    }

    public void mtu(int bytes) {
        NetworkOrder.put16(memory, offset + MTU, bytes);
    }

    /** Which byte of the original a {@link #PARAMETER_PROBLEM} is about. */
    public int pointer() {
        return NetworkOrder.get8(memory, offset + POINTER);
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
     * that cannot have them (RFC 4884 §4).
     */
    public int originalLength() {
        return switch (type()) {
            case DESTINATION_UNREACHABLE, TIME_EXCEEDED, PARAMETER_PROBLEM ->
                    NetworkOrder.get8(memory, offset + ORIGINAL_LENGTH) * 4;
            default -> 0;
        };
    }
}
