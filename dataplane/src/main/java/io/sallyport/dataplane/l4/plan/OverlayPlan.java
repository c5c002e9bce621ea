package io.sallyport.dataplane.l4.plan;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Map;

/**
 * Sessions between nodes, inside the tunnel, from management address to management address.
 *
 * @param own   management addresses of this node, or of its cluster; empty: this node takes no part
 * @param port  TCP and UDP, where every node listens at {@code own}
 * @param nodes management addresses of every other destination by its name; a session's source tells which peer asks, since
 *              the tunnel lets no peer use another's address
 */
public record OverlayPlan(List<IpAddress> own, int port, Map<String, List<IpAddress>> nodes) {

    public static final OverlayPlan NONE = new OverlayPlan(List.of(), 0, Map.of());

    public OverlayPlan {
        own = List.copyOf(own);
        nodes = Map.copyOf(nodes);
    }
}
