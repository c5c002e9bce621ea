package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayControl;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code sallyportd} at both gateways, with the JVM options and the defaults that it is delivered with. */
public final class SallyportGateways implements Contender {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration TUNNEL = Duration.ofSeconds(15);

    private final String name;
    private final String cipher;
    private final List<String> jvmOptions;
    private final List<Daemon> daemons = new ArrayList<>();

    private record Daemon(Edge edge, Path directory, Background process, GatewayControl control) {

        Path key() {
            return directory.resolve("node.key");
        }
    }

    /**
     * @param cipher     as the configuration names it
     * @param jvmOptions those of the delivered daemon
     */
    public SallyportGateways(String name, String cipher, List<String> jvmOptions) {
        this.name = name;
        this.cipher = cipher;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "sallyportd, one worker, " + cipher;
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        TunnelPath path = TunnelPath.build(sandbox, name);
        Daemon a = startDaemon(sandbox, path, Edge.A);
        Daemon b = startDaemon(sandbox, path, Edge.B);
        SallyportDocument document =
                new SallyportDocument(cipher, GatewayControl.keygen(a.key()), GatewayControl.keygen(b.key()));
        daemons.forEach(daemon -> configure(document, daemon));
        daemons.forEach(this::awaitTunnel);
        return path.translated();
    }

    private Daemon startDaemon(Sandbox sandbox, TunnelPath path, Edge edge) {
        Path directory = sandbox.directory().resolve(name + "-" + edge.label());
        Path socket = directory.resolve("control.sock");
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        Namespace gateway = path.gateway(edge);
        Background process = gateway.start(name + "-" + edge.label(),
                JavaProgram.command(jvmOptions, "io.sallyport.control.Main",
                        List.of("--state", directory.resolve("state").toString(), "--socket", socket.toString())),
                Map.of());
        Daemon daemon = new Daemon(edge, directory, process, new GatewayControl(name + "-" + edge.label(), socket));
        daemons.add(daemon);
        return daemon;
    }

    private static void configure(SallyportDocument document, Daemon daemon) {
        Deadline.await(START, "the control socket of " + daemon.control().name(), () -> {
            if (!daemon.process().alive()) {
                throw new CommandException(daemon.control().name() + " ended: " + daemon.process().logTail());
            }
            return daemon.control().ready();
        }, daemon.process()::logTail);
        Path file = daemon.directory().resolve("config.json");
        try {
            Files.writeString(file, document.text(daemon.edge(), daemon.key()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        daemon.control().apply(file);
    }

    private void awaitTunnel(Daemon daemon) {
        Deadline.await(TUNNEL, "the tunnel of " + daemon.control().name(), () -> up(daemon.control().peers()),
                () -> daemon.control().peers().toString());
    }

    private static boolean up(JsonNode peers) {
        return !peers.isEmpty() && peers.get(0).path("state").asString().equals("up");
    }

    @Override
    public void close() {
        daemons.forEach(daemon -> daemon.process().close());
    }
}
