package io.sallyport.dataplane.l4.plan;

import java.time.Duration;
import java.util.Set;

/**
 * Gives backends a stable source.
 *
 * @param host           an address, or a name that is resolved when it is dialled
 * @param connectTimeout for all addresses of the name together
 * @param proxyProtocol  sent to the backend before anything else, with the client's address as the connector saw it
 * @param headerRepeat   UDP only
 * @param allowedNodes   nodes and clusters that may reach it across the overlay; empty: everyone in the network
 */
public record ServicePlan(
        String name,
        boolean enabled,
        TransportProtocol protocol,
        String host,
        int port,
        Source source,
        Duration connectTimeout,
        ProxyProtocol proxyProtocol,
        HeaderRepeat headerRepeat,
        Set<String> allowedNodes) {

    public ServicePlan {
        allowedNodes = Set.copyOf(allowedNodes);
    }
}
