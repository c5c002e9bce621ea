package io.sallyport.dataplane.pipeline.icmp;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IcmpHeader;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv4Header;

/** Turns a refused IPv4 packet into the ICMP error about it, by putting two headers in front (RFC 792, RFC 1812 §4.3). */
final class IcmpErrorWriter {

    /** No error is larger (RFC 1812 §4.3.2.3). */
    private static final int MAX_LENGTH = 576;
    private static final int HEADERS = Ipv4Header.MIN_LENGTH + IcmpHeader.LENGTH;
    private static final int TTL = 64;
    /** Precedence of internetwork control (RFC 1812 §4.3.2.5). */
    private static final int TOS = 0xc0;

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final IcmpHeader icmp = new IcmpHeader();

    /** @param mtu for {@link DropReason#FRAGMENTATION_NEEDED} the next hop's (RFC 1191 §4) */
    void write(Transit transit, DropReason reason, IpAddress from, int mtu) {
        Flow about = transit.outer;
        Packet packet = transit.packet;
        packet.length(Math.min(packet.length(), MAX_LENGTH - HEADERS));
        packet.prepend(HEADERS);

        ipv4.wrap(packet.memory(), packet.start(), packet.length());
        ipv4.headerLength(Ipv4Header.MIN_LENGTH);
        ipv4.tos(TOS);
        ipv4.totalLength(packet.length());
        ipv4.identification(0);
        ipv4.fragment(true, false, 0); // never fragmented, so it needs no identification (RFC 6864 §4.1)
        ipv4.ttl(TTL);
        ipv4.protocol(IpProtocol.ICMP);
        ipv4.source(from.low());
        ipv4.destination(about.sourceLow);
        ipv4.fillChecksum();

        icmp.wrap(packet.memory(), ipv4.payloadOffset(), ipv4.payloadLength());
        if (reason == DropReason.TTL_EXPIRED) {
            icmp.start(IcmpHeader.TIME_EXCEEDED, 0);
        } else {
            icmp.start(IcmpHeader.DESTINATION_UNREACHABLE, unreachableCode(reason));
        }
        if (reason == DropReason.FRAGMENTATION_NEEDED) {
            icmp.mtu(mtu);
        }
        icmp.fillChecksum();
    }

    private static int unreachableCode(DropReason reason) {
        return switch (reason) {
            case NO_INSIDE_NAT_SOURCE -> IcmpHeader.CODE_NET_UNKNOWN;
            case NO_ROUTE -> IcmpHeader.CODE_NET_UNREACHABLE;
            case PEER_DOWN -> IcmpHeader.CODE_HOST_UNREACHABLE;
            case NO_INSIDE_NAT_DESTINATION -> IcmpHeader.CODE_HOST_UNKNOWN;
            case FRAGMENTATION_NEEDED -> IcmpHeader.CODE_FRAGMENTATION_NEEDED;
            default -> IcmpHeader.CODE_ADMINISTRATIVELY_PROHIBITED;
        };
    }
}
