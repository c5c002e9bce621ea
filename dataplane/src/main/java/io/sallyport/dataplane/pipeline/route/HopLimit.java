package io.sallyport.dataplane.pipeline.route;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;

/** TTL and hop limit: seen first, taken off last, so that an error in between quotes the packet as it came. */
public final class HopLimit {

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();

    /** Whether the packet may not go one hop further (RFC 1812 §5.3.1, RFC 8200 §3). */
    public boolean isExhausted(Transit transit) {
        return transit.outer.hopLimit <= 1;
    }

    public void decrement(Transit transit) {
        Flow flow = transit.outer;
        if (flow.v6) {
            ipv6.wrap(transit.packet.memory(), flow.start, flow.length).hopLimit(flow.hopLimit - 1);
        } else {
            ipv4.wrap(transit.packet.memory(), flow.start, flow.length).decrementTtl();
        }
    }
}
