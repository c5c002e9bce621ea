package io.sallyport.dataplane.port.pcap;

import java.util.Optional;
import org.pcap4j.packet.namednumber.DataLinkType;

/** How packets stand in a capture (the LINKTYPE_ list of tcpdump.org), as far as a gateway meets it. */
public enum LinkType {
    /** An IP packet, nothing in front: what a TUN interface shows. */
    RAW(DataLinkType.RAW, 0),
    /** An Ethernet frame; addresses are those of nobody when we write one. */
    ETHERNET(DataLinkType.EN10MB, 14);

    private static final int ETHERTYPE = 12;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;

    private final DataLinkType dataLinkType;
    private final int headerLength;

    LinkType(DataLinkType dataLinkType, int headerLength) {
        this.dataLinkType = dataLinkType;
        this.headerLength = headerLength;
    }

    /** Empty for a link type that carries no IP we could find. */
    static Optional<LinkType> of(DataLinkType dataLinkType) {
        for (LinkType type : values()) {
            if (type.dataLinkType.equals(dataLinkType)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    DataLinkType dataLinkType() {
        return dataLinkType;
    }

    /** Bytes in front of the IP packet. */
    int headerLength() {
        return headerLength;
    }

    /** Whether a frame holds an IP packet behind its link header. */
    boolean holdsIp(byte[] frame) {
        if (this == RAW) {
            return true;
        }
        if (frame.length < headerLength) {
            return false;
        }
        int type = (frame[ETHERTYPE] & 0xff) << 8 | frame[ETHERTYPE + 1] & 0xff;
        return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6;
    }

    /** Writes the link header in front of an IP packet that already stands in {@code frame}. */
    void fillHeader(byte[] frame) {
        if (this == ETHERNET && frame.length > headerLength) {
            int type = (frame[headerLength] & 0xf0) == 0x60 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
            frame[ETHERTYPE] = (byte) (type >>> 8);
            frame[ETHERTYPE + 1] = (byte) type;
        }
    }
}
