package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayControl;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.bench.lab.net.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyportd} with a connector and a service for each port, and the JVM options that it is delivered with. */
public final class SallyportProxy implements Contender {

    private static final Duration START = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final String transport;
    private final List<String> jvmOptions;
    private Background process;

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
        Path directory = sandbox.directory().resolve(name);
        Path key = directory.resolve("node.key");
        Path socket = directory.resolve("control.sock");
        Path file = directory.resolve("config.json");
        try {
            Files.createDirectory(directory);
            Files.writeString(file, document(GatewayControl.keygen(key), key));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + directory, e);
        }
        process = path.proxy().start(name, JavaProgram.command(jvmOptions, "io.sallyport.control.Main",
                List.of("--state", directory.resolve("state").toString(), "--socket", socket.toString())), Map.of());
        GatewayControl control = new GatewayControl(name, socket);
        Deadline.await(START, "the control socket of " + name, () -> {
            if (!process.alive()) {
                throw new CommandException(name + " ended: " + process.logTail());
            }
            return control.ready();
        }, process::logTail);
        control.apply(file);
        ConfiguredProxy.awaitListening(path, process);
        return path.endpoints();
    }

    private String document(String publicKey, Path privateKey) {
        ObjectNode document = JSON.createObjectNode();
        ObjectNode network = document.putObject("network").put("name", "bench").put("networkCidr", Edge.VIRTUAL_NETWORK);
        network.putArray("nodes").addObject().put("name", name).put("address", Edge.A.management()).put("publicKey", publicKey);
        document.putObject("node").put("name", name).put("privateKeyFile", privateKey.toString()).put("transport", transport);
        ArrayNode interfaces = document.putArray("interfaces");
        interfaces.addObject().put("name", ProxyPath.CLIENT_DEVICE).put("role", "lan");
        interfaces.addObject().put("name", ProxyPath.SERVER_DEVICE).put("role", "lan");
        ArrayNode connectors = document.putArray("connectors");
        ArrayNode services = document.putArray("services");
        ProxyPath.TCP_PORTS.forEach(port -> handOn("tcp", port, connectors, services));
        handOn("udp", ProxyPath.UDP_PORT, connectors, services);
        return JSON.writeValueAsString(document);
    }

    private static void handOn(String protocol, int port, ArrayNode connectors, ArrayNode services) {
        String service = protocol + "-" + port;
        connectors.addObject().put("name", "c-" + port).put("protocol", protocol).put("listenInterface", ProxyPath.CLIENT_DEVICE)
                .put("bind", "interface").put("port", port).put("node", "local").put("service", service);
        services.addObject().put("name", service).put("protocol", protocol).put("host", ProxyPath.SERVER).put("port", port);
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
