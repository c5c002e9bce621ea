package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.util.HashMap;
import java.util.Map;

/** This node's key pair, and what it has agreed with its peers: computed at the first handshake, kept for the next. */
final class Identity {

    private final KeyPair keyPair;
    private final X25519 x25519;
    private final Map<PublicKey, SecretKey> agreed = new HashMap<>();

    Identity(SecretKey privateKey, X25519 x25519) {
        this.x25519 = x25519;
        keyPair = KeyPair.of(privateKey, x25519);
    }

    KeyPair keyPair() {
        return keyPair;
    }

    PublicKey publicKey() {
        return keyPair.publicKey();
    }

    X25519 x25519() {
        return x25519;
    }

    boolean is(SecretKey privateKey) {
        return keyPair.privateKey().equals(privateKey);
    }

    /** The static-static secret, a copy for the caller to wipe; {@code null} when the peer's key is a point of small order. */
    byte[] agreeWith(Peer peer) {
        SecretKey known = agreed.get(peer.publicKey());
        if (known != null) {
            return known.toBytes();
        }
        byte[] shared = keyPair.agree(peer.publicKey().toBytes(), x25519);
        if (shared != null) {
            agreed.put(peer.publicKey(), SecretKey.of(shared));
        }
        return shared;
    }

    void forget(Peer peer) {
        agreed.remove(peer.publicKey());
    }
}
