package io.sallyport.dataplane.tunnel.crypto;

class LibcryptoX25519Test extends X25519Contract {

    @Override
    X25519 x25519() {
        return Libcrypto.x25519().orElseThrow(() -> new AssertionError(Libcrypto.cause()));
    }
}
