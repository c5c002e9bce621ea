package io.sallyport.bench.it;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** tcpdump on a device, its lines read as they come. */
final class Sniffer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Background tcpdump;

    /** Returns when it listens. */
    Sniffer(Namespace namespace, String device, String filter) {
        tcpdump = namespace.start("sniffer-" + namespace.name() + "-" + System.nanoTime(),
                "tcpdump", "-Z", "root", "-nvl", "--immediate-mode", "-i", device, filter);
        Deadline.await(LIMIT, "a capture at " + namespace, () -> text().contains("listening on"), this::text);
    }

    /** Waits for a packet that looks so; a packet's two lines are one here. */
    String await(Predicate<String> packet) {
        Deadline.await(LIMIT, "the packet sought", () -> packets().stream().anyMatch(packet), this::text);
        return packets().stream().filter(packet).findFirst().orElseThrow(() -> new CommandException("the capture shrank"));
    }

    /** What has passed so far. */
    List<String> packets() {
        return text().replace("\n    ", " ").lines().filter(line -> line.contains("IP")).toList();
    }

    private String text() {
        try {
            return Files.readString(tcpdump.log());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + tcpdump.log(), e);
        }
    }

    @Override
    public void close() {
        tcpdump.close();
    }
}
