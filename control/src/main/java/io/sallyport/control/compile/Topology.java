package io.sallyport.control.compile;

import io.sallyport.control.config.Cluster;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.Network;
import io.sallyport.control.config.Node;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network seen from one node.
 *
 * @param own          the destination this node belongs to: its cluster, or itself
 * @param ownAddresses management addresses that this node answers to
 * @param peers        every other destination, by name, so that equal configurations number them alike
 * @param addresses    management addresses behind each peer, its members' included
 */
record Topology(
        Destination own, List<IpAddress> ownAddresses, List<Destination> peers, Map<String, List<IpAddress>> addresses) {

    static Topology of(Configuration configuration) {
        Network network = configuration.network();
        String name = configuration.node().name();
        Destination own = network.identityOf(name).orElseThrow(() -> new IllegalArgumentException("no node is called " + name));
        Set<String> members = new HashSet<>();
        network.clusters().forEach(cluster -> members.addAll(cluster.members()));

        List<Destination> peers = new ArrayList<>(network.clusters());
        network.nodes().stream().filter(node -> !members.contains(node.name())).forEach(peers::add);
        peers.removeIf(peer -> peer.name().equals(own.name()) || peer.publicKey().isEmpty());
        peers.sort(Comparator.comparing(Destination::name));

        Map<String, Node> nodes = new HashMap<>();
        network.nodes().forEach(node -> nodes.put(node.name(), node));
        Map<String, List<IpAddress>> addresses = new HashMap<>();
        peers.forEach(peer -> addresses.put(peer.name(), behind(peer, nodes)));
        return new Topology(own, answeredBy(nodes.get(name), own), List.copyOf(peers), addresses);
    }

    /** A member's own address is reached through its cluster's tunnel, whichever member holds that now. */
    private static List<IpAddress> behind(Destination peer, Map<String, Node> nodes) {
        List<IpAddress> addresses = new ArrayList<>(peer.address());
        if (peer instanceof Cluster cluster) {
            cluster.members().forEach(member -> addresses.addAll(nodes.get(member).address()));
        }
        return addresses;
    }

    private static List<IpAddress> answeredBy(Node node, Destination own) {
        List<IpAddress> addresses = new ArrayList<>(node.address());
        if (own instanceof Cluster) {
            addresses.addAll(own.address());
        }
        return addresses;
    }
}
