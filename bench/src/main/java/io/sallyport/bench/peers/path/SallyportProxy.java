package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Sandbox;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyportd} with a connector and a service for each port, and the JVM options that it is delivered with. */
public final class SallyportProxy implements Contender {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final String transport;
    private final List<String> jvmOptions;
    private Sallyportd daemon;

    /**
     * @param transport  as the configuration names it
     * @param jvmOptions those of the delivered daemon
     */
    public SallyportProxy(String name, String transport, List<String> jvmOptions) {
        this.name = name;
        this.transport = transport;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "sallyportd, connectors to services of the same node, " + transport;
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        ProxyPath path = ProxyPath.build(sandbox, name);
        daemon = new Sallyportd(sandbox, name, path.proxy(), jvmOptions);
        daemon.start().apply(document());
        ConfiguredProxy.awaitListening(path, daemon.process());
        return path.endpoints();
    }

    private ObjectNode document() {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode network = document.putObject("network").put("name", "bench").put("networkCidr", Edge.VIRTUAL_NETWORK);
        network.putArray("nodes").addObject().put("name", name).put("address", Edge.A.management()).put("publicKey", daemon.publicKey());
        document.putObject("node").put("name", name).put("privateKeyFile", daemon.key().toString()).put("transport", transport);
        ArrayNode interfaces = document.putArray("interfaces");
        interfaces.addObject().put("name", ProxyPath.CLIENT_DEVICE).put("role", "lan");
        interfaces.addObject().put("name", ProxyPath.SERVER_DEVICE).put("role", "lan");
        ArrayNode connectors = document.putArray("connectors");
        ArrayNode services = document.putArray("services");
        ProxyPath.TCP_PORTS.forEach(port -> handOn("tcp", port, connectors, services));
        handOn("udp", ProxyPath.UDP_PORT, connectors, services);
        return document;
    }

    private static void handOn(String protocol, int port, ArrayNode connectors, ArrayNode services) {
        String service = protocol + "-" + port;
        connectors.addObject().put("name", "c-" + port).put("protocol", protocol).put("listenInterface", ProxyPath.CLIENT_DEVICE)
                .put("bind", "interface").put("port", port).put("node", "local").put("service", service);
        services.addObject().put("name", service).put("protocol", protocol).put("host", ProxyPath.SERVER).put("port", port);
    }

    @Override
    public void close() {
        if (daemon != null) {
            daemon.close();
        }
    }
}
