package io.sallyport.bench.lab.net;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this machine must offer before namespaces can be built, with the remedy where it does not. */
public final class Requirements {

    /** Debian's package for each program that the bench runs. */
    private static final SequencedMap<String, String> PACKAGES = packages();

    private Requirements() {
    }

    private static SequencedMap<String, String> packages() {
        SequencedMap<String, String> packages = new LinkedHashMap<>();
        packages.put("ip", "iproute2");
        packages.put("setsid", "util-linux");
        packages.put("ping", "iputils-ping");
        packages.put("tcpdump", "tcpdump");
        packages.put("nft", "nftables");
        return packages;
    }

    /** One sentence with the exact remedy, or empty when all is there. */
    public static Optional<String> missing() {
        return missing(Map.of());
    }

    /** @param more further programs that are needed, each with Debian's package */
    public static Optional<String> missing(Map<String, String> more) {
        SequencedMap<String, String> all = packages();
        all.putAll(more);
        return missingPrograms(System.getenv().getOrDefault("PATH", ""), all)
                .or(Requirements::missingTun)
                .or(Requirements::missingPrivilege);
    }

    static Optional<String> missingPrograms(String path) {
        return missingPrograms(path, PACKAGES);
    }

    private static Optional<String> missingPrograms(String path, SequencedMap<String, String> needed) {
        List<String> absent = needed.keySet().stream().filter(program -> !onPath(path, program)).toList();
        if (absent.isEmpty()) {
            return Optional.empty();
        }
        String packages = absent.stream().map(needed::get).distinct().collect(Collectors.joining(" "));
        return Optional.of("Needed and not found: " + String.join(", ", absent)
                + ". Install with: sudo apt-get install -y " + packages);
    }

    private static boolean onPath(String path, String program) {
        return Stream.of(path.split(":")).anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static Optional<String> missingTun() {
        return Files.isWritable(Path.of("/dev/net/tun")) ? Optional.empty()
                : Optional.of("The TUN device /dev/net/tun cannot be opened. Load it with: sudo modprobe tun");
    }

    private static Optional<String> missingPrivilege() {
        Command.Result attempt = Command.of("unshare", "--net", "true").run();
        return attempt.ok() ? Optional.empty()
                : Optional.of("Network namespaces need root here (" + attempt.text() + "). Run with: sudo ./sallyport …");
    }
}
