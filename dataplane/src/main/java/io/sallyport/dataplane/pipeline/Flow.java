package io.sallyport.dataplane.pipeline;

/**
 * One IP header and what the stages read behind it: the packet's own, or the one that an ICMP error quotes. A slate, not a
 * value: a worker has two and every packet is written over the last, so the fields are open to the stages.
 *
 * <p>Addresses are as in {@link io.sallyport.dataplane.wire.IpAddress}: an IPv4 one in the low half, unsigned.
 */
public final class Flow {

    /** {@link #checksumOffset} when nothing here covers the addresses, or what does is not in this packet. */
    public static final int NO_CHECKSUM = -1;
    /** A port that is not known: no such protocol, a later fragment, or a quote cut short. */
    public static final int NO_PORT = -1;

    public boolean v6;
    /** Offset of the IP header in the pool's memory. */
    public long start;
    /** Bytes from there to the end of the packet, or of the quote. */
    public int length;

    public int protocol;
    /** From {@link #start} to the transport header; meaningless in a later fragment. */
    public int transportOffset;
    /** From {@link #start} to the transport checksum that covers the addresses, or {@link #NO_CHECKSUM}. */
    public int checksumOffset;
    /** TTL or hop limit, and TOS or traffic class, as they came. */
    public int hopLimit;
    public int trafficClass;
    /** An authentication header covers the addresses (RFC 4302). */
    public boolean authenticated;
    public boolean dontFragment;

    public int sourcePort;
    public int destinationPort;
    /** Zero where they are not known. */
    public int tcpFlags;
    /** An ICMP or ICMPv6 type, or −1. */
    public int icmpType;

    // As they stand in the header.
    public long sourceHigh;
    public long sourceLow;
    public long destinationHigh;
    public long destinationLow;

    // As they are to stand in it when the packet leaves.
    public long newSourceHigh;
    public long newSourceLow;
    public long newDestinationHigh;
    public long newDestinationLow;

    /** Starts a header over: its addresses are to stay as they are, and nothing is known behind it. */
    public void begin(boolean isV6, long at, int bytes) {
        v6 = isV6;
        start = at;
        length = bytes;
        checksumOffset = NO_CHECKSUM;
        authenticated = false;
        dontFragment = isV6;
        sourcePort = NO_PORT;
        destinationPort = NO_PORT;
        tcpFlags = 0;
        icmpType = -1;
    }

    public void addresses(long fromHigh, long fromLow, long toHigh, long toLow) {
        sourceHigh = fromHigh;
        sourceLow = fromLow;
        destinationHigh = toHigh;
        destinationLow = toLow;
        newSourceHigh = fromHigh;
        newSourceLow = fromLow;
        newDestinationHigh = toHigh;
        newDestinationLow = toLow;
    }

    public void newSource(long high, long low) {
        newSourceHigh = high;
        newSourceLow = low;
    }

    public void newDestination(long high, long low) {
        newDestinationHigh = high;
        newDestinationLow = low;
    }

    /** Whether the packet leaves with other addresses than it came with. */
    public boolean isTranslated() {
        return sourceLow != newSourceLow || destinationLow != newDestinationLow
                || sourceHigh != newSourceHigh || destinationHigh != newDestinationHigh;
    }
}
