package io.sallyport.dataplane.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Kernel parameters under {@code /proc/sys} (proc(5)), of the calling thread's network namespace.
 *
 * <p>Names are paths with slashes, such as {@code net/ipv4/ip_forward}, because interface names may contain dots.
 */
public final class Sysctl {

    private static final Path ROOT = Path.of("/proc/sys");
    private static final int LONGEST = 4_096;

    private Sysctl() {
    }

    /** The value without its line end; empty when this kernel has no such parameter. */
    public static Optional<String> get(String name) {
        try (InputStream in = Files.newInputStream(path(name))) {
            // in one read: the kernel gives a number at offset 0 only, and a first read of one byte would be all of it
            byte[] value = new byte[LONGEST];
            int length = Math.max(0, in.read(value));
            return Optional.of(new String(value, 0, length, StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LinuxException("cannot read sysctl " + name + ": " + e.getMessage());
        }
    }

    /** @throws LinuxException when the parameter does not exist or may not be written */
    public static void set(String name, String value) {
        try {
            Files.writeString(path(name), value);
        } catch (IOException e) {
            throw new LinuxException("cannot set sysctl " + name + " to " + value + " (" + e.getMessage()
                    + "); run as root, or set it before starting");
        }
    }

    private static Path path(String name) {
        Path path = ROOT.resolve(name).normalize();
        if (!path.startsWith(ROOT)) {
            throw new IllegalArgumentException("'" + name + "' is not below " + ROOT);
        }
        return path;
    }
}
