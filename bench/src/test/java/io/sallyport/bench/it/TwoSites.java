package io.sallyport.bench.it;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Bridge;
import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two sites of the seed network, a gateway each, with a hop between them where the underlay can be watched.
 *
 * <pre>
 *  client ──── lan0 [aws] wan0 ──── [hop] ──── wan0 [edge] lan0 ──── switch ──┬── server
 *  192.168.10.15      198.51.100.1        203.0.113.1      172.16.10.1        │   172.16.10.15 = 10.100.10.15
 *  = 10.100.100.15                                                            └── neighbour
 *                                                                                 172.16.10.16 = 10.100.10.16
 *  IPv6 beside every inner IPv4 address: fd00:100:0:100::15, fd00:100:0:10::15, fd00:100:0:10::16
 * </pre>
 */
final class TwoSites implements AutoCloseable {

    static final String AWS = "aws";
    static final String EDGE = "edge";
    /** Of IPv4 and IPv6, in the virtual network. */
    static final List<String> CLIENT = List.of("10.100.100.15", "fd00:100:0:100::15");
    static final List<String> SERVER = List.of("10.100.10.15", "fd00:100:0:10::15");
    static final List<String> NEIGHBOUR = List.of("10.100.10.16", "fd00:100:0:10::16");
    static final String AWS_ADDRESS = "10.100.100.1";

    private static final String AWS_WAN = "198.51.100.1";
    private static final String EDGE_WAN = "203.0.113.1";

    private final Sandbox sandbox;
    private final Namespace client;
    private final Namespace server;
    private final Namespace neighbour;
    private final Namespace hop;
    private final Sallyportd aws;
    private final Sallyportd edge;
    private final Draft draft;

    /**
     * @param awsNode  changes what is local to the gateway aws before it starts to run
     * @param edgeNode the same for edge
     */
    TwoSites(String kind, Consumer<ObjectNode> awsNode, Consumer<ObjectNode> edgeNode) {
        sandbox = Sandbox.create(Sandbox.freshId(kind));
        sandbox.guard();
        aws = new Sallyportd(sandbox, AWS, sandbox.namespace(AWS));
        edge = new Sallyportd(sandbox, EDGE, sandbox.namespace(EDGE));
        aws.launch();
        edge.launch();
        client = sandbox.namespace("client");
        server = sandbox.namespace("server");
        neighbour = sandbox.namespace("neighbour");
        hop = sandbox.namespace("hop");
        connect();
        draft = draft();
        start(aws, awsNode);
        start(edge, edgeNode);
        aws.control().awaitTunnel(EDGE);
        edge.control().awaitTunnel(AWS);
    }

    private void start(Sallyportd gateway, Consumer<ObjectNode> localPart) {
        ObjectNode document = draft.of(gateway.name(), gateway.key());
        localPart.accept((ObjectNode) document.get("node"));
        gateway.awaitListening();
        gateway.apply(document);
    }

    private void connect() {
        hop.forward();
        underlay(aws, AWS_WAN, "198.51.100.254");
        underlay(edge, EDGE_WAN, "203.0.113.254");
        Link awsLan = aws.namespace().link("lan0");
        Veth.between(awsLan, client.link("eth0"));
        awsLan.address("192.168.10.1/24").address("fd00:192:168:10::1/64");
        host(client, "192.168.10.15", "fd00:192:168:10::15", "192.168.10.1", "fd00:192:168:10::1");
        Link edgeLan = edge.namespace().link("lan0");
        Bridge.create(sandbox.namespace("lan").link("switch"))
                .cable("gateway", edgeLan).cable("server", server.link("eth0")).cable("neighbour", neighbour.link("eth0"));
        edgeLan.address("172.16.10.1/24").address("fd00:172:16:10::1/64");
        host(server, "172.16.10.15", "fd00:172:16:10::15", "172.16.10.1", "fd00:172:16:10::1");
        host(neighbour, "172.16.10.16", "fd00:172:16:10::16", "172.16.10.1", "fd00:172:16:10::1");
    }

    private void underlay(Sallyportd gateway, String wan, String router) {
        gateway.namespace().forward();
        Link device = gateway.namespace().link("wan0");
        Link opposite = hop.link(gateway.name());
        Veth.between(device, opposite);
        device.address(wan + "/24");
        opposite.address(router + "/24");
        gateway.namespace().route("0.0.0.0/0", "via", router);
    }

    private static void host(Namespace host, String v4, String v6, String gatewayV4, String gatewayV6) {
        host.link("eth0").address(v4 + "/24").address(v6 + "/64");
        host.route(Draft.NETWORK.get(0), "via", gatewayV4);
        host.route(Draft.NETWORK.get(1), "via", gatewayV6);
    }

    private Draft draft() {
        return new Draft()
                .node(AWS, aws.publicKey(), List.of(AWS_ADDRESS, "fd00:100:0:100::1"), List.of(AWS_WAN + ":" + Draft.PORT))
                .node(EDGE, edge.publicKey(), List.of("10.100.10.1", "fd00:100:0:10::1"), List.of(EDGE_WAN + ":" + Draft.PORT))
                .route("10.100.100.0/24", AWS).route("fd00:100:0:100::/64", AWS)
                .route("10.100.10.0/24", EDGE).route("fd00:100:0:10::/64", EDGE)
                .insideNat("192.168.10.15/32", CLIENT.get(0) + "/32", AWS)
                .insideNat("fd00:192:168:10::15/128", CLIENT.get(1) + "/128", AWS)
                .insideNat("172.16.10.15/32", SERVER.get(0) + "/32", EDGE)
                .insideNat("fd00:172:16:10::15/128", SERVER.get(1) + "/128", EDGE)
                .insideNat("172.16.10.16/32", NEIGHBOUR.get(0) + "/32", EDGE)
                .insideNat("fd00:172:16:10::16/128", NEIGHBOUR.get(1) + "/128", EDGE);
    }

    Namespace client() {
        return client;
    }

    Namespace server() {
        return server;
    }

    Namespace neighbour() {
        return neighbour;
    }

    Namespace hop() {
        return hop;
    }

    Sallyportd aws() {
        return aws;
    }

    Sallyportd edge() {
        return edge;
    }

    /** For the files of a test; goes with the sandbox. */
    Path directory() {
        return sandbox.directory();
    }

    /** A copy of the network part that runs, to be changed and applied. */
    Draft network() {
        return draft.copy();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
