package io.sallyport.bench.it;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Servers of others, each with a configuration of ours where it takes one, ready when they listen. */
final class ForeignServer {

    private static final Duration START = Duration.ofSeconds(60);

    private ForeignServer() {
    }

    /** Returns when it listens at this TCP port, for which its process may have to outlive several tries of others. */
    static Background start(Namespace namespace, int port, String label, String... command) {
        Background process = namespace.start(label, command);
        Deadline.await(START, label + " to listen at " + port, () -> {
            process.requireAlive();
            return namespace.command("ss", "-Hlnt", "sport", "=", ":" + port).output().contains(":" + port);
        }, process::logTail);
        return process;
    }

    /** @param configuration of haproxy(1), in front of which stand short time limits and the TCP mode */
    static Background haproxy(Namespace namespace, Path directory, int port, String label, String configuration) {
        Path file = write(directory.resolve(label + ".cfg"), """
                defaults
                  mode tcp
                  timeout connect 10s
                  timeout client 60s
                  timeout server 60s
                """ + configuration);
        return start(namespace, port, label, "haproxy", "-db", "-f", file.toString());
    }

    /** @param blocks of nginx(8): http and stream */
    static Background nginx(Namespace namespace, Path directory, int port, String label, String blocks) {
        Path file = write(directory.resolve(label + ".conf"), """
                load_module /usr/lib/nginx/modules/ngx_stream_module.so;
                user root;
                daemon off;
                pid %s/%s.pid;
                worker_rlimit_nofile 20000;
                events { worker_connections 15000; }
                """.formatted(directory, label) + blocks);
        return start(namespace, port, label, "nginx", "-e", "stderr", "-c", file.toString());
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
