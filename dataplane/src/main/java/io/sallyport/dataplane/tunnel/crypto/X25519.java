package io.sallyport.dataplane.tunnel.crypto;

/** Key agreement on Curve25519 (RFC 7748). Stateless. */
public interface X25519 {

    int KEY_LENGTH = 32;

    /** The fastest there is on this machine. */
    static X25519 fastest() {
        return Libcrypto.x25519().orElseGet(BouncyCastleX25519::new);
    }

    /** The library, for status. */
    String name();

    /**
     * Computes the shared secret of a private and a public key.
     *
     * @param shared receives 32 bytes
     * @return false when the public key is a point of small order, which makes the secret all zero; never use it then
     */
    boolean agree(byte[] shared, byte[] privateKey, byte[] publicKey);

    /** The public key of a private key. */
    default byte[] publicKey(byte[] privateKey) {
        byte[] base = new byte[KEY_LENGTH];
        base[0] = 9; // the u-coordinate of the base point (RFC 7748 §4.1)
        byte[] result = new byte[KEY_LENGTH];
        if (!agree(result, privateKey, base)) {
            throw new IllegalArgumentException("not a usable private key");
        }
        return result;
    }
}
