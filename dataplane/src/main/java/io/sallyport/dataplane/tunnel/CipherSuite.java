package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.tunnel.crypto.AeadAlgorithm;

/** The AEAD of a session's data messages. The handshake is always WireGuard's own. */
public enum CipherSuite {
    /** WireGuard as everybody speaks it (RFC 8439). */
    CHACHA20_POLY1305(AeadAlgorithm.CHACHA20_POLY1305),
    /** Between Sallyport nodes only: faster where the CPU has AES instructions (NIST SP 800-38D). */
    AES_256_GCM(AeadAlgorithm.AES_256_GCM);

    private final AeadAlgorithm algorithm;

    CipherSuite(AeadAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    AeadAlgorithm algorithm() {
        return algorithm;
    }

    /** The name in configuration and status. */
    public String label() {
        return algorithm.label();
    }
}
