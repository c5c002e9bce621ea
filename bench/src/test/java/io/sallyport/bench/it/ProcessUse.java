package io.sallyport.bench.it;

import io.sallyport.bench.lab.net.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process uses of the machine at one moment (proc(5)).
 *
 * @param descriptors open ones
 * @param bytes       resident memory
 */
record ProcessUse(int descriptors, long bytes) {

    static ProcessUse of(Background process) {
        Path directory = Path.of("/proc", Long.toString(process.pid()));
        try (Stream<Path> descriptors = Files.list(directory.resolve("fd"))) {
            return new ProcessUse((int) descriptors.count(), resident(directory.resolve("status")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + process.name(), e);
        }
    }

    private static long resident(Path status) throws IOException {
        // VmRSS:    123456 kB
        String line = Files.readAllLines(status).stream().filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }
}
