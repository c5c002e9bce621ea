package io.sallyport.dataplane.l4.plan;

import java.util.List;

/**
 * @param connectors  names are unique
 * @param services    names are unique
 * @param maxSessions of all connectors and peers together
 */
public record L4Plan(List<ConnectorPlan> connectors, List<ServicePlan> services, OverlayPlan overlay, int maxSessions) {

    /** Nothing listens, nothing dials. */
    public static final L4Plan EMPTY = new L4Plan(List.of(), List.of(), OverlayPlan.NONE, 0);

    public L4Plan {
        connectors = List.copyOf(connectors);
        services = List.copyOf(services);
    }
}
