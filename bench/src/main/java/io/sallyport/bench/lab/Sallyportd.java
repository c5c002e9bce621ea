package io.sallyport.bench.lab;

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
import tools.jackson.databind.node.ObjectNode;

/** A real daemon in a namespace, with the files it lives on; it may be ended and started again over them. */
public final class Sallyportd implements AutoCloseable {

    /** Generous: on a busy machine a JVM takes its time. */
    private static final Duration START = Duration.ofSeconds(90);

    private final String name;
    private final Namespace namespace;
    private final List<String> jvmOptions;
    private final Path directory;
    private final GatewayControl control;
    private String publicKey;
    private Background process;

    /** With the JVM options of the lab's daemons. */
    public Sallyportd(Sandbox sandbox, String name, Namespace namespace) {
        this(sandbox, name, namespace, DaemonJvm.options(false));
    }

    /** @param name of its directory in the sandbox, and in messages */
    public Sallyportd(Sandbox sandbox, String name, Namespace namespace, List<String> jvmOptions) {
        this.name = name;
        this.namespace = namespace;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.directory = sandbox.directory().resolve(name);
        this.control = new GatewayControl(name, socket(sandbox.directory(), name));
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    /** Where the daemon of that name has its control socket. */
    static Path socket(Path sandbox, String name) {
        return sandbox.resolve(name).resolve("control.sock");
    }

    public String name() {
        return name;
    }

    public Namespace namespace() {
        return namespace;
    }

    public GatewayControl control() {
        return control;
    }

    /** The one that was started last. */
    public Background process() {
        return process;
    }

    /** Of its private key, which is made when either is asked for first. */
    public String publicKey() {
        if (publicKey == null) {
            publicKey = GatewayControl.keygen(file("node.key"));
        }
        return publicKey;
    }

    public Path key() {
        publicKey();
        return file("node.key");
    }

    /** A place beside its own files. */
    public Path file(String leaf) {
        return directory.resolve(leaf);
    }

    public Path state() {
        return file("state");
    }

    /** Starts it, and waits until it listens. */
    public Sallyportd start() {
        launch();
        awaitListening();
        return this;
    }

    /** Starts it without waiting, so that several start at once; {@code wrapper} is what stands before its command line. */
    public void launch(String... wrapper) {
        process = namespace.start("sallyportd-" + name, command(List.of(wrapper)), Map.of());
    }

    private List<String> command(List<String> wrapper, String... more) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(DaemonJvm.command(jvmOptions, state(), control.socket()));
        command.addAll(List.of(more));
        return command;
    }

    /** @throws CommandException with the end of its log, when it ended instead */
    public boolean listening() {
        process.requireAlive();
        return control.ready();
    }

    public void awaitListening() {
        Deadline.await(START, "the control socket of " + name, this::listening, process::logTail);
    }

    /** @throws CommandException with all that the daemon found wrong */
    public void apply(ObjectNode document) {
        control.apply(write(document));
    }

    /** The file that holds the document last written, for a command of its own. */
    public Path write(ObjectNode document) {
        Path file = file("config.json");
        try {
            return Files.writeString(file, NetworkDocument.text(document));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Runs it to its end, for starts that fail; {@code wrapper} is what stands before its command line. */
    public Command.Result runToTheEnd(List<String> wrapper, String... more) {
        return namespace.command(command(wrapper, more).toArray(String[]::new)).within(START).run();
    }

    /** Ends it, if it was started. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
