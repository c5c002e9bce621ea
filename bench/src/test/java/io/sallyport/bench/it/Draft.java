package io.sallyport.bench.it;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A network part, put together row by row, and the documents of single gateways made from it. */
final class Draft {

    static final int PORT = 51820;
    static final List<String> NETWORK = List.of("10.100.0.0/16", "fd00:100::/48");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ObjectNode network = JSON.createObjectNode();

    Draft() {
        network.put("name", "it");
        strings("networkCidr", network, NETWORK);
        List.of("nodes", "routes", "insideNats").forEach(network::putArray);
    }

    private Draft(ObjectNode network) {
        network.forEachEntry(this.network::set);
    }

    /**
     * A host behind the cluster {@code pair} of {@code a} and {@code b}, and one behind the node {@code far}: what {@link ClusterPair}
     * and {@link AwsPair} have in common.
     */
    static Draft ofPair(String pairKey, String farKey, String... endpoints) {
        Draft draft = new Draft()
                .node("far", farKey, List.of("10.100.10.1"), List.of("198.51.100.9:" + PORT))
                .route("10.100.100.0/24", "pair").route("10.100.10.0/24", "far")
                .insideNat("192.168.10.15/32", "10.100.100.15/32", "pair")
                .insideNat("172.16.10.15/32", "10.100.10.15/32", "far");
        draft.array("nodes").addObject().put("name", "a");
        draft.array("nodes").addObject().put("name", "b");
        ObjectNode pair = draft.network.putArray("clusters").addObject()
                .put("name", "pair").put("address", "10.100.100.1").put("publicKey", pairKey);
        strings("members", pair, List.of("a", "b"));
        strings("endpoints", pair, Stream.of(endpoints).map(address -> address + ":" + PORT).toList());
        return draft;
    }

    Draft copy() {
        return new Draft(network.deepCopy());
    }

    /** @param endpoints addresses with ports; none: it calls */
    Draft node(String name, String publicKey, List<String> addresses, List<String> endpoints) {
        ObjectNode node = array("nodes").addObject().put("name", name).put("publicKey", publicKey);
        strings("address", node, addresses);
        strings("endpoints", node, endpoints);
        return this;
    }

    Draft route(String networkCidr, String node) {
        array("routes").addObject().put("networkCidr", networkCidr).put("node", node);
        return this;
    }

    Draft insideNat(String localCidr, String networkCidr, String node) {
        array("insideNats").addObject().put("localCidr", localCidr).put("networkCidr", networkCidr).put("node", node);
        return this;
    }

    /** To be changed in ways that only one test needs. */
    ObjectNode network() {
        return network;
    }

    private ArrayNode array(String name) {
        return (ArrayNode) network.get(name);
    }

    private static void strings(String name, ObjectNode parent, List<String> values) {
        ArrayNode array = parent.putArray(name);
        values.forEach(array::add);
    }

    /** The document of one gateway, with defaults for all that is local. */
    ObjectNode of(String node, Path privateKey) {
        ObjectNode document = JSON.createObjectNode();
        document.set("network", network.deepCopy());
        document.putObject("node").put("name", node).put("privateKeyFile", privateKey.toString()).put("listenPort", PORT);
        return document;
    }

    /** The local part of a member of that pair. */
    static ObjectNode cluster(ObjectNode document, String provider, Path secret) {
        ObjectNode cluster = document.putObject("cluster").put("provider", provider).put("secretFile", secret.toString());
        ArrayNode members = cluster.putArray("members");
        members.addObject().put("name", "a").put("host", "192.168.10.11");
        members.addObject().put("name", "b").put("host", "192.168.10.12");
        return cluster;
    }

    static ObjectNode lan(ObjectNode document, String device) {
        return document.withArray("/interfaces").addObject().put("name", device).put("role", "lan");
    }

    static ObjectNode connector(ObjectNode document, String name, String protocol, String device, int port, String service) {
        return document.withArray("/connectors").addObject().put("name", name).put("protocol", protocol)
                .put("listenInterface", device).put("port", port).put("service", service);
    }

    static ObjectNode service(ObjectNode document, String name, String protocol, String host, int port) {
        return document.withArray("/services").addObject().put("name", name).put("protocol", protocol)
                .put("host", host).put("port", port);
    }
}
