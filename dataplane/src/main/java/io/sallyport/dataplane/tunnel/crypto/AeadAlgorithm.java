package io.sallyport.dataplane.tunnel.crypto;

/** The AEADs a session's data messages may use: 32-byte key, 12-byte nonce, 16-byte tag. */
public enum AeadAlgorithm {
    /** RFC 8439. */
    CHACHA20_POLY1305("chacha20-poly1305"),
    /** NIST SP 800-38D. */
    AES_256_GCM("aes-256-gcm");

    private final String label;

    AeadAlgorithm(String label) {
        this.label = label;
    }

    /** The name in configuration and status. */
    public String label() {
        return label;
    }
}
