package io.sallyport.dataplane.l4.plan;

import io.sallyport.dataplane.wire.IpPrefix;
import java.time.Duration;
import java.util.List;

/**
 * Gives clients a stable destination.
 *
 * @param bytesPerSecond of each direction of all its sessions together; 0: unlimited
 * @param sources        who may connect; empty: everybody
 * @param proxyProtocol  what a client sends before anything else; a session without it is refused
 * @param maxSessions    at once; 0: only the limit of all connectors together holds
 * @param idleTimeout    without a byte either way; zero: never, TCP only
 */
public record ConnectorPlan(
        String name,
        boolean enabled,
        TransportProtocol protocol,
        Bind bind,
        int port,
        Target target,
        long bytesPerSecond,
        List<IpPrefix> sources,
        ProxyProtocol proxyProtocol,
        int maxSessions,
        Duration idleTimeout) {

    public ConnectorPlan {
        sources = List.copyOf(sources);
    }
}
