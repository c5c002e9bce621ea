package io.sallyport.control.config.read;

import io.sallyport.control.config.Cluster;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.Network;
import io.sallyport.control.config.Node;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Who is who in a network, and what to say when a name is none of them. Names are matched exactly. */
final class Names {

    private final Set<String> nodes = new LinkedHashSet<>();
    private final Map<String, Destination> destinations = new LinkedHashMap<>();
    private final Map<String, String> clusterOfMember = new HashMap<>();
    /** Thousands of routes may share one wrong name; the search for the nearest is made once. */
    private final Map<String, String> suggestions = new HashMap<>();

    static Names of(Network network) {
        Names names = new Names();
        network.clusters().stream().filter(Objects::nonNull).forEach(names::add);
        network.nodes().stream().filter(node -> node != null && node.name() != null).forEach(names::add);
        return names;
    }

    private void add(Cluster cluster) {
        if (cluster.name() != null) {
            destinations.putIfAbsent(cluster.name(), cluster);
        }
        cluster.members().stream()
                .filter(Objects::nonNull)
                .forEach(member -> clusterOfMember.putIfAbsent(member, String.valueOf(cluster.name())));
    }

    private void add(Node node) {
        nodes.add(node.name());
        if (!clusterOfMember.containsKey(node.name())) {
            destinations.putIfAbsent(node.name(), node);
        }
    }

    /** The destination whose identity a node uses. */
    String identityOf(String node) {
        return clusterOfMember.getOrDefault(node, node);
    }

    boolean isMember(String node) {
        return clusterOfMember.containsKey(node);
    }

    boolean isDestination(String name) {
        return destinations.containsKey(name);
    }

    /** A cluster, or a node that belongs to none. */
    Optional<Destination> destination(String name) {
        return Optional.ofNullable(destinations.get(name));
    }

    /** Requires a cluster, or a node that belongs to none. */
    void requireDestination(String name, String pointer, Findings findings) {
        if (name == null || destinations.containsKey(name)) {
            return;
        }
        String cluster = clusterOfMember.get(name);
        if (cluster != null) {
            findings.fault(pointer, name, "", "'" + name + "' is a member of the cluster " + cluster
                    + ", which is the destination; write '" + cluster + "'");
        } else {
            findings.fault(pointer, name, "", "no node or cluster is called '" + name + "'"
                    + suggestions.computeIfAbsent(name, unknown -> Nearest.suggestion(unknown, destinations.keySet())));
        }
    }

    /** Requires one of the network's nodes. */
    void requireNode(String name, String pointer, Findings findings) {
        if (name == null || nodes.contains(name)) {
            return;
        }
        findings.fault(pointer, name, "", destinations.containsKey(name)
                ? "'" + name + "' is a cluster, and must be a node of network.nodes"
                : "network.nodes has no node '" + name + "'" + Nearest.suggestion(name, nodes));
    }
}
