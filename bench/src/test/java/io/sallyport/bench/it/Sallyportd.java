package io.sallyport.bench.it;

import io.sallyport.bench.lab.DaemonJvm;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayControl;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
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
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A real daemon in a namespace, with the files it lives on; it may be ended and started again over them. */
final class Sallyportd {

    /** Generous: on a busy machine a JVM takes its time. */
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration TUNNEL = Duration.ofSeconds(30);

    private final String name;
    private final Namespace namespace;
    private final Path directory;
    private final GatewayControl control;
    private final String publicKey;
    private int documents;
    private Background process;

    Sallyportd(Sandbox sandbox, String name, Namespace namespace) {
        this.name = name;
        this.namespace = namespace;
        this.directory = sandbox.directory().resolve(name);
        this.control = new GatewayControl(name, directory.resolve("control.sock"));
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        this.publicKey = GatewayControl.keygen(key());
    }

    String name() {
        return name;
    }

    Namespace namespace() {
        return namespace;
    }

    String publicKey() {
        return publicKey;
    }

    Path key() {
        return directory.resolve("node.key");
    }

    /** A place beside its own files. */
    Path file(String leaf) {
        return directory.resolve(leaf);
    }

    Path state() {
        return directory.resolve("state");
    }

    GatewayControl control() {
        return control;
    }

    Background process() {
        return process;
    }

    /** Its command line, for those who run it in their own way. */
    List<String> command(String... more) {
        List<String> command = new ArrayList<>(DaemonJvm.command(false, state(), control.socket()));
        command.addAll(List.of(more));
        return command;
    }

    /** Starts it, and waits until it listens. */
    Sallyportd start() {
        launch();
        awaitListening();
        return this;
    }

    /** Starts it without waiting, so that several start at once; {@code wrapper} is what stands before its command line. */
    void launch(String... wrapper) {
        List<String> whole = new ArrayList<>(List.of(wrapper));
        whole.addAll(command());
        process = namespace.start("sallyportd-" + name, whole, Map.of());
    }

    void awaitListening() {
        Deadline.await(START, "the control socket of " + name, () -> {
            if (!process.alive()) {
                throw new CommandException("sallyportd " + name + " ended: " + process.logTail());
            }
            return control.ready();
        }, process::logTail);
    }

    /** @throws CommandException with all that the daemon found wrong */
    void apply(ObjectNode document) {
        control.apply(write(document));
    }

    /** A file that holds the document, for a command of its own. */
    Path write(ObjectNode document) {
        return Draft.write(document, file("config-" + ++documents + ".json"));
    }

    /** Runs it to its end, for starts that fail; {@code wrapper} is what stands before its command line. */
    Command.Result runToTheEnd(List<String> wrapper, String... more) {
        List<String> whole = new ArrayList<>(wrapper);
        whole.addAll(command(more));
        return namespace.command(whole.toArray(String[]::new)).within(START).run();
    }

    JsonNode peer(String peer) {
        return row("peers", peer);
    }

    /** The row of that name in what {@code show <table>} lists. */
    JsonNode row(String table, String row) {
        return rows(table).filter(each -> each.path("name").asString().equals(row))
                .findFirst().orElseThrow(() -> new CommandException(name + " has no " + row + " among its " + table));
    }

    /** The session of a connector whose client has this port. */
    JsonNode session(String connector, int clientPort) {
        return rows("sessions")
                .filter(each -> each.path("connector").asString().equals(connector)
                        && each.path("client").asString().endsWith(":" + clientPort))
                .findFirst().orElseThrow(() -> new CommandException(name + " has no session of " + connector + " from port " + clientPort));
    }

    /** Sessions of all connectors, now. */
    int sessions() {
        return control.show("status").path("layer4").path("sessions").asInt();
    }

    /** How many sessions of a connector ended, or were refused, for this reason. */
    long ends(String connector, String reason) {
        return row("connectors", connector).path("ends").path(reason).asLong();
    }

    private Stream<JsonNode> rows(String table) {
        return StreamSupport.stream(control.show(table).path(table).spliterator(), false);
    }

    void awaitUp(String peer) {
        Deadline.await(TUNNEL, "the tunnel from " + name + " to " + peer,
                () -> peer(peer).path("state").asString().equals("up"), () -> control.peers().toString());
    }

    /** What was lost, by reason; reasons that never occurred are left out. */
    Map<String, Long> drops() {
        Map<String, Long> drops = new TreeMap<>();
        control.show("drops").path("drops").forEach(drop -> {
            if (drop.path("count").asLong() > 0) {
                drops.put(drop.path("reason").asString(), drop.path("count").asLong());
            }
        });
        return drops;
    }
}
