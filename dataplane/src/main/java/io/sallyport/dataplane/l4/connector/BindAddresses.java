package io.sallyport.dataplane.l4.connector;

import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a connector is to listen, given what the machine has. An address that the machine does not hold is never among them: the
 * kernel would refuse it, and with IP_FREEBIND, which is used nowhere, it would be bound on both members.
 */
final class BindAddresses {

    private BindAddresses() {
    }

    static Set<InetSocketAddress> of(ConnectorPlan connector, L4Plan plan, HostAddresses host) {
        Stream<IpAddress> addresses = switch (connector.bind()) {
            // an answer by UDP must come from the address that was asked: each has a socket of its own
            case Bind.All() -> host.byInterface().values().stream().flatMap(List::stream);
            case Bind.Interface(String name) -> {
                Set<IpAddress> clusterIps = plan.clusterIps().getOrDefault(name, Set.of());
                yield host.of(name).stream().filter(address -> !clusterIps.contains(address));
            }
            case Bind.ClusterIp(String name, List<IpAddress> configured) ->
                    configured.stream().filter(address -> host.holds(name, address));
        };
        return connector.bind() instanceof Bind.All && connector.protocol() == TransportProtocol.TCP
                ? Set.of(new InetSocketAddress(connector.port())) // the wildcard of IPv6, serving both, where there is IPv6
                : addresses.map(address -> new InetSocketAddress(address.toInetAddress(), connector.port()))
                        .collect(Collectors.toUnmodifiableSet());
    }
}
