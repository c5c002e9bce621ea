package io.sallyport.bench.lab;

import io.sallyport.bench.lab.SeedServices.Offer;
import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.Site.Host;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The configuration documents of the lab's gateways: one network part for all, a local part for each. */
public final class NetworkDocument {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int METRIC = 10;
    private static final int KEEPALIVE_SECONDS = 25;

    private NetworkDocument() {
    }

    /**
     * The network part: nodes, clusters, and the seed's three tables.
     *
     * @param publicKeys by cluster
     */
    public static ObjectNode network(List<Site> sites, Map<String, String> publicKeys) {
        ObjectNode network = JSON.createObjectNode();
        network.put("name", SeedNetwork.NAME);
        strings(network.putArray("networkCidr"), SeedNetwork.NETWORK_CIDR.both());
        ArrayNode nodes = network.putArray("nodes");
        ArrayNode clusters = network.putArray("clusters");
        ArrayNode routes = network.putArray("routes");
        ArrayNode nats = network.putArray("insideNats");
        for (Site site : sites) {
            site.gateways().forEach(gateway -> nodes.addObject().put("name", gateway.name()));
            cluster(clusters.addObject(), site, publicKeys.get(site.cluster()));
            site.network().both().forEach(prefix -> routes.addObject()
                    .put("networkCidr", prefix).put("node", site.cluster()).put("metric", METRIC));
            site.hosts().forEach(host -> insideNats(nats, site, host));
        }
        return network;
    }

    private static void cluster(ObjectNode cluster, Site site, String publicKey) {
        cluster.put("name", site.cluster());
        strings(cluster.putArray("members"), site.gateways().stream().map(Gateway::name).toList());
        strings(cluster.putArray("address"), site.management().both());
        cluster.put("publicKey", publicKey);
        strings(cluster.putArray("endpoints"),
                site.gateways().stream().flatMap(gateway -> gateway.endpoints().stream()).toList());
        cluster.put("cipher", site.cipher());
        cluster.put("persistentKeepalive", KEEPALIVE_SECONDS);
    }

    private static void insideNats(ArrayNode nats, Site site, Host host) {
        DualStack local = host.local().alone();
        DualStack network = host.network().alone();
        nats.addObject().put("localCidr", local.v4()).put("networkCidr", network.v4())
                .put("node", site.cluster()).put("description", host.description());
        nats.addObject().put("localCidr", local.v6()).put("networkCidr", network.v6())
                .put("node", site.cluster()).put("description", host.description());
    }

    /** The whole document of one gateway. */
    public static ObjectNode of(ObjectNode network, Site site, Gateway gateway, Path privateKey) {
        ObjectNode document = JSON.createObjectNode();
        document.set("network", network);
        ObjectNode node = document.putObject("node");
        node.put("name", gateway.name()).put("privateKeyFile", privateKey.toString()).put("listenPort", Gateway.LISTEN_PORT);
        node.putObject("tun").put("name", Gateway.TUN_DEVICE);
        ArrayNode interfaces = document.putArray("interfaces");
        interfaces.addObject().put("name", Gateway.WAN_DEVICE).put("role", "wan");
        ObjectNode lan = interfaces.addObject().put("name", Gateway.LAN_DEVICE).put("role", "lan");
        strings(lan.putArray("clusterIp"), site.clusterIp().both());
        ArrayNode services = document.putArray("services");
        SeedServices.at(site).forEach(offer -> service(services.addObject(), offer));
        ArrayNode connectors = document.putArray("connectors");
        SeedServices.elsewhere(site).forEach(offer -> connector(connectors.addObject(), offer));
        return document;
    }

    private static void service(ObjectNode service, Offer offer) {
        service.put("name", offer.service()).put("protocol", offer.protocol())
                .put("host", offer.host().local().v4()).put("port", offer.backendPort())
                .put("sourceInterface", Gateway.LAN_DEVICE).put("sourceFromClusterIp", offer.fromClusterIp())
                .put("description", offer.host().description());
    }

    private static void connector(ObjectNode connector, Offer offer) {
        connector.put("name", offer.connector()).put("protocol", offer.protocol()).put("listenInterface", Gateway.LAN_DEVICE)
                .put("bind", "clusterIp").put("port", offer.port()).put("node", offer.site().cluster())
                .put("service", offer.service());
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }

    /** As a person would write it. */
    public static String text(ObjectNode document) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }
}
