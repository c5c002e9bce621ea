package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.LocalNode;
import io.sallyport.control.config.LocalNode.PresharedKey;
import io.sallyport.control.config.Network;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.control.config.Route;
import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import io.sallyport.dataplane.tunnel.KeyPair;
import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.tunnel.SecretKey;
import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** This node's own sections, and what they mean together with the network's. */
final class LocalCheck {

    private final Network network;
    private final LocalNode local;
    private final List<NetworkInterface> interfaces;
    private final Names names;
    private final KeyFiles keyFiles;
    private final Findings findings;

    LocalCheck(Configuration configuration, Names names, KeyFiles keyFiles, Findings findings) {
        this.network = configuration.network();
        this.local = configuration.node();
        this.interfaces = configuration.interfaces();
        this.names = names;
        this.keyFiles = keyFiles;
        this.findings = findings;
    }

    void run() {
        names.requireNode(local.name(), "/node/name", findings);
        cpus();
        tun();
        interfaces();
        presharedKeys();
        Optional<SecretKey> privateKey = key(local.privateKeyFile(), "/node/privateKeyFile");
        identity().ifPresent(identity -> {
            privateKey.ifPresent(key -> belongs(key, identity));
            tunnels(identity);
            participation(identity);
        });
    }

    private Optional<Destination> identity() {
        return names.destination(names.identityOf(local.name()));
    }

    private Stream<Destination> destinations() {
        return Stream.<Destination>concat(network.clusters().stream(), network.nodes().stream())
                .filter(destination -> destination != null && names.isDestination(destination.name()));
    }

    private Optional<SecretKey> key(Path file, String pointer) {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(keyFiles.read(file));
        } catch (KeyFileException e) {
            findings.fault(pointer, file, "", e.getMessage());
            return Optional.empty();
        }
    }

    private void belongs(SecretKey key, Destination identity) {
        PublicKey derived = KeyPair.of(key, X25519.fastest()).publicKey();
        if (identity.publicKey().isPresent() && !identity.publicKey().get().equals(derived)) {
            findings.fault("/node/privateKeyFile", local.privateKeyFile(), "", "this private key belongs to the publicKey " + derived
                    + ", and not to the one of " + identity.name() + ", which is " + identity.publicKey().get()
                    + "; name the right file, or put that publicKey into the network part");
        }
    }

    private void cpus() {
        int count = local.cpus().size();
        if (count != 0 && count != local.workers()) {
            findings.fault("/node/cpus", local.cpus(), "none, or one for each of " + local.workers() + " workers",
                    "there are " + local.workers() + " workers to pin, but " + count + " in this list; list one CPU for each, or none");
        }
    }

    private void tun() {
        if (local.tun() == null) {
            return;
        }
        boolean v6 = network.networkCidr().stream().anyMatch(block -> block != null && block.v6());
        if (v6 && local.tun().mtu() < DestinationCheck.MIN_MTU_V6) {
            findings.fault("/node/tun/mtu", local.tun().mtu(), "at least " + DestinationCheck.MIN_MTU_V6,
                    "the network has IPv6, which needs an MTU of at least " + DestinationCheck.MIN_MTU_V6 + " bytes (RFC 8200 §5)");
        }
    }

    private void interfaces() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < interfaces.size(); i++) {
            if (!(interfaces.get(i) instanceof NetworkInterface device) || device.name() == null) {
                continue;
            }
            String pointer = "/interfaces/" + i + "/name";
            if (!seen.add(device.name())) {
                findings.fault(pointer, device.name(), "", "the interface " + device.name() + " is listed twice; remove one");
            } else if (local.tun() != null && device.name().equals(local.tun().name())) {
                findings.fault(pointer, device.name(), "", device.name() + " is the TUN interface of node.tun, which is made by the"
                        + " daemon; name a device of the machine");
            }
        }
    }

    private void presharedKeys() {
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < local.presharedKeys().size(); i++) {
            if (!(local.presharedKeys().get(i) instanceof PresharedKey psk)) {
                continue;
            }
            String pointer = "/node/presharedKeys/" + i;
            names.requireDestination(psk.peer(), pointer + "/peer", findings);
            key(psk.file(), pointer + "/file");
            Integer before = psk.peer() == null ? null : seen.putIfAbsent(psk.peer(), i);
            if (before != null) {
                findings.fault(pointer + "/peer", psk.peer(), "", psk.peer() + " already has a key in /node/presharedKeys/" + before
                        + "; remove one");
            }
            if (psk.peer() != null && psk.peer().equals(names.identityOf(local.name()))) {
                findings.fault(pointer + "/peer", psk.peer(), "", psk.peer() + " is this node itself; a preshared key is for a peer");
            }
        }
    }

    /** Two destinations that only call never meet. That is right for the edges of a star, so it is no fault. */
    private void tunnels(Destination identity) {
        if (!identity.endpoints().isEmpty()) {
            return;
        }
        Set<String> routed = new HashSet<>();
        network.routes().stream().filter(Objects::nonNull).map(Route::node).forEach(routed::add);
        destinations()
                .filter(peer -> peer.endpoints().isEmpty() && routed.contains(peer.name()) && !peer.name().equals(identity.name()))
                .forEach(peer -> findings.warn("", "neither " + identity.name() + " nor " + peer.name()
                        + " has an endpoint, so no tunnel comes up between them"));
    }

    private void participation(Destination identity) {
        PrefixSet translated = new PrefixSet();
        network.insideNats().stream()
                .filter(row -> row != null && row.networkCidr() != null && identity.name().equals(row.node()))
                .forEach(row -> translated.add(row.networkCidr()));
        for (int i = 0; i < network.routes().size(); i++) {
            Route route = network.routes().get(i);
            if (route == null || route.networkCidr() == null || !identity.name().equals(route.node())) {
                continue;
            }
            if (!translated.overlaps(route.networkCidr())) {
                findings.warn("/network/routes/" + i, "leads to this node, which has no inside NAT row in " + route.networkCidr()
                        + ", so no local host takes part");
            }
        }
    }
}
