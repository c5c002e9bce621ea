package io.sallyport.bench.peers.report;

import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** What a figure must be read with: the machine, its kernel, this source. */
public final class Machine {

    private static final long KIB_PER_GIB = 1 << 20;

    private Machine() {
    }

    /** @param home the source tree, for the commit */
    public static SequencedMap<String, String> describe(Path home) {
        SequencedMap<String, String> facts = new LinkedHashMap<>();
        facts.put("commit", commit(home));
        facts.put("cpu", field("/proc/cpuinfo", "model name"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memoryGiB", Long.toString(memoryKib() / KIB_PER_GIB));
        facts.put("kernel", System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.vendor.version", "") + " " + System.getProperty("java.runtime.version"));
        facts.put("loadAtStart", read("/proc/loadavg").split(" ")[0]);
        return facts;
    }

    /** Marked when the tree holds changes that no commit has. */
    private static String commit(Path home) {
        try {
            String commit = git(home, "rev-parse", "--short=10", "HEAD");
            return git(home, "status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + " and changes";
        } catch (CommandException e) {
            return "unknown";
        }
    }

    private static String git(Path home, String... arguments) {
        String[] command = Stream.concat(Stream.of("git", "-C", home.toString()), Stream.of(arguments)).toArray(String[]::new);
        return Command.of(command).output().strip();
    }

    private static long memoryKib() {
        return Long.parseLong(field("/proc/meminfo", "MemTotal").split(" ")[0]);
    }

    private static String field(String file, String name) {
        return read(file).lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst().orElse("unknown");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
