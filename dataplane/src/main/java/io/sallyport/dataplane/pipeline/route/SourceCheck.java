package io.sallyport.dataplane.pipeline.route;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.pipeline.TransitBatch;
import io.sallyport.dataplane.stats.DropReason;

/**
 * A decrypted source has to belong to the peer that sent it: the longest prefix that holds it is routed to that peer, at
 * whatever metric. This is WireGuard's cryptokey routing with several peers allowed to share a prefix.
 *
 * <p>An ICMP error has to be about a packet that went to that peer: else any peer could tear down, or shrink the path MTU of,
 * what is between us and another (RFC 5927 §2).
 */
public final class SourceCheck {

    private Fib fib;

    public void adopt(Fib newFib) {
        fib = newFib;
    }

    /** Sets {@link Transit#routeGroup}, before {@link #check}. */
    public void findSources(TransitBatch batch) {
        fib.findGroups(batch, batch.sources());
    }

    public DropReason check(Transit transit) {
        int peer = transit.packet.peer();
        Flow quoted = transit.quoted;
        boolean genuine = belongsTo(peer, transit.routeGroup) && (!transit.icmpError
                || belongsTo(peer, fib.group(quoted.v6, quoted.destinationHigh, quoted.destinationLow)));
        return genuine ? null : DropReason.ANTI_SPOOF;
    }

    private boolean belongsTo(int peer, int group) {
        return group != Fib.NO_ROUTE && fib.contains(group, peer);
    }
}
