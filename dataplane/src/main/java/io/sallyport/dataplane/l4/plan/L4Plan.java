package io.sallyport.dataplane.l4.plan;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * @param connectors  names are unique
 * @param services    names are unique
 * @param maxSessions of all connectors and peers together
 * @param clusterIps  cluster addresses by interface, whether or not a connector uses them: {@link Bind.Interface} and
 *                    {@link Source.Interface} leave them out
 */
public record L4Plan(
        List<ConnectorPlan> connectors,
        List<ServicePlan> services,
        OverlayPlan overlay,
        int maxSessions,
        Map<String, Set<IpAddress>> clusterIps) {

    /** Nothing listens, nothing dials. */
    public static final L4Plan EMPTY = new L4Plan(List.of(), List.of(), OverlayPlan.NONE, 0, Map.of());

    public L4Plan {
        connectors = List.copyOf(connectors);
        services = List.copyOf(services);
        clusterIps = Map.copyOf(clusterIps);
    }
}
