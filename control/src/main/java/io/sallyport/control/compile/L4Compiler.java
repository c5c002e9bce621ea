package io.sallyport.control.compile;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Connector;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.control.config.Service;
import io.sallyport.control.config.ServiceTarget;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.OverlayPlan;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Connectors and services as layer 4 takes them, every name resolved but those of DNS. */
final class L4Compiler {

    private static final long BYTES_IN_MEGABIT = 1_000_000 / 8;

    private final Configuration configuration;
    private final Topology topology;

    private L4Compiler(Configuration configuration, Topology topology) {
        this.configuration = configuration;
        this.topology = topology;
    }

    /** A node without connectors and services takes no part in sessions between nodes either. */
    static L4Plan plan(Configuration configuration, Topology topology) {
        if (!configuration.usesLayer4()) {
            return L4Plan.EMPTY;
        }
        L4Compiler compiler = new L4Compiler(configuration, topology);
        return new L4Plan(
                configuration.connectors().stream().map(compiler::connector).toList(),
                configuration.services().stream().map(compiler::service).toList(),
                compiler.overlay(),
                configuration.node().maxSessions(),
                clusterIps(configuration));
    }

    private static Map<String, Set<IpAddress>> clusterIps(Configuration configuration) {
        Map<String, Set<IpAddress>> clusterIps = new HashMap<>();
        configuration.interfaces().forEach(device -> clusterIps.put(device.name(), Set.copyOf(device.clusterIp())));
        return clusterIps;
    }

    private ConnectorPlan connector(Connector connector) {
        return new ConnectorPlan(
                connector.name(),
                connector.enabled(),
                connector.protocol(),
                connector.listensAt(configuration.device(connector.listenInterface())).orElseThrow(),
                connector.port(),
                target(connector),
                connector.maxMbps() * BYTES_IN_MEGABIT,
                connector.sourceBlock(),
                connector.proxyProtocol(),
                connector.maxSessions(),
                idleTimeout(connector));
    }

    private Target target(Connector connector) {
        String node = connector.node();
        if (!node.equals(Connector.LOCAL) && !node.equals(topology.own().name())) {
            return new Target.Remote(node, connector.service().toString());
        }
        return switch (connector.service()) {
            case ServiceTarget.Named named -> new Target.Local(named.name());
            case ServiceTarget.Address(var backend) -> new Target.Direct(
                    new InetSocketAddress(backend.literal().orElseThrow().toInetAddress(), backend.port()));
        };
    }

    private static Duration idleTimeout(Connector connector) {
        boolean unset = connector.idleTimeout() == 0 && connector.protocol() == TransportProtocol.UDP;
        return Duration.ofSeconds(unset ? Connector.UDP_IDLE_SECONDS : connector.idleTimeout());
    }

    private ServicePlan service(Service service) {
        return new ServicePlan(
                service.name(),
                service.enabled(),
                service.protocol(),
                service.host().text(),
                service.port(),
                source(service),
                Duration.ofSeconds(service.connectTimeout()),
                service.proxyProtocol(),
                service.proxyProtocolDatagrams(),
                Set.copyOf(service.allowedNodes()));
    }

    private Source source(Service service) {
        Optional<NetworkInterface> device = configuration.device(service.sourceInterface());
        if (device.isEmpty()) {
            return new Source.Any();
        }
        return service.sourceFromClusterIp()
                ? new Source.ClusterIp(device.get().name(), device.get().clusterIp())
                : new Source.Interface(device.get().name());
    }

    /** Of a cluster only its own addresses, for those are what its active member has on its TUN interface. */
    private OverlayPlan overlay() {
        Map<String, List<IpAddress>> nodes = new HashMap<>();
        for (Destination peer : topology.peers()) {
            nodes.put(peer.name(), peer.address());
        }
        return new OverlayPlan(topology.own().address(), configuration.node().relayPort(), nodes);
    }
}
