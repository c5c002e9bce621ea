package io.sallyport.bench.peers.path;

import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The configuration of the two gateways: one route and one inside NAT each. */
record SallyportDocument(String cipher, String publicKeyA, String publicKeyB) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int PORT = 51820;

    ObjectNode of(Edge edge, Path privateKey) {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode network = document.putObject("network");
        network.put("name", "bench").put("networkCidr", Edge.VIRTUAL_NETWORK);
        ArrayNode nodes = network.putArray("nodes");
        ArrayNode routes = network.putArray("routes");
        ArrayNode insideNats = network.putArray("insideNats");
        describe(Edge.A, publicKeyA, nodes, routes, insideNats);
        describe(Edge.B, publicKeyB, nodes, routes, insideNats);
        ObjectNode node = document.putObject("node");
        node.put("name", name(edge)).put("privateKeyFile", privateKey.toString()).put("listenPort", PORT);
        ArrayNode interfaces = document.putArray("interfaces");
        interfaces.addObject().put("name", Edge.WAN_DEVICE).put("role", "wan");
        interfaces.addObject().put("name", Edge.LAN_DEVICE).put("role", "lan");
        return document;
    }

    private void describe(Edge edge, String publicKey, ArrayNode nodes, ArrayNode routes, ArrayNode insideNats) {
        ObjectNode node = nodes.addObject().put("name", name(edge)).put("address", edge.management())
                .put("publicKey", publicKey).put("cipher", cipher);
        node.putArray("endpoints").add(edge.wan() + ":" + PORT);
        node.put("persistentKeepalive", 25);
        routes.addObject().put("networkCidr", edge.networkPrefix()).put("node", name(edge)).put("metric", 10);
        insideNats.addObject().put("localCidr", edge.host() + "/32").put("networkCidr", edge.network() + "/32")
                .put("node", name(edge));
    }

    static String name(Edge edge) {
        return "gateway-" + edge.label();
    }
}
