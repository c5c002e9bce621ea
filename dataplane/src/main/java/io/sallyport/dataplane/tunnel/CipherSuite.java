package io.sallyport.dataplane.tunnel;

/** The AEAD of a session's data messages. The handshake is always WireGuard's own. */
public enum CipherSuite {
    /** WireGuard as everybody speaks it (RFC 8439). */
    CHACHA20_POLY1305("chacha20-poly1305"),
    /** Between Sallyport nodes only: faster where the CPU has AES instructions (NIST SP 800-38D). */
    AES_256_GCM("aes-256-gcm");

    private final String label;

    CipherSuite(String label) {
        this.label = label;
    }

    /** The name in configuration and status. */
    public String label() {
        return label;
    }
}
