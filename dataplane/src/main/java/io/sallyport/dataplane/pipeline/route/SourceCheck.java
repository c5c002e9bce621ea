package io.sallyport.dataplane.pipeline.route;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;

/**
 * A decrypted source has to belong to the peer that sent it: the longest prefix that holds it is routed to that peer, at
 * whatever metric. This is WireGuard's cryptokey routing with several peers allowed to share a prefix.
 */
public final class SourceCheck {

    private Fib fib;

    public void adopt(Fib newFib) {
        fib = newFib;
    }

    public DropReason check(Transit transit) {
        Flow flow = transit.outer;
        int group = fib.group(flow.v6, flow.sourceHigh, flow.sourceLow);
        return group != Fib.NO_ROUTE && fib.contains(group, transit.packet.peer()) ? null : DropReason.ANTI_SPOOF;
    }
}
