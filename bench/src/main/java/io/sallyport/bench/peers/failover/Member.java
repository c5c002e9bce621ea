package io.sallyport.bench.peers.failover;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A real daemon in a namespace, with the JVM options that it is delivered with; it may be ended and started again over its files. */
final class Member {

    private static final Duration START = Duration.ofSeconds(90);
    /** The SDK gives the metadata service one second by default, which a machine that starts several JVMs may miss. */
    private static final Map<String, String> ENVIRONMENT = Map.of("AWS_METADATA_SERVICE_TIMEOUT", "10");

    private final String name;
    private final Namespace namespace;
    private final List<String> command;
    private final Path directory;
    private final GatewayControl control;
    private final String publicKey;
    private Background process;

    /** @param jvmOptions those of the delivered daemon */
    Member(Sandbox sandbox, String name, List<String> jvmOptions) {
        this.name = name;
        namespace = sandbox.namespace(name);
        directory = sandbox.directory().resolve(name);
        control = new GatewayControl(name, directory.resolve("control.sock"));
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        publicKey = GatewayControl.keygen(key());
        command = JavaProgram.command(jvmOptions, "io.sallyport.control.Main",
                List.of("--state", directory.resolve("state").toString(), "--socket", control.socket().toString()));
    }

    String name() {
        return name;
    }

    Namespace namespace() {
        return namespace;
    }

    GatewayControl control() {
        return control;
    }

    Path key() {
        return directory.resolve("node.key");
    }

    String publicKey() {
        return publicKey;
    }

    void launch() {
        process = namespace.start("sallyportd-" + name, command, ENVIRONMENT);
    }

    void awaitListening() {
        Deadline.await(START, "the control socket of " + name, () -> {
            if (!process.alive()) {
                throw new CommandException("sallyportd " + name + " ended: " + process.logTail());
            }
            return control.ready();
        }, process::logTail);
    }

    void apply(String document) {
        Path file = directory.resolve("config.json");
        try {
            Files.writeString(file, document);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        control.apply(file);
    }

    void kill() {
        process.kill();
    }

    /** @param signal such as {@code STOP} or {@code CONT} */
    void signal(String signal) {
        Command.of("kill", "-" + signal, Long.toString(process.pid())).output();
    }

    /** What it says of the cluster; missing while it does not answer. */
    JsonNode cluster() {
        Command.Result shown = control.run("show", "cluster", "--json");
        return shown.ok() ? PairDocument.JSON.readTree(shown.stdout()) : PairDocument.JSON.missingNode();
    }

    boolean is(String role) {
        return cluster().path("members").path(0).path("role").asString("").equals(role);
    }

    boolean hasTunnelTo(String peer) {
        for (JsonNode row : control.peers()) {
            if (row.path("name").asString().equals(peer)) {
                return row.path("state").asString().equals("up");
            }
        }
        return false;
    }

    /** For the message of what did not happen. */
    String story() {
        return name + ": " + control.run("show", "cluster").text() + "\n" + process.logTail();
    }
}
