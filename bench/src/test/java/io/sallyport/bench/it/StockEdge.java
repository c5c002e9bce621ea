package io.sallyport.bench.it;

import io.sallyport.bench.lab.GatewayControl;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.path.WireguardDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Debian's wireguard-go as an edge, with its addresses in the virtual network on its own device: nothing translates there. */
final class StockEdge {

    /**
     * @param v6           whether the underlay is IPv6
     * @param presharedKey whether the pair has one
     * @param calls        whether it knows where the gateway is, and the gateway does not know where it is; else the reverse
     */
    record Kind(boolean v6, boolean presharedKey, boolean calls) {

        @Override
        public String toString() {
            return (calls ? "stock initiates" : "sallyport initiates") + " over IPv" + (v6 ? 6 : 4)
                    + (presharedKey ? ", preshared key" : "");
        }
    }

    static final String WAN_DEVICE = "wan0";

    private final int number;
    private final Kind kind;
    private final Namespace namespace;
    private final String device;
    private final Path key;
    private final String publicKey;
    private final Optional<Path> presharedKey;
    private final Background process;

    /** @param number from 1; makes its names and addresses */
    StockEdge(Sandbox sandbox, int number, Kind kind) {
        this.number = number;
        this.kind = kind;
        this.namespace = sandbox.namespace(name());
        this.device = WireguardDevice.name(sandbox.id(), "e" + number);
        this.key = sandbox.directory().resolve(name() + ".key");
        this.publicKey = GatewayControl.keygen(key);
        Path psk = sandbox.directory().resolve(name() + ".psk");
        this.presharedKey = kind.presharedKey() ? Optional.of(psk) : Optional.empty();
        presharedKey.ifPresent(StockEdge::createPresharedKey);
        this.process = WireguardDevice.start(namespace, device, Tool.WIREGUARD_GO.path(), "verbose");
    }

    private static void createPresharedKey(Path file) {
        try {
            GatewayControl.keygen(file);
            Files.writeString(file, Command.of("wg", "genpsk").output());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    Kind kind() {
        return kind;
    }

    String name() {
        return "edge-" + number;
    }

    Namespace namespace() {
        return namespace;
    }

    String publicKey() {
        return publicKey;
    }

    Optional<Path> presharedKey() {
        return presharedKey;
    }

    /** Of IPv4 and IPv6, in the virtual network. */
    List<String> inner() {
        return List.of("10.100." + number + ".15", "fd00:100:0:" + number + "::15");
    }

    List<String> prefixes() {
        return List.of("10.100." + number + ".0/24", "fd00:100:0:" + number + "::/64");
    }

    /** In the underlay. */
    List<String> outer() {
        return outer(10);
    }

    /** Where it moves to. */
    List<String> outerAfterMove() {
        return outer(50);
    }

    private List<String> outer(int offset) {
        return List.of("198.51.100." + (offset + number), "fd00:198:51:100::" + (offset + number));
    }

    /** @param endpoints addresses with ports; none when it calls */
    List<String> endpoints() {
        return kind.calls() ? List.of() : List.of(at(outer(), Draft.PORT));
    }

    String at(List<String> addresses, int port) {
        return kind.v6() ? "[" + addresses.get(1) + "]:" + port : addresses.get(0) + ":" + port;
    }

    Link wan() {
        return namespace.link(WAN_DEVICE);
    }

    /** Makes the gateway its peer, and everything in the virtual network lead there. */
    void configure(String gatewayKey, List<String> gatewayOuter) {
        outer().forEach(address -> wan().address(address + (address.contains(":") ? "/64" : "/24")));
        List<String> peer = new ArrayList<>(List.of("peer", gatewayKey, "allowed-ips", String.join(",", Draft.NETWORK)));
        presharedKey.ifPresent(file -> peer.addAll(List.of("preshared-key", file.toString())));
        if (kind.calls()) {
            peer.addAll(List.of("endpoint", at(gatewayOuter, Draft.PORT)));
        }
        set("private-key", key.toString(), "listen-port", Integer.toString(Draft.PORT));
        set(peer.toArray(String[]::new));
        Link tunnel = namespace.link(device).mtu(1420);
        tunnel.address(inner().get(0) + "/32").address(inner().get(1) + "/128").up();
        Draft.NETWORK.forEach(network -> namespace.route(network, "dev", device));
    }

    /** {@code wg set}. */
    void set(String... arguments) {
        List<String> command = new ArrayList<>(List.of("wg", "set", device));
        command.addAll(List.of(arguments));
        namespace.command(command.toArray(String[]::new)).output();
    }

    /** {@code wg show}'s column of that name for its one peer, such as {@code endpoints}. */
    String show(String what) {
        String line = namespace.command("wg", "show", device, what).output().strip();
        return line.substring(line.indexOf('\t') + 1);
    }

    /** When it last completed a handshake, in seconds since 1970; 0: never. */
    long latestHandshake() {
        return Long.parseLong(show("latest-handshakes"));
    }

    /** How often its log has a line with that text. */
    long logged(String text) {
        try (var lines = Files.lines(process.log())) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + process.log(), e);
        }
    }
}
