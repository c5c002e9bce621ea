package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

/** A proxy that reads one configuration file and listens: how it is started, and when it is ready. */
final class ConfiguredProxy {

    private static final Duration START = Duration.ofSeconds(10);

    private ConfiguredProxy() {
    }

    /**
     * @param command the program and its arguments, for the path of the file that holds {@code configuration}
     * @throws CommandException when it does not listen in time, with the end of its log
     */
    static Background start(ProxyPath path, Sandbox sandbox, String name, String configuration, Function<Path, String[]> command) {
        Path file = sandbox.directory().resolve(name + ".conf");
        try {
            Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        Background process = path.proxy().start(name, command.apply(file));
        awaitListening(path, process);
        return process;
    }

    /** Returns when every TCP port is listened at. */
    static void awaitListening(ProxyPath path, Background process) {
        Deadline.await(START, process.name() + " to listen", () -> {
            process.requireAlive();
            String listeners = path.proxy().command("ss", "-Hlnt").output();
            return ProxyPath.TCP_PORTS.stream().allMatch(port -> listeners.contains(":" + port + " "));
        }, process::logTail);
    }
}
