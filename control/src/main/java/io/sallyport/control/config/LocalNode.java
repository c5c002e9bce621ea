package io.sallyport.control.config;

import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.nio.file.Path;
import java.util.List;

/**
 * What concerns this node alone.
 *
 * @param name           one of the network's nodes
 * @param privateKeyFile holds the private key of this node, or of its cluster
 * @param listenPort     UDP port of the underlay
 * @param workers        worker threads
 * @param cpus           CPUs to pin the workers to, in order; empty: not pinned
 * @param packetBuffers  packets in each worker's pool
 * @param relayPort      TCP and UDP port at the management addresses, for layer 4 sessions between nodes; one for the network
 * @param maxSessions    layer 4 sessions at once, of all connectors and peers together
 * @param transport      how layer 4 waits for its sockets
 */
public record LocalNode(
        String name,
        Path privateKeyFile,
        int listenPort,
        int workers,
        List<Integer> cpus,
        boolean busyPoll,
        boolean offloads,
        int packetBuffers,
        Tun tun,
        List<PresharedKey> presharedKeys,
        int relayPort,
        int maxSessions,
        TransportChoice transport) {

    public LocalNode {
        cpus = Copies.of(cpus);
        presharedKeys = Copies.of(presharedKeys);
    }

    /** @param mtu bytes */
    public record Tun(String name, int mtu) {
    }

    /** @param peer name of a node or cluster */
    public record PresharedKey(String peer, Path file) {
    }
}
