package io.sallyport.dataplane.pipeline.nat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.NetworkOrder;
import java.lang.foreign.MemorySegment;

/** Writes the addresses that were decided on into a packet, and carries the change into every checksum that covers them. */
public final class Rewriter {

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final IcmpErrorRewriter errors = new IcmpErrorRewriter();

    public void rewrite(Transit transit) {
        Flow flow = transit.outer;
        Packet packet = transit.packet;
        MemorySegment memory = packet.memory();
        if (transit.icmpError) {
            errors.rewrite(transit);
        }
        if (!flow.isTranslated()) {
            return;
        }
        int difference = flow.v6 ? rewriteV6(flow, memory) : rewriteV4(flow, memory);
        if (flow.checksumOffset == Flow.NO_CHECKSUM) {
            return;
        }
        long at = flow.start + flow.checksumOffset;
        int checksum = NetworkOrder.get16(memory, at);
        if (isPartial(packet, flow)) {
            NetworkOrder.put16(memory, at, Checksum.updatePartial(checksum, difference));
        } else {
            NetworkOrder.put16(memory, at, updateTransport(flow, checksum, difference));
        }
    }

    private int rewriteV4(Flow flow, MemorySegment memory) {
        ipv4.wrap(memory, flow.start, flow.length);
        int difference = addressDifference(flow);
        ipv4.source(flow.newSourceLow);
        ipv4.destination(flow.newDestinationLow);
        ipv4.checksum(Checksum.update(ipv4.checksum(), difference));
        return difference;
    }

    private int rewriteV6(Flow flow, MemorySegment memory) {
        ipv6.wrap(memory, flow.start, flow.length);
        ipv6.source(flow.newSourceHigh, flow.newSourceLow);
        ipv6.destination(flow.newDestinationHigh, flow.newDestinationLow);
        return addressDifference(flow);
    }

    /** The sum that both address changes add to whatever covers them. */
    static int addressDifference(Flow flow) {
        if (flow.v6) {
            return Checksum.fold(Checksum.difference64(flow.sourceHigh, flow.newSourceHigh)
                    + Checksum.difference64(flow.sourceLow, flow.newSourceLow)
                    + Checksum.difference64(flow.destinationHigh, flow.newDestinationHigh)
                    + Checksum.difference64(flow.destinationLow, flow.newDestinationLow));
        }
        return Checksum.fold(Checksum.difference64(flow.sourceLow << Integer.SIZE | flow.destinationLow,
                flow.newSourceLow << Integer.SIZE | flow.newDestinationLow));
    }

    static int updateTransport(Flow flow, int checksum, int difference) {
        return flow.protocol == IpProtocol.UDP
                ? Checksum.updateUdp(checksum, difference) : Checksum.update(checksum, difference);
    }

    /**
     * Whether the flow's own checksum is the one still to be completed. In a packet within a packet it may be the inner one,
     * and the outer is already whole.
     */
    static boolean isPartial(Packet packet, Flow flow) {
        return packet.checksumPartial() && packet.checksumStart() == flow.transportOffset
                && packet.checksumStart() + packet.checksumOffset() == flow.checksumOffset;
    }
}
