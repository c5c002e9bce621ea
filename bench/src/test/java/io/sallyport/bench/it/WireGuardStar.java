package io.sallyport.bench.it;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Bridge;
import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Sallyport gateway with a client behind it, and stock WireGuard edges around it.
 *
 * <pre>
 *                                                            ┌─ edge-1  10.100.1.15  (198.51.100.11)
 *  client ──── lan0 [gateway: sallyportd] wan0 ──── switch ──┼─ edge-2  10.100.2.15  (198.51.100.12)
 *  192.168.10.15            198.51.100.1                     └─ …       each: wireguard-go
 *  = 10.100.100.15                                              and IPv6 beside every IPv4 address
 * </pre>
 */
final class WireGuardStar implements AutoCloseable {

    static final List<String> CLIENT = List.of("10.100.100.15", "fd00:100:0:100::15");
    static final List<String> GATEWAY_OUTER = List.of("198.51.100.1", "fd00:198:51:100::1");

    private final Sandbox sandbox;
    private final Namespace client;
    private final Sallyportd gateway;
    private final List<StockEdge> edges = new ArrayList<>();

    WireGuardStar(String kind, List<StockEdge.Kind> kinds) {
        Tool.require(Tool.WIREGUARD_GO, Tool.WG);
        sandbox = Sandbox.create(Sandbox.freshId(kind));
        sandbox.guard();
        Namespace gatewayNamespace = sandbox.namespace("gateway");
        gateway = new Sallyportd(sandbox, "gateway", gatewayNamespace);
        gateway.launch();
        client = sandbox.namespace("client");
        Bridge underlay = Bridge.create(sandbox.namespace("switch").link("switch"));
        attachGateway(underlay, gatewayNamespace);
        for (StockEdge.Kind each : kinds) {
            StockEdge edge = new StockEdge(sandbox, edges.size() + 1, each);
            underlay.cable(edge.name(), edge.wan());
            edge.configure(gateway.publicKey(), GATEWAY_OUTER);
            edges.add(edge);
        }
        gateway.awaitListening();
        gateway.apply(document());
    }

    private void attachGateway(Bridge underlay, Namespace gatewayNamespace) {
        gatewayNamespace.forward();
        Link lan = gatewayNamespace.link("lan0");
        Link host = client.link("eth0");
        Veth.between(lan, host);
        lan.address("192.168.10.1/24").address("fd00:192:168:10::1/64");
        host.address("192.168.10.15/24").address("fd00:192:168:10::15/64");
        client.route(Draft.NETWORK.get(0), "via", "192.168.10.1");
        client.route(Draft.NETWORK.get(1), "via", "fd00:192:168:10::1");
        underlay.cable("gateway", gatewayWan());
        gatewayWan().address(GATEWAY_OUTER.get(0) + "/24").address(GATEWAY_OUTER.get(1) + "/64");
    }

    private ObjectNode document() {
        Draft draft = new Draft()
                .node("gateway", gateway.publicKey(), List.of("10.100.100.1", "fd00:100:0:100::1"), List.of())
                .route("10.100.100.0/24", "gateway").route("fd00:100:0:100::/64", "gateway")
                .insideNat("192.168.10.15/32", CLIENT.get(0) + "/32", "gateway")
                .insideNat("fd00:192:168:10::15/128", CLIENT.get(1) + "/128", "gateway");
        for (StockEdge edge : edges) {
            draft.node(edge.name(), edge.publicKey(), List.of(), edge.endpoints());
            edge.prefixes().forEach(prefix -> draft.route(prefix, edge.name()));
        }
        ObjectNode document = draft.of("gateway", gateway.key());
        ArrayNode presharedKeys = ((ObjectNode) document.get("node")).putArray("presharedKeys");
        edges.forEach(edge -> edge.presharedKey().ifPresent(
                file -> presharedKeys.addObject().put("peer", edge.name()).put("file", file.toString())));
        return document;
    }

    Namespace client() {
        return client;
    }

    Sallyportd gateway() {
        return gateway;
    }

    Link gatewayWan() {
        return gateway.namespace().link(StockEdge.WAN_DEVICE);
    }

    List<StockEdge> edges() {
        return List.copyOf(edges);
    }

    StockEdge edge(StockEdge.Kind kind) {
        return edges.stream().filter(edge -> edge.kind().equals(kind)).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
