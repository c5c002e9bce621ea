package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** wireguard-go at both gateways, and 1:1 NAT by stateless nftables rules: no connection tracking, a map look-up each way. */
public final class WireguardGo implements Contender {

    private static final int PORT = 51820;

    private final String name;
    private final Path program;
    private final List<Background> daemons = new ArrayList<>();

    /** @param program the executable to use */
    public WireguardGo(String name, Path program) {
        this.name = name;
        this.program = program;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "wireguard-go " + version() + " and stateless nftables 1:1 NAT";
    }

    /**
     * The Debian version, from the changelog that the package brings (installed, or unpacked anywhere by {@code dpkg -x}): the
     * number that the program gives itself has stood still for years.
     */
    private String version() {
        Path changelog = program.resolveSibling("../share/doc/wireguard-go/changelog.Debian.gz").normalize();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(changelog)), StandardCharsets.UTF_8))) {
            String newest = lines.readLine();
            return newest.substring(newest.indexOf('(') + 1, newest.indexOf(')'));
        } catch (IOException e) {
            return Command.of(program.toString(), "--version").run().text().lines().findFirst().orElse("of unknown version");
        }
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        TunnelPath path = TunnelPath.build(sandbox, name);
        String deviceA = device(sandbox, Edge.A);
        String deviceB = device(sandbox, Edge.B);
        daemons.add(WireguardDevice.start(path.gatewayA(), deviceA, program, "error"));
        daemons.add(WireguardDevice.start(path.gatewayB(), deviceB, program, "error"));
        String keyA = Command.of("wg", "genkey").output().strip();
        String keyB = Command.of("wg", "genkey").output().strip();
        configure(path.gatewayA(), deviceA, keyA, publicKey(keyB), Edge.A);
        configure(path.gatewayB(), deviceB, keyB, publicKey(keyA), Edge.B);
        return path.translated();
    }

    private String device(Sandbox sandbox, Edge edge) {
        return WireguardDevice.name(sandbox.id() + name, edge.label());
    }

    private static String publicKey(String privateKey) {
        return Command.of("wg", "pubkey").reading(privateKey + "\n").output().strip();
    }

    private static void configure(Namespace gateway, String device, String privateKey, String peerKey, Edge edge) {
        Edge peer = edge.other();
        gateway.command("wg", "set", device, "listen-port", Integer.toString(PORT), "private-key", "/dev/stdin",
                "peer", peerKey, "endpoint", peer.wan() + ":" + PORT, "allowed-ips", peer.networkPrefix())
                .reading(privateKey + "\n").output();
        gateway.link(device).mtu(1420).up();
        gateway.route(peer.networkPrefix(), "dev", device);
        gateway.command("nft", "-f", "-").reading(insideNat(device, edge)).output();
    }

    private static String insideNat(String device, Edge edge) {
        return """
                table ip inside_nat {
                  map to_network { type ipv4_addr : ipv4_addr; elements = { %2$s : %3$s } }
                  map to_local { type ipv4_addr : ipv4_addr; elements = { %3$s : %2$s } }
                  chain inbound {
                    type filter hook prerouting priority raw; policy accept;
                    iifname "%1$s" ip daddr set ip daddr map @to_local
                  }
                  chain outbound {
                    type filter hook postrouting priority mangle; policy accept;
                    oifname "%1$s" ip saddr set ip saddr map @to_network
                  }
                }
                """.formatted(device, edge.host(), edge.network());
    }

    @Override
    public void close() {
        daemons.forEach(Background::close);
    }
}
