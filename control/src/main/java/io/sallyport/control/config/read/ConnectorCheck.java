package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Connector;
import io.sallyport.control.config.Connector.BindMode;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.control.config.Service;
import io.sallyport.control.config.ServiceTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Connectors: names, interfaces that exist, a service that is there and speaks the same protocol. */
final class ConnectorCheck {

    private final Configuration configuration;
    private final Names names;
    private final Devices devices;
    private final Findings findings;
    private final Map<String, String> placeOfName = new HashMap<>();

    ConnectorCheck(Configuration configuration, Names names, Devices devices, Findings findings) {
        this.configuration = configuration;
        this.names = names;
        this.devices = devices;
        this.findings = findings;
    }

    void run() {
        for (int i = 0; i < configuration.connectors().size(); i++) {
            if (configuration.connectors().get(i) instanceof Connector connector) {
                check(connector, "/connectors/" + i);
            }
        }
    }

    private void check(Connector connector, String pointer) {
        String before = connector.name() == null ? null : placeOfName.putIfAbsent(connector.name(), pointer);
        if (before != null) {
            findings.fault(pointer + "/name", connector.name(), "", "'" + connector.name() + "' is already the name of " + before
                    + "; give each connector its own");
        }
        bind(connector, pointer);
        target(connector, pointer);
        ServiceCheck.header(connector.protocol(), connector.proxyProtocol(), pointer + "/proxyProtocol", findings);
        if (connector.maxSessions() > configuration.node().maxSessions()) {
            findings.warn(pointer + "/maxSessions", "is more than node.maxSessions, which is " + configuration.node().maxSessions()
                    + " for all connectors together");
        }
    }

    private void bind(Connector connector, String pointer) {
        Optional<NetworkInterface> device =
                devices.require(connector.listenInterface(), connector.enabled(), pointer + "/listenInterface");
        BindMode mode = connector.bindMode(device);
        if (mode == BindMode.ALL) {
            connector.listenInterface().ifPresent(name -> findings.warn(pointer + "/listenInterface",
                    "has no effect with bind all, which listens at every address of this machine"));
        } else if (connector.listenInterface().isEmpty()) {
            findings.fault(pointer + "/listenInterface", "", "",
                    "the field 'listenInterface' is missing; name one of the interfaces, or set bind to all");
        } else if (mode == BindMode.CLUSTER_IP && device.isPresent() && device.get().clusterIp().isEmpty()) {
            findings.fault(pointer + "/bind", "clusterIp", "", device.get().name() + " has no clusterIp; add one to it in /interfaces,"
                    + " or set bind to interface or all");
        }
    }

    private void target(Connector connector, String pointer) {
        if (connector.node() == null) {
            return;
        }
        if (connector.node().equals(Connector.LOCAL) || connector.node().equals(names.identityOf(configuration.node().name()))) {
            local(connector, pointer);
        } else {
            names.requireDestination(connector.node(), pointer + "/node", findings);
            reachable(connector.node(), pointer + "/node");
        }
    }

    private void local(Connector connector, String pointer) {
        switch (connector.service()) {
            case ServiceTarget.Named named -> service(connector, named.name(), pointer);
            case ServiceTarget.Address backend -> backend.endpoint().literal()
                    .ifPresent(address -> ServiceCheck.dialable(address, pointer + "/service", findings));
            case null -> {
                // noted where it was read
            }
        }
    }

    private void service(Connector connector, String name, String pointer) {
        int place = place(name);
        if (place < 0) {
            List<String> known = configuration.services().stream().filter(Objects::nonNull).map(Service::name)
                    .filter(Objects::nonNull).toList();
            findings.fault(pointer + "/service", name, "", "this node has no service '" + name + "'; add it to /services, or name"
                    + " the node that has it" + Nearest.suggestion(name, known));
            return;
        }
        Service service = configuration.services().get(place);
        if (connector.protocol() != null && service.protocol() != null && connector.protocol() != service.protocol()) {
            findings.fault(pointer + "/protocol", connector.protocol().label(), service.protocol().label(), "the service " + name
                    + " (/services/" + place + ") speaks " + service.protocol().label() + "; both have to be the same");
        }
        if (connector.enabled() && !service.enabled()) {
            findings.warn(pointer + "/service", "the service " + name + " is not enabled, so every session is refused");
        }
    }

    private int place(String name) {
        for (int i = 0; i < configuration.services().size(); i++) {
            if (configuration.services().get(i) instanceof Service service && name.equals(service.name())) {
                return i;
            }
        }
        return -1;
    }

    /** Sessions between nodes run from management address to management address. */
    private void reachable(String node, String pointer) {
        Optional<Destination> own = names.destination(names.identityOf(configuration.node().name()));
        Optional<Destination> other = names.destination(node);
        if (own.isEmpty() || other.isEmpty()) {
            return;
        }
        if (own.get().address().isEmpty() || other.get().address().isEmpty()) {
            String without = (own.get().address().isEmpty() ? own : other).get().name();
            findings.fault(pointer, node, "", without + " has no management address, between which sessions to another node run;"
                    + " give it an address in the network part");
        } else if (Stream.of(false, true).noneMatch(v6 -> has(own.get(), v6) && has(other.get(), v6))) {
            findings.fault(pointer, node, "", "the management addresses of " + own.get().name() + " and " + node
                    + " are of different families; give both one of the same");
        }
    }

    private static boolean has(Destination destination, boolean v6) {
        return destination.address().stream().anyMatch(address -> address == null || address.v6() == v6);
    }
}
