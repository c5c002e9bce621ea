package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Connector;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.Endpoint;
import io.sallyport.control.config.Host;
import io.sallyport.control.config.LocalCluster;
import io.sallyport.control.config.Machine;
import io.sallyport.control.config.Service;
import io.sallyport.control.config.ServiceTarget;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Backends that are connectors of this same node, as far as addresses in the document and those of the machine tell; what a DNS name
 * leads to shows when it is dialled, and ends the session then.
 */
final class LoopCheck {

    private static final Set<IpAddress> LOOPBACK = Set.of(IpAddress.parse("127.0.0.1"), IpAddress.parse("::1"));

    private final Configuration configuration;
    private final Names names;
    private final Machine machine;
    private final Findings findings;
    private final Set<IpAddress> own = new HashSet<>();
    private final Map<IpAddress, Optional<String>> holders = new HashMap<>();

    LoopCheck(Configuration configuration, Names names, Machine machine, Findings findings) {
        this.configuration = configuration;
        this.names = names;
        this.machine = machine;
        this.findings = findings;
    }

    void run() {
        collectOwn();
        for (int i = 0; i < configuration.services().size(); i++) {
            if (configuration.services().get(i) instanceof Service service && service.enabled()) {
                String pointer = "/services/" + i + "/host";
                Optional.ofNullable(service.host()).flatMap(Host::literal)
                        .ifPresent(host -> check(service.protocol(), host, service.port(), pointer));
            }
        }
        for (int i = 0; i < configuration.connectors().size(); i++) {
            if (configuration.connectors().get(i) instanceof Connector connector && connector.enabled() && isLocal(connector)
                    && connector.service() instanceof ServiceTarget.Address(Endpoint backend)) {
                String pointer = "/connectors/" + i + "/service";
                backend.literal().ifPresent(host -> check(connector.protocol(), host, backend.port(), pointer));
            }
        }
    }

    private boolean isLocal(Connector connector) {
        return Connector.LOCAL.equals(connector.node()) || names.identityOf(configuration.node().name()).equals(connector.node());
    }

    /** Addresses that this machine has or will have, whatever it has at the moment. */
    private void collectOwn() {
        own.addAll(LOOPBACK);
        configuration.interfaces().stream().filter(Objects::nonNull).forEach(device -> own.addAll(device.clusterIp()));
        names.destination(names.identityOf(configuration.node().name())).map(Destination::address).ifPresent(own::addAll);
        configuration.cluster().map(LocalCluster::members).orElse(List.of()).stream().filter(Objects::nonNull)
                .filter(member -> Objects.equals(member.name(), configuration.node().name())).forEach(member -> own.add(member.host()));
        own.remove(null);
    }

    private void check(TransportProtocol protocol, IpAddress host, int port, String pointer) {
        if (protocol == null) {
            return;
        }
        for (int i = 0; i < configuration.connectors().size(); i++) {
            if (configuration.connectors().get(i) instanceof Connector connector && connector.enabled()
                    && connector.protocol() == protocol && connector.port() == port && listensAt(connector, host)) {
                // a document that was accepted before must not keep the gateway down: at run time, each such session is ended
                findings.lacking(pointer, host, "", host + " " + protocol.label() + " port " + port + " is where the connector "
                        + connector.name() + " (/connectors/" + i + ") of this node listens, so that each session would come back as"
                        + " another without end; write the address of the backend itself");
                return;
            }
        }
    }

    private boolean listensAt(Connector connector, IpAddress host) {
        return switch (connector.listensAt(configuration.device(connector.listenInterface())).orElse(null)) {
            case Bind.ClusterIp cluster -> cluster.addresses().contains(host);
            case Bind.Interface(String name) -> !isClusterIp(host) && holder(host).filter(name::equals).isPresent();
            // of the other loopback addresses, which all mean this machine, only a wildcard socket hears
            case Bind.All() -> own.contains(host) || holder(host).isPresent()
                    || connector.protocol() == TransportProtocol.TCP && host.toInetAddress().isLoopbackAddress();
            case null -> false;
        };
    }

    private boolean isClusterIp(IpAddress host) {
        return configuration.interfaces().stream().filter(Objects::nonNull).anyMatch(device -> device.clusterIp().contains(host));
    }

    private Optional<String> holder(IpAddress host) {
        return holders.computeIfAbsent(host, machine::holderOf);
    }
}
