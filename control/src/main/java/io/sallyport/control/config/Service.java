package io.sallyport.control.config;

import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import java.util.List;
import java.util.Optional;

/**
 * Gives backends a stable source.
 *
 * @param sourceInterface        whose address it dials from; absent: the kernel chooses
 * @param sourceFromClusterIp    from that interface's cluster IP
 * @param connectTimeout         seconds, for all addresses of the host together
 * @param proxyProtocolDatagrams UDP only
 * @param allowedNodes           nodes and clusters that may reach it across the overlay; empty: all
 */
public record Service(
        String name,
        boolean enabled,
        TransportProtocol protocol,
        Host host,
        int port,
        Optional<String> sourceInterface,
        boolean sourceFromClusterIp,
        int connectTimeout,
        ProxyProtocol proxyProtocol,
        HeaderRepeat proxyProtocolDatagrams,
        List<String> allowedNodes,
        String description) {

    public Service {
        sourceInterface = sourceInterface == null ? Optional.empty() : sourceInterface;
        allowedNodes = Copies.of(allowedNodes);
    }
}
