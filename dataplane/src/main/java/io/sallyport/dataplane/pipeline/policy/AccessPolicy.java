package io.sallyport.dataplane.pipeline.policy;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;
import java.util.Optional;

/** Asks the access list about a packet, and about the quoted packet when it is an ICMP error: the error belongs to that flow. */
public final class AccessPolicy {

    /** Null: everything passes. */
    private AccessList list;
    /** Null: there is none. */
    private RelayTraffic relay;

    public void adopt(Optional<AccessList> newList, Optional<RelayTraffic> newRelay) {
        list = newList.orElse(null);
        relay = newRelay.orElse(null);
    }

    /** From the LAN, behind NAT: what was local is translated, the rest is of the virtual network already. */
    public DropReason outbound(Transit transit) {
        if (list == null) {
            return null;
        }
        if (transit.icmpError) {
            Flow quoted = transit.quoted;
            return decide(quoted,
                    quoted.sourceHigh, quoted.sourceLow, quoted.newDestinationHigh, quoted.newDestinationLow);
        }
        Flow flow = transit.outer;
        return decide(flow, flow.newSourceHigh, flow.newSourceLow, flow.destinationHigh, flow.destinationLow);
    }

    /** From the tunnel, before NAT. */
    public DropReason inbound(Transit transit) {
        if (list == null) {
            return null;
        }
        Flow flow = transit.icmpError ? transit.quoted : transit.outer;
        return decide(flow, flow.sourceHigh, flow.sourceLow, flow.destinationHigh, flow.destinationLow);
    }

    private DropReason decide(Flow flow, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        if (relay != null && relay.covers(flow, sourceHigh, sourceLow, destinationHigh, destinationLow)) {
            return null;
        }
        return switch (list.decide(flow, sourceHigh, sourceLow, destinationHigh, destinationLow)) {
            case ALLOW -> null;
            case DROP -> DropReason.ACCESS_RULE_DROP;
            case REJECT -> DropReason.ACCESS_RULE_REJECT;
        };
    }
}
