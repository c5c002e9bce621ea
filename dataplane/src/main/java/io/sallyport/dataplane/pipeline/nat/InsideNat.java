package io.sallyport.dataplane.pipeline.nat;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.pipeline.TransitBatch;
import io.sallyport.dataplane.pipeline.lpm.LookupBatch;
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

    /** Sets {@link Transit#natRow} of packets from the LAN, before {@link #outbound}. */
    public void findSources(TransitBatch batch) {
        LookupBatch sources = batch.sources();
        table.lookupLocal(sources);
        keep(batch, sources);
    }

    /** Sets {@link Transit#natRow} of packets from the tunnel, before {@link #inbound}. */
    public void findDestinations(TransitBatch batch) {
        LookupBatch destinations = batch.destinations();
        table.lookupNetwork(destinations);
        keep(batch, destinations);
    }

    private static void keep(TransitBatch batch, LookupBatch found) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).natRow = found.value(i);
        }
    }

    /** From the LAN: the local source becomes one of the virtual network. */
    public DropReason outbound(Transit transit) {
        Flow flow = transit.outer;
        int row = transit.natRow != NatTable.NO_ROW ? transit.natRow
                : table.ownRow(flow.v6, flow.sourceHigh, flow.sourceLow);
        if (row != NatTable.NO_ROW) {
            flow.newSource(table.translatedHigh(row, flow.sourceHigh), table.translatedLow(row, flow.sourceLow));
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
                table.translatedHigh(row, quoted.destinationHigh), table.translatedLow(row, quoted.destinationLow));
        return null;
    }

    /** From the tunnel: the destination in the virtual network becomes the local host's. */
    public DropReason inbound(Transit transit) {
        if (transit.icmpError && !goesToQuotedSender(transit)) {
            return DropReason.ICMP_UNTRANSLATABLE;
        }
        return localDestination(transit, transit.natRow);
    }

    /** From the LAN to a host of the same LAN by its address in the virtual network: both ends are translated. */
    public DropReason hairpin(Transit transit) {
        Flow flow = transit.outer;
        return localDestination(transit, table.networkRow(flow.v6, flow.destinationHigh, flow.destinationLow));
    }

    private DropReason localDestination(Transit transit, int row) {
        Flow flow = transit.outer;
        if (row == NatTable.NO_ROW) {
            return DropReason.NO_INSIDE_NAT_DESTINATION;
        }
        flow.newDestination(table.translatedHigh(row, flow.destinationHigh), table.translatedLow(row, flow.destinationLow));
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
