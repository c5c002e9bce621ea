package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.vpc.VpcProcess;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The configuration of the pair's members and of the site far away.
 *
 * @param clusterKey    public; both members hold the private half
 * @param farKey        public
 * @param secret        file of the members' secret
 * @param cloudRoutes   that the active member holds in the VPC's route tables
 * @param routeTables   empty: that of the cluster IP's subnet
 */
record PairDocument(String clusterKey, String farKey, Path secret, List<String> cloudRoutes, List<String> routeTables) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    static final String CLUSTER = "pair";
    static final String FAR = "far";
    private static final int PORT = 51_820;

    ObjectNode far(Path privateKey) {
        return document(FAR, privateKey);
    }

    /** @param privateKey the cluster's */
    ObjectNode member(String name, Path privateKey) {
        ObjectNode document = document(name, privateKey);
        ArrayNode interfaces = document.putArray("interfaces");
        interfaces.addObject().put("name", PairLab.WAN_DEVICE).put("role", "wan");
        interfaces.addObject().put("name", PairLab.LAN_DEVICE).put("role", "lan").put("clusterIp", PairLab.CLUSTER_IP);
        document.putArray("connectors").addObject().put("name", "echo").put("protocol", "tcp").put("port", PairLab.CONNECTOR)
                .put("listenInterface", PairLab.LAN_DEVICE).put("node", "local").put("service", "echo");
        document.putArray("services").addObject().put("name", "echo").put("protocol", "tcp")
                .put("host", PairLab.NEIGHBOR).put("port", Echo.PORT);
        document.set("cluster", cluster());
        return document;
    }

    private ObjectNode cluster() {
        ObjectNode cluster = JSON.createObjectNode().put("provider", "aws").put("mode", "manualFailback").put("secretFile", secret.toString());
        ArrayNode members = cluster.putArray("members");
        members.addObject().put("name", "a").put("host", PairLab.HEARTBEAT_A);
        members.addObject().put("name", "b").put("host", PairLab.HEARTBEAT_B);
        ArrayNode routes = cluster.putArray("cloudRoutes");
        cloudRoutes.forEach(route -> routes.addObject().put("route", route));
        ArrayNode tables = cluster.putArray("clusterRouteTables");
        routeTables.forEach(tables::add);
        cluster.putObject("aws").put("ec2Endpoint", VpcProcess.ec2Endpoint());
        return cluster;
    }

    private ObjectNode document(String node, Path privateKey) {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode network = document.putObject("network").put("name", "bench").put("networkCidr", PairLab.VIRTUAL);
        ArrayNode nodes = network.putArray("nodes");
        nodes.addObject().put("name", FAR).put("address", "10.100.10.1").put("publicKey", farKey)
                .putArray("endpoints").add(PairLab.FAR_PUBLIC + ":" + PORT);
        nodes.addObject().put("name", "a");
        nodes.addObject().put("name", "b");
        ObjectNode pair = network.putArray("clusters").addObject()
                .put("name", CLUSTER).put("address", "10.100.100.1").put("publicKey", clusterKey);
        pair.putArray("members").add("a").add("b");
        pair.putArray("endpoints").add(PairLab.PUBLIC_A + ":" + PORT).add(PairLab.PUBLIC_B + ":" + PORT);
        ArrayNode routes = network.putArray("routes");
        routes.addObject().put("networkCidr", "10.100.100.0/24").put("node", CLUSTER);
        routes.addObject().put("networkCidr", "10.100.10.0/24").put("node", FAR);
        ArrayNode nats = network.putArray("insideNats");
        translate(nats, PairLab.HOST, "10.100.100.15", CLUSTER);
        translate(nats, PairLab.NEIGHBOR, "10.100.100.16", CLUSTER);
        translate(nats, "172.16.10.15", PairLab.REMOTE, FAR);
        document.putObject("node").put("name", node).put("privateKeyFile", privateKey.toString()).put("listenPort", PORT);
        return document;
    }

    private static void translate(ArrayNode nats, String local, String virtual, String node) {
        nats.addObject().put("localCidr", local + "/32").put("networkCidr", virtual + "/32").put("node", node);
    }
}
