package io.sallyport.dataplane.tunnel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CryptoSuiteTest {

    @Test
    void namesTheLibraryOfEveryPrimitive() {
        CryptoSuite suite = CryptoSuite.fastest();
        assertThat(suite.description()).containsOnlyKeys("chacha20-poly1305", "aes-256-gcm", "x25519", "blake2s");
        assertThat(suite.description().get("chacha20-poly1305")).matches("libcrypto 3\\..* \\(\\d+ ns for 64 bytes.*");
        assertThat(suite.description().get("x25519")).startsWith("libcrypto 3.");
    }

    @Test
    void saysWhyALibraryIsNotThere() {
        Libcrypto missing = Libcrypto.load("libcrypto.so.99");
        assertThat(missing.whyNot()).contains("libcrypto.so.99 does not load").contains("install the package libssl3");
    }

    @Test
    void worksWithoutLibcrypto() {
        CryptoSuite suite = CryptoSuite.portable();
        assertThat(suite.aead(AeadAlgorithm.CHACHA20_POLY1305).name()).startsWith("JDK ");
        assertThat(suite.x25519().name()).isEqualTo("BouncyCastle");
        assertThat(suite.description()).containsOnlyKeys("chacha20-poly1305", "aes-256-gcm", "x25519", "blake2s");
    }
}
