package io.sallyport.dataplane.l4.plan;

import java.net.InetSocketAddress;

/** Where a connector's sessions go. */
public sealed interface Target {

    /** A service of this node. */
    record Local(String service) implements Target {
    }

    /** A backend that this node dials itself, without a service: from whichever address the kernel chooses. */
    record Direct(InetSocketAddress backend) implements Target {
    }

    /**
     * Across the overlay.
     *
     * @param node    a node or cluster of the network, among {@link OverlayPlan#nodes}
     * @param service its name there, or {@code ip:port} of one of the services there
     */
    record Remote(String node, String service) implements Target {
    }
}
