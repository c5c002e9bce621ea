package io.sallyport.dataplane.tunnel;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * One peer as configuration wants it. A peer is the same peer across reloads when its public key is the same: its sessions
 * stay. A changed preshared key or cipher starts a new handshake, and the old session serves until it is done.
 *
 * @param name             the node or cluster it belongs to
 * @param endpoints        resolved addresses, tried in turn; empty: wait until the peer calls
 * @param keepaliveSeconds persistent keepalive; 0 is off
 * @param mtu              largest inner packet until path MTU discovery learns less
 */
public record PeerSpec(
        String name,
        PublicKey publicKey,
        Optional<SecretKey> presharedKey,
        List<InetSocketAddress> endpoints,
        CipherSuite cipher,
        int keepaliveSeconds,
        int mtu) {

    public PeerSpec {
        endpoints = List.copyOf(endpoints);
    }
}
