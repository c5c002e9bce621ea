package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayControl;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    private record Daemon(Edge edge, Background process, GatewayControl control) {
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
        String keyA = Command.of("wg", "genkey").output().strip();
        String keyB = Command.of("wg", "genkey").output().strip();
        SallyportDocument document = new SallyportDocument(cipher, publicKey(keyA), publicKey(keyB));
        startDaemon(sandbox, path, Edge.A);
        startDaemon(sandbox, path, Edge.B);
        configure(sandbox, document, daemons.getFirst(), keyA);
        configure(sandbox, document, daemons.getLast(), keyB);
        daemons.forEach(this::awaitTunnel);
        return path.translated();
    }

    private static String publicKey(String privateKey) {
        return Command.of("wg", "pubkey").reading(privateKey + "\n").output().strip();
    }

    private Path directory(Sandbox sandbox, Edge edge) {
        return sandbox.directory().resolve(name + "-" + edge.label());
    }

    private void startDaemon(Sandbox sandbox, TunnelPath path, Edge edge) {
        Path directory = directory(sandbox, edge);
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
        daemons.add(new Daemon(edge, process, new GatewayControl(name + "-" + edge.label(), socket)));
    }

    private void configure(Sandbox sandbox, SallyportDocument document, Daemon daemon, String privateKey) {
        Deadline.await(START, "the control socket of " + daemon.control().name(), () -> {
            if (!daemon.process().alive()) {
                throw new CommandException(daemon.control().name() + " ended: " + daemon.process().logTail());
            }
            return daemon.control().ready();
        }, daemon.process()::logTail);
        Path directory = directory(sandbox, daemon.edge());
        Path key = directory.resolve("node.key");
        Path file = directory.resolve("config.json");
        try {
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, privateKey + "\n");
            Files.writeString(file, document.text(daemon.edge(), key));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + directory, e);
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
