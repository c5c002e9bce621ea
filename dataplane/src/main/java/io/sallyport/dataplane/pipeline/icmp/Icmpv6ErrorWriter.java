package io.sallyport.dataplane.pipeline.icmp;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.Icmpv6Header;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv6Header;

/** Turns a refused IPv6 packet into the ICMPv6 error about it, by putting two headers in front (RFC 4443 §3). */
final class Icmpv6ErrorWriter {

    /** No error is larger than the smallest MTU (RFC 4443 §2.4(c)). */
    private static final int MAX_LENGTH = 1280;
    private static final int HEADERS = Ipv6Header.LENGTH + Icmpv6Header.LENGTH;
    private static final int HOP_LIMIT = 64;
    /** Source address failed ingress/egress policy (RFC 4443 §3.1). */
    private static final int CODE_SOURCE_POLICY = 5;

    private final Ipv6Header ipv6 = new Ipv6Header();
    private final Icmpv6Header icmp = new Icmpv6Header();

    /** @param mtu for {@link DropReason#FRAGMENTATION_NEEDED} the next hop's */
    void write(Transit transit, DropReason reason, IpAddress from, int mtu) {
        Flow about = transit.outer;
        Packet packet = transit.packet;
        packet.length(Math.min(packet.length(), MAX_LENGTH - HEADERS));
        packet.prepend(HEADERS);

        ipv6.wrap(packet.memory(), packet.start(), packet.length());
        ipv6.start(0, 0);
        ipv6.declaredPayloadLength(packet.length() - Ipv6Header.LENGTH);
        ipv6.nextHeader(IpProtocol.ICMPV6);
        ipv6.hopLimit(HOP_LIMIT);
        ipv6.source(from.high(), from.low());
        ipv6.destination(about.sourceHigh, about.sourceLow);

        icmp.wrap(packet.memory(), ipv6.payloadOffset(), ipv6.payloadLength());
        switch (reason) {
            case TTL_EXPIRED -> icmp.start(Icmpv6Header.TIME_EXCEEDED, 0);
            case FRAGMENTATION_NEEDED -> {
                icmp.start(Icmpv6Header.PACKET_TOO_BIG, 0);
                icmp.mtu(mtu);
            }
            default -> icmp.start(Icmpv6Header.DESTINATION_UNREACHABLE, unreachableCode(reason));
        }
        icmp.fillChecksum(ipv6);
    }

    private static int unreachableCode(DropReason reason) {
        return switch (reason) {
            case NO_INSIDE_NAT_SOURCE -> CODE_SOURCE_POLICY;
            case NO_ROUTE -> Icmpv6Header.CODE_NO_ROUTE;
            case PEER_DOWN, NO_INSIDE_NAT_DESTINATION -> Icmpv6Header.CODE_ADDRESS_UNREACHABLE;
            default -> Icmpv6Header.CODE_ADMINISTRATIVELY_PROHIBITED;
        };
    }
}
