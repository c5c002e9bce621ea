package io.sallyport.dataplane.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel lost on its way out through an interface, by {@code /proc/net/dev} (proc_net(5)): unlike netlink it waits for
 * no lock of the kernel's.
 */
public final class InterfaceDrops {

    /** Of the calling thread's network namespace. */
    private static final Path COUNTERS = Path.of("/proc/thread-self/net/dev");
    /** Behind the name: eight numbers of what was received, then bytes, packets, errs, drop of what was sent. */
    private static final int TRANSMIT_DROP = 8 + 3;

    private InterfaceDrops() {
    }

    /** @return packets since the interface was made; 0 for one that is not there */
    public static long transmit(String name) {
        try (BufferedReader lines = Files.newBufferedReader(COUNTERS)) {
            return lines.lines().map(String::strip)
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip().split("\\s+"))
                    .mapToLong(numbers -> Long.parseLong(numbers[TRANSMIT_DROP]))
                    .findFirst().orElse(0);
        } catch (IOException e) {
            return 0; // no /proc: nothing is known, and nothing depends on it
        }
    }
}
