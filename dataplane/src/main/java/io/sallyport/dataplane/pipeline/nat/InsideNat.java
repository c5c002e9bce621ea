package io.sallyport.dataplane.pipeline.nat;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IpAddress;

/**
 * Decides which addresses a packet leaves with; {@link Rewriter} writes them.
 *
 * <p>ICMP errors follow RFC 5508 as far as it concerns a stateless NAT. An error has to go to the sender of what it quotes, so
 * that rules which judge the quote also judge the receiver. The quote's source then changes as the error's destination does
 * (§4.2, REQ-4 and 5). An error from a router in the local network, which has no row, leaves from the gateway's own address.
 */
public final class InsideNat {

    private NatTable table;

    public void adopt(NatTable newTable) {
        table = newTable;
    }

    /** From the LAN: the local source becomes one of the virtual network. */
    public DropReason outbound(Transit transit) {
        Flow flow = transit.outer;
        int row = table.localRow(flow.v6, flow.sourceHigh, flow.sourceLow);
        if (row != NatTable.NO_ROW) {
            flow.newSource(table.toNetworkHigh(row, flow.sourceHigh), table.toNetworkLow(row, flow.sourceLow));
        } else {
            IpAddress own = table.ownAddress(flow.v6);
            if (!transit.icmpError || own == null) {
                return DropReason.NO_INSIDE_NAT_SOURCE;
            }
            flow.newSource(own.high(), own.low());
        }
        if (transit.icmpError) {
            return outboundQuote(transit);
        }
        return flow.authenticated && flow.isTranslated() ? DropReason.NAT_AUTHENTICATED : null;
    }

    /** A local host reports on a packet that came to it: the quote's destination is local. */
    private DropReason outboundQuote(Transit transit) {
        Flow quoted = transit.quoted;
        int row = table.localRow(quoted.v6, quoted.destinationHigh, quoted.destinationLow);
        if (row == NatTable.NO_ROW || !goesToQuotedSender(transit)) {
            return DropReason.ICMP_UNTRANSLATABLE;
        }
        quoted.newDestination(
                table.toNetworkHigh(row, quoted.destinationHigh), table.toNetworkLow(row, quoted.destinationLow));
        return null;
    }

    /** From the tunnel: the destination in the virtual network becomes the local host's. */
    public DropReason inbound(Transit transit) {
        if (transit.icmpError && !goesToQuotedSender(transit)) {
            return DropReason.ICMP_UNTRANSLATABLE;
        }
        return localDestination(transit);
    }

    /** From the LAN to a host of the same LAN by its address in the virtual network: both ends are translated. */
    public DropReason hairpin(Transit transit) {
        return localDestination(transit);
    }

    private DropReason localDestination(Transit transit) {
        Flow flow = transit.outer;
        int row = table.networkRow(flow.v6, flow.destinationHigh, flow.destinationLow);
        if (row == NatTable.NO_ROW) {
            return DropReason.NO_INSIDE_NAT_DESTINATION;
        }
        flow.newDestination(table.toLocalHigh(row, flow.destinationHigh), table.toLocalLow(row, flow.destinationLow));
        transit.toGateway = table.isOwn(row);
        if (transit.icmpError) {
            transit.quoted.newSource(flow.newDestinationHigh, flow.newDestinationLow);
        }
        return flow.authenticated && flow.isTranslated() ? DropReason.NAT_AUTHENTICATED : null;
    }

    private static boolean goesToQuotedSender(Transit transit) {
        return transit.quoted.sourceLow == transit.outer.destinationLow
                && transit.quoted.sourceHigh == transit.outer.destinationHigh;
    }
}
