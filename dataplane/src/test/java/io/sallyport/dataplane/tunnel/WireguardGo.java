package io.sallyport.dataplane.tunnel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real wireguard-go (Debian's package), with its UDP socket on this machine's loopback and its interface in a namespace of
 * its own:
 *
 * <pre>
 * namespace sp-wg-…:  ping ── interface ── wireguard-go ── UDP 127.0.0.1 or ::1 ── UdpDevice: this namespace
 * </pre>
 */
final class WireguardGo implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final String id;
    private final Path directory;
    private final Process process;

    /** @param id short and unique: part of the names of interface and namespace */
    WireguardGo(String id, Path directory) {
        this.id = id;
        this.directory = directory;
        try {
            process = new ProcessBuilder("wireguard-go", "-f", interfaceName())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("wireguard-go.log").toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException("install the package wireguard-go", e);
        }
        await("wg", "show", interfaceName());
    }

    private String interfaceName() {
        return "spw" + id;
    }

    private String namespace() {
        return "sp-wg-" + id;
    }

    /** Gives the interface its key and moves it, with these addresses, into its namespace. */
    void configure(KeyPair keys, int port, String... addresses) {
        Path file = keyFile("private.key", keys.privateKey());
        run("wg", "set", interfaceName(), "listen-port", Integer.toString(port), "private-key", file.toString());
        run("ip", "netns", "add", namespace());
        run("ip", "link", "set", interfaceName(), "netns", namespace());
        for (String address : addresses) {
            run("ip", "-n", namespace(), "address", "add", address, "dev", interfaceName(), "nodad");
        }
        run("ip", "-n", namespace(), "link", "set", interfaceName(), "mtu", "1420", "up");
    }

    /** A file with a key in it, for {@code wg set}. */
    Path keyFile(String name, SecretKey key) {
        try {
            return Files.writeString(directory.resolve(name), Base64.getEncoder().encodeToString(key.toBytes()) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets options of a peer, as {@code wg set … peer} takes them. */
    void peer(PublicKey key, String... options) {
        List<String> command = new ArrayList<>(List.of("wg", "set", interfaceName(), "peer", key.toString()));
        command.addAll(List.of(options));
        run(command.toArray(String[]::new));
    }

    /** Listens on another UDP port from now on. */
    void listenOn(int port) {
        run("wg", "set", interfaceName(), "listen-port", Integer.toString(port));
    }

    /** A line of {@code wg show … <field>}, such as {@code endpoints}. */
    String show(String field) {
        return run("wg", "show", interfaceName(), field);
    }

    /** Pings from inside the namespace; throws unless every echo is answered. */
    void ping(String address, int count, int size) {
        run("ip", "netns", "exec", namespace(), "ping", "-n", "-i", "0.05", "-W", "8", "-c", Integer.toString(count),
                "-s", Integer.toString(size), address);
    }

    static String run(String... command) {
        try {
            Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!started.waitFor(30, TimeUnit.SECONDS) || started.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("install the packages wireguard-tools, iproute2 and iputils-ping", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void await(String... command) {
        long start = System.nanoTime();
        while (true) {
            try {
                run(command);
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() - start > DEADLINE.toNanos() || !process.isAlive()) {
                    close();
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (Files.exists(Path.of("/run/netns", namespace()))) {
            run("ip", "netns", "delete", namespace());
        }
    }
}
