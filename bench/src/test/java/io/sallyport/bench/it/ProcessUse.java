package io.sallyport.bench.it;

import io.sallyport.bench.lab.net.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process uses of the machine at one moment (proc(5)).
 *
 * @param descriptors open ones, without pipes
 * @param pipes       descriptors of pipes, of which the daemon keeps some for later
 * @param bytes       resident memory
 */
record ProcessUse(int descriptors, int pipes, long bytes) {

    static ProcessUse of(Background process) {
        Path directory = Path.of("/proc", Long.toString(process.pid()));
        try (Stream<Path> entries = Files.list(directory.resolve("fd"))) {
            List<String> targets = entries.map(ProcessUse::target).toList();
            int pipes = (int) targets.stream().filter(target -> target.startsWith("pipe:")).count();
            return new ProcessUse(targets.size() - pipes, pipes, resident(directory.resolve("status")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + process.name(), e);
        }
    }

    private static String target(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString();
        } catch (NoSuchFileException e) {
            return "closed meanwhile";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long resident(Path status) throws IOException {
        // VmRSS:    123456 kB
        String line = Files.readAllLines(status).stream().filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }
}
