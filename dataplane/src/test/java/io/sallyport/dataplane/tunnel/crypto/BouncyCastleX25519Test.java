package io.sallyport.dataplane.tunnel.crypto;

class BouncyCastleX25519Test extends X25519Contract {

    @Override
    X25519 x25519() {
        return new BouncyCastleX25519();
    }
}
