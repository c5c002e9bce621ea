package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Connector;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.LocalCluster;
import io.sallyport.control.config.LocalCluster.Member;
import io.sallyport.control.config.LocalNode;
import io.sallyport.control.config.Machine;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Everything of this daemon that listens: one listener at an address and port, and no port that the process may not have. */
final class ListenerCheck {

    private record Key(TransportProtocol protocol, int port) {

        @Override
        public String toString() {
            return protocol.label() + " port " + port;
        }
    }

    /** @param owner for a message, with its place in the document */
    private record Claim(Bind bind, String owner) {
    }

    private final Configuration configuration;
    private final Names names;
    private final Machine machine;
    private final Findings findings;
    private final Map<Key, List<Claim>> claims = new HashMap<>();

    ListenerCheck(Configuration configuration, Names names, Machine machine, Findings findings) {
        this.configuration = configuration;
        this.names = names;
        this.machine = machine;
        this.findings = findings;
    }

    void run() {
        LocalNode node = configuration.node();
        claim(new Key(TransportProtocol.UDP, node.listenPort()), new Bind.All(), "the tunnels (/node/listenPort)", "/node/listenPort");
        List<IpAddress> own = managementAddresses();
        if (!own.isEmpty()) {
            // no other interface has these addresses, so the name of the TUN interface does not matter
            Bind relay = new Bind.ClusterIp("", own);
            for (TransportProtocol protocol : TransportProtocol.values()) {
                claim(new Key(protocol, node.relayPort()), relay, "sessions between nodes (/node/relayPort)", "/node/relayPort");
            }
            privileged(node.relayPort(), "/node/relayPort");
        }
        configuration.cluster().ifPresent(this::cluster);
        for (int i = 0; i < configuration.connectors().size(); i++) {
            if (configuration.connectors().get(i) instanceof Connector connector && connector.enabled()) {
                connector(connector, "/connectors/" + i);
            }
        }
    }

    /** Heartbeats are received at this member's host, as bound to the interface that has it; load balancers ask at any address. */
    private void cluster(LocalCluster cluster) {
        cluster.members().stream().filter(Objects::nonNull)
                .filter(member -> member.host() != null && Objects.equals(member.name(), configuration.node().name()))
                .findFirst().ifPresent(own -> heartbeats(own, "/cluster/members/" + cluster.members().indexOf(own) + "/port"));
        if (cluster.statusPort() > 0) {
            claim(new Key(TransportProtocol.TCP, cluster.statusPort()), new Bind.All(),
                    "what load balancers ask (/cluster/statusPort)", "/cluster/statusPort");
            privileged(cluster.statusPort(), "/cluster/statusPort");
        }
    }

    private void heartbeats(Member own, String pointer) {
        // an address that is not there yet keeps others only from itself: it must not make a good document a bad one
        Bind bind = machine.holderOf(own.host()).<Bind>map(Bind.Interface::new)
                .orElseGet(() -> new Bind.ClusterIp("", List.of(own.host())));
        claim(new Key(TransportProtocol.TCP, own.port()), bind, "heartbeats (" + pointer + ")", pointer);
        privileged(own.port(), pointer);
    }

    private List<IpAddress> managementAddresses() {
        return names.destination(names.identityOf(configuration.node().name())).map(Destination::address).orElse(List.of())
                .stream().filter(Objects::nonNull).toList();
    }

    private void connector(Connector connector, String pointer) {
        if (connector.port() < 1) {
            return;
        }
        privileged(connector.port(), pointer + "/port");
        if (connector.protocol() != null) {
            connector.listensAt(configuration.device(connector.listenInterface())).ifPresent(bind -> claim(
                    new Key(connector.protocol(), connector.port()), bind, "the connector " + connector.name() + " (" + pointer + ")",
                    pointer + "/port"));
        }
    }

    private void claim(Key key, Bind bind, String owner, String pointer) {
        List<Claim> others = claims.computeIfAbsent(key, none -> new ArrayList<>());
        others.stream().filter(other -> overlap(other.bind(), bind)).findFirst().ifPresent(other ->
                findings.fault(pointer, key.port(), "", key + " is already taken, at the same address, by " + other.owner()
                        + "; choose another port" + (bind instanceof Bind.All ? ", or bind to one interface" : "")));
        others.add(new Claim(bind, owner));
    }

    /** Whether the kernel would refuse the second of two. */
    private static boolean overlap(Bind one, Bind other) {
        if (one instanceof Bind.All || other instanceof Bind.All) {
            return true;
        }
        if (one instanceof Bind.Interface(String name) && other instanceof Bind.Interface(String otherName)) {
            return name.equals(otherName);
        }
        return one instanceof Bind.ClusterIp cluster && other instanceof Bind.ClusterIp otherCluster
                && !Collections.disjoint(cluster.addresses(), otherCluster.addresses());
    }

    private void privileged(int port, String pointer) {
        int lowest = machine.lowestPort();
        if (port < lowest) {
            findings.lacking(pointer, port, "at least " + lowest, "port " + port + " takes CAP_NET_BIND_SERVICE, which sallyportd does"
                    + " not have; start it as root or with AmbientCapabilities=CAP_NET_BIND_SERVICE in its systemd unit, lower the"
                    + " sysctl net.ipv4.ip_unprivileged_port_start, or choose a port from " + lowest);
        }
    }
}
