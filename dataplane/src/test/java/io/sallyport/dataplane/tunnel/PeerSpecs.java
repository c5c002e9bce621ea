package io.sallyport.dataplane.tunnel;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Peer specifications that differ from another in one thing. */
final class PeerSpecs {

    private PeerSpecs() {
    }

    static PeerSpec withEndpoints(PeerSpec spec, InetSocketAddress... endpoints) {
        return new PeerSpec(spec.name(), spec.publicKey(), spec.presharedKey(), List.of(endpoints), spec.cipher(),
                spec.keepaliveSeconds(), spec.mtu());
    }

    static PeerSpec withoutEndpoints(PeerSpec spec) {
        return withEndpoints(spec);
    }

    static PeerSpec withKeepalive(PeerSpec spec, int seconds) {
        return new PeerSpec(spec.name(), spec.publicKey(), spec.presharedKey(), spec.endpoints(), spec.cipher(), seconds,
                spec.mtu());
    }

    static PeerSpec withPresharedKey(PeerSpec spec, SecretKey key) {
        return new PeerSpec(spec.name(), spec.publicKey(), Optional.of(key), spec.endpoints(), spec.cipher(),
                spec.keepaliveSeconds(), spec.mtu());
    }

    static PeerSpec withCipher(PeerSpec spec, CipherSuite cipher) {
        return new PeerSpec(spec.name(), spec.publicKey(), spec.presharedKey(), spec.endpoints(), cipher,
                spec.keepaliveSeconds(), spec.mtu());
    }

    static PeerSpec withKey(PeerSpec spec, PublicKey key) {
        return new PeerSpec(spec.name(), key, spec.presharedKey(), spec.endpoints(), spec.cipher(), spec.keepaliveSeconds(),
                spec.mtu());
    }
}
