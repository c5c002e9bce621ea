package io.sallyport.dataplane.pipeline.route;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Dscp;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import java.lang.foreign.MemorySegment;

/** What of the inner header's DSCP and ECN goes onto the outer one, and what comes back from it (RFC 6040). */
public final class TunnelEcn {

    private static final int ECN_MASK = 3;
    private static final int NOT_ECT = 0;
    private static final int ECT_1 = 1;
    private static final int CE = 3;

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private Dscp dscp = Dscp.COPY;

    public void adopt(Dscp newDscp) {
        dscp = newDscp;
    }

    /** Going in: ECN is copied, in RFC 6040's normal mode (§4.1); DSCP as configured. */
    public void encapsulate(Transit transit) {
        int inner = transit.outer.trafficClass;
        transit.packet.outerTrafficClass(dscp.fixed() < 0 ? inner : dscp.fixed() << 2 | inner & ECN_MASK);
    }

    /** Coming out: combines both marks by the table of RFC 6040 §4.2. */
    public DropReason decapsulate(Transit transit) {
        int outer = transit.packet.outerTrafficClass() & ECN_MASK;
        if (outer == NOT_ECT) {
            return null;
        }
        int trafficClass = transit.outer.trafficClass;
        int inner = trafficClass & ECN_MASK;
        if (inner == NOT_ECT) {
            return outer == CE ? DropReason.ECN_INVALID : null;
        }
        if (outer == CE && inner != CE || outer == ECT_1 && inner != CE && inner != ECT_1) {
            mark(transit, trafficClass & ~ECN_MASK | outer);
        }
        return null;
    }

    private void mark(Transit transit, int trafficClass) {
        Flow flow = transit.outer;
        MemorySegment memory = transit.packet.memory();
        flow.trafficClass = trafficClass;
        if (flow.v6) {
            ipv6.wrap(memory, flow.start, flow.length).trafficClass(trafficClass);
            return;
        }
        ipv4.wrap(memory, flow.start, flow.length);
        int difference = Checksum.difference16(ipv4.tos(), trafficClass); // the low half of its word
        ipv4.tos(trafficClass);
        ipv4.checksum(Checksum.update(ipv4.checksum(), difference));
    }
}
