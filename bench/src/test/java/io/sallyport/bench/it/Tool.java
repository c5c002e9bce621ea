package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program of others that a test runs. Without it the test fails and says what to install; nothing is skipped. */
enum Tool {
    WIREGUARD_GO("wireguard-go", "wireguard-go"),
    WG("wg", "wireguard-tools"),
    IPERF3("iperf3", "iperf3"),
    TCPDUMP("tcpdump", "tcpdump"),
    MARIADBD("mariadbd", "mariadb-server"),
    MARIADB("mariadb", "mariadb-client"),
    SSHD("sshd", "openssh-server"),
    SFTP("sftp", "openssh-client"),
    SETPRIV("setpriv", "util-linux");

    private final String program;
    private final String debianPackage;

    Tool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    static void require(Tool... tools) {
        List<Tool> absent = Arrays.stream(tools).filter(tool -> tool.candidates().findFirst().isEmpty()).toList();
        if (!absent.isEmpty()) {
            fail("not found: " + absent.stream().map(tool -> tool.program).collect(Collectors.joining(", "))
                    + "; install with: apt-get install -y --no-install-recommends "
                    + absent.stream().map(tool -> tool.debianPackage).distinct().collect(Collectors.joining(" ")));
        }
    }

    /** Where it is; sshd(8) insists on being called by its whole path. */
    Path path() {
        return candidates().findFirst().orElseThrow();
    }

    private Stream<Path> candidates() {
        // servers live in directories that not every PATH has
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Arrays.stream(path.split(":")).map(directory -> Path.of(directory, program)).filter(Files::isExecutable);
    }
}
