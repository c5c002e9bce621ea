package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * Walks the extension headers of one IPv6 packet to its upper-layer protocol (RFC 8200 §4).
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |  Next Header  |  Hdr Ext Len  |  hop-by-hop, routing,         |
 * +---------------+---------------+  destination options          +
 * |  (Hdr Ext Len + 1) * 8 bytes  |  routing: type, segments left |
 * +---------------------------------------------------------------+
 *
 * +---------------+---------------+-------------------------+---+-+
 * |  Next Header  |   Reserved    |     Fragment Offset     |Res|M|
 * +---------------+---------------+-------------------------+---+-+
 * |                        Identification                         |
 * +---------------------------------------------------------------+
 *
 * +---------------+---------------+-------------------------------+
 * |  Next Header  |  Payload Len  |  authentication header:       |
 * +---------------+---------------+  (Payload Len + 2) * 4 bytes  +
 * </pre>
 * The walk ends at the first header that is none of these, at ESP, at "no next header", and behind the fragment header of a
 * fragment other than the first, which has no upper-layer header.
 */
public final class Ipv6Extensions {

    /** More than any honest sender uses (RFC 8200 §4.1 orders seven); a bound on the work a packet can cause. */
    static final int MAX_HEADERS = 12;
    static final int FRAGMENT_LENGTH = 8;
    /** {@link #routingType()} of a packet without a routing header. */
    public static final int NO_ROUTING = -1;

    private static final int NEXT_HEADER = 0;
    private static final int EXTENSION_LENGTH = 1;
    private static final int ROUTING_TYPE = 2;
    private static final int SEGMENTS_LEFT = 3;
    private static final int FRAGMENT_OFFSET = 2;
    private static final int FRAGMENT_ID = 4;

    private int protocol;
    private int upperOffset;
    private boolean fragment;
    private int fragmentOffset;
    private boolean moreFragments;
    private long identification;
    private int routingType;
    private int segmentsLeft;
    private boolean authenticated;

    /** Walks the chain behind a checked header. Unless {@link WireFault#NONE} is returned the accessors mean nothing. */
    public WireFault walk(Ipv6Header header) {
        reset(header.nextHeader());
        MemorySegment memory = header.memory();
        int end = Ipv6Header.LENGTH + header.payloadLength();
        long start = header.payloadOffset() - Ipv6Header.LENGTH;
        for (int count = 0; isExtension(protocol); count++) {
            if (count == MAX_HEADERS || protocol == IpProtocol.HOP_BY_HOP && count > 0) {
                return WireFault.BAD_EXTENSION; // hop-by-hop options stand first or not at all (RFC 8200 §4.1)
            }
            if (end - upperOffset < FRAGMENT_LENGTH) {
                return WireFault.TRUNCATED; // every extension header has at least eight bytes
            }
            long at = start + upperOffset;
            int size = size(memory, at);
            if (size > end - upperOffset) {
                return WireFault.TRUNCATED;
            }
            read(memory, at);
            protocol = NetworkOrder.get8(memory, at + NEXT_HEADER);
            upperOffset += size;
            if (fragmentOffset > 0) {
                break;
            }
        }
        return WireFault.NONE;
    }

    private void reset(int nextHeader) {
        protocol = nextHeader;
        upperOffset = Ipv6Header.LENGTH;
        fragment = false;
        fragmentOffset = 0;
        moreFragments = false;
        identification = 0;
        routingType = NO_ROUTING;
        segmentsLeft = 0;
        authenticated = false;
    }

    private static boolean isExtension(int number) {
        return switch (number) {
            case IpProtocol.HOP_BY_HOP, IpProtocol.ROUTING, IpProtocol.FRAGMENT, IpProtocol.AUTHENTICATION,
                    IpProtocol.DESTINATION_OPTIONS -> true;
            default -> false;
        };
    }

    private int size(MemorySegment memory, long at) {
        int units = NetworkOrder.get8(memory, at + EXTENSION_LENGTH);
        return switch (protocol) {
            case IpProtocol.FRAGMENT -> FRAGMENT_LENGTH;
            case IpProtocol.AUTHENTICATION -> Math.max((units + 2) * 4, FRAGMENT_LENGTH);
            default -> (units + 1) * 8;
        };
    }

    private void read(MemorySegment memory, long at) {
        if (protocol == IpProtocol.FRAGMENT) {
            int word = NetworkOrder.get16(memory, at + FRAGMENT_OFFSET);
            fragmentOffset = word & 0xfff8; // the field counts units of eight bytes in its upper 13 bits
            moreFragments = (word & 1) != 0;
            fragment = moreFragments || fragmentOffset > 0; // neither: an atomic fragment, whole in itself (RFC 6946)
            identification = NetworkOrder.get32(memory, at + FRAGMENT_ID);
        } else if (protocol == IpProtocol.ROUTING) {
            routingType = NetworkOrder.get8(memory, at + ROUTING_TYPE);
            segmentsLeft = NetworkOrder.get8(memory, at + SEGMENTS_LEFT);
        } else if (protocol == IpProtocol.AUTHENTICATION) {
            authenticated = true;
        }
    }

    /** The upper-layer protocol; for a later fragment what its fragment header names, which may be an extension header. */
    public int protocol() {
        return protocol;
    }

    /** Where the upper-layer header, or a later fragment's data, starts: bytes from the start of the IPv6 header. */
    public int upperOffset() {
        return upperOffset;
    }

    /** Whether this is a fragment, first or later. An atomic fragment (RFC 6946) is none. */
    public boolean isFragment() {
        return fragment;
    }

    /** Whether this is a fragment other than the first: it has no transport header. */
    public boolean isLaterFragment() {
        return fragmentOffset > 0;
    }

    /** Bytes of the original's fragmentable part before this fragment's. */
    public int fragmentOffset() {
        return fragmentOffset;
    }

    public boolean moreFragments() {
        return moreFragments;
    }

    public long identification() {
        return identification;
    }

    /** Type of the last routing header, or {@link #NO_ROUTING}. Type 0 is to be refused (RFC 5095). */
    public int routingType() {
        return routingType;
    }

    /**
     * Nodes still to be visited. Unless 0, the packet's destination field is not the final one that stands in the
     * pseudo-header of its transport checksum (RFC 8200 §8.1).
     */
    public int segmentsLeft() {
        return segmentsLeft;
    }

    /** Whether an authentication header covers the packet, its addresses included (RFC 4302 §3.3.3.1). */
    public boolean isAuthenticated() {
        return authenticated;
    }
}
