package io.sallyport.dataplane.pipeline.route;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.TcpHeader;
import io.sallyport.dataplane.wire.UdpHeader;

/** Compares a packet, or each segment it stands for, with what the path to the next hop carries. */
public final class PathMtu {

    /** Every IPv6 link carries this much (RFC 8200 §5); below it the underlay has to fragment (RFC 2473 §7.1). */
    private static final int IPV6_MINIMUM = 1280;

    private final TcpHeader tcp = new TcpHeader();

    /**
     * Marks a packet that is to be fragmented. May lower the segment size of a TCP super-packet that allows fragmenting:
     * smaller segments are the better fragments.
     *
     * @return null, or that it does not fit and may not be cut
     */
    public DropReason check(Transit transit) {
        Flow flow = transit.outer;
        Packet packet = transit.packet;
        if (flow.v6) {
            transit.mtu = Math.max(transit.mtu, IPV6_MINIMUM);
        }
        if (packet.length() <= transit.mtu) {
            return null;
        }
        if (packet.gso() == Gso.NONE) {
            transit.fragments = !flow.dontFragment;
            return flow.dontFragment ? DropReason.FRAGMENTATION_NEEDED : null;
        }
        int headers = flow.transportOffset + transportHeaderLength(packet, flow);
        if (headers + packet.gsoSize() <= transit.mtu) {
            return null;
        }
        if (flow.dontFragment || packet.gso() == Gso.UDP || headers >= transit.mtu) {
            return DropReason.FRAGMENTATION_NEEDED; // datagrams keep their borders: they cannot be cut smaller by segmentation
        }
        packet.gso(packet.gso(), transit.mtu - headers);
        return null;
    }

    private int transportHeaderLength(Packet packet, Flow flow) {
        if (packet.gso() == Gso.UDP) {
            return UdpHeader.LENGTH;
        }
        return tcp.wrap(packet.memory(), flow.start + flow.transportOffset, flow.length - flow.transportOffset)
                .headerLength();
    }
}
