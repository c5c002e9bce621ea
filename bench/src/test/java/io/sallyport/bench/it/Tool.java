package io.sallyport.bench.it;

import io.sallyport.bench.lab.net.Requirements;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** A program of others that a test runs. Without it the test fails and says what to install; nothing is skipped. */
enum Tool {
    WIREGUARD_GO("wireguard-go", "wireguard-go"),
    WG("wg", "wireguard-tools"),
    IPERF3("iperf3", "iperf3"),
    TCPDUMP("tcpdump", "tcpdump"),
    MARIADBD("mariadbd", "mariadb-server"),
    MARIADB_INSTALL_DB("mariadb-install-db", "mariadb-server"),
    MARIADB("mariadb", "mariadb-client"),
    SSHD("sshd", "openssh-server"),
    SFTP("sftp", "openssh-client"),
    SSH("ssh", "openssh-client"),
    SETPRIV("setpriv", "util-linux"),
    PRLIMIT("prlimit", "util-linux"),
    CURL("curl", "curl"),
    WRK("wrk", "wrk"),
    NGINX("nginx", "nginx-light libnginx-mod-stream"),
    HAPROXY("haproxy", "haproxy"),
    DNSMASQ("dnsmasq", "dnsmasq-base"),
    DIG("dig", "bind9-dnsutils"),
    OPENSSL("openssl", "openssl"),
    SOCAT("socat", "socat"),
    NFT("nft", "nftables");

    private final String program;
    private final String debianPackage;

    Tool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    static void require(Tool... tools) {
        Map<String, String> packages = new TreeMap<>();
        for (Tool tool : tools) {
            packages.put(tool.program, tool.debianPackage);
        }
        Requirements.missing(packages).ifPresent(Assertions::fail);
    }

    /** Where it is; sshd(8) insists on being called by its whole path. */
    Path path() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst().orElseThrow();
    }
}
