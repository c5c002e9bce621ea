package io.sallyport.dataplane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may have at most (proc_pid_limits(5)). */
public final class ProcessLimits {

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String OPEN_FILES = "Max open files";

    private ProcessLimits() {
    }

    /**
     * Descriptors, by the soft limit; {@code Integer.MAX_VALUE} without one.
     *
     * @throws LinuxException when the kernel does not tell
     */
    public static int openFiles() {
        try {
            // Max open files            1024                 524288               files
            return Files.readAllLines(LIMITS).stream().filter(line -> line.startsWith(OPEN_FILES))
                    .map(line -> line.substring(OPEN_FILES.length()).strip().split(" ")[0])
                    .mapToInt(soft -> soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft))
                    .findFirst().orElseThrow(() -> new LinuxException(LIMITS + " has no row '" + OPEN_FILES + "'"));
        } catch (IOException e) {
            throw new LinuxException("cannot read " + LIMITS + ": " + e.getMessage());
        }
    }
}
