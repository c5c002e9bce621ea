package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Optional;

/**
 * The virtual network: the same on every node.
 *
 * @param networkCidr every address of the virtual network lies in one of these
 * @param accessRules absent: everything between configured rows passes; present: first match, then drop
 */
public record Network(
        String name,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<IpPrefix> networkCidr,
        List<Node> nodes,
        List<Cluster> clusters,
        List<Route> routes,
        List<InsideNat> insideNats,
        Optional<List<AccessRule>> accessRules,
        ForwardingOptions forwarding) {

    public Network {
        networkCidr = Copies.of(networkCidr);
        nodes = Copies.of(nodes);
        clusters = Copies.of(clusters);
        routes = Copies.of(routes);
        insideNats = Copies.of(insideNats);
        accessRules = accessRules == null ? Optional.empty() : accessRules.map(Copies::of);
    }

    public Optional<Node> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** The cluster that a node belongs to. */
    public Optional<Cluster> clusterOf(String node) {
        return clusters.stream().filter(cluster -> cluster.members().contains(node)).findFirst();
    }

    /** The destination whose identity a node uses: its cluster where it has one, otherwise itself. */
    public Optional<Destination> identityOf(String node) {
        Optional<Destination> cluster = clusterOf(node).map(Destination.class::cast);
        return cluster.or(() -> node(node));
    }
}
