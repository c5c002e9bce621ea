package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A TUN device that a wireguard-go process drives, not configured yet. */
public final class WireguardDevice {

    private static final Path SOCKETS = Path.of("/var/run/wireguard");
    private static final Duration START = Duration.ofSeconds(20);

    private WireguardDevice() {
    }

    /** Unlike the device, its control socket lives in a directory that all namespaces share: the name must be unique. */
    public static String name(String owner, String label) {
        return "wg%06x%s".formatted(owner.hashCode() & 0xffffff, label);
    }

    /** @param logLevel {@code error} or {@code verbose}, which tells of every handshake message */
    public static Background start(Namespace namespace, String device, Path program, String logLevel) {
        Background daemon = namespace.start("wireguard-go-" + device, List.of(program.toString(), "--foreground", device),
                Map.of("LOG_LEVEL", logLevel));
        Deadline.await(START, "the control socket of " + device, () -> {
            daemon.requireAlive();
            return Files.exists(SOCKETS.resolve(device + ".sock"));
        }, daemon::logTail);
        return daemon;
    }
}
