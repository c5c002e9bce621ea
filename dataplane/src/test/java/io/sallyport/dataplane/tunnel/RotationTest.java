package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.PeerSpecs.withCipher;
import static io.sallyport.dataplane.tunnel.PeerSpecs.withKey;
import static io.sallyport.dataplane.tunnel.PeerSpecs.withPresharedKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.stats.Counter;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Configuration changes under running traffic: nothing is lost while both nodes change over, one after the other. */
class RotationTest {

    private final TestNetwork network = new TestNetwork(5);
    private final Device a = new Device(network, "192.0.2.1", 51821);
    private final Device b = new Device(network, "192.0.2.2", 51822);
    private int sent;

    @BeforeEach
    void connect() {
        a.adopt(b.asPeer());
        b.adopt(a.asPeer());
        network.run(Duration.ofMillis(500));
        talk(Duration.ofSeconds(5));
    }

    @AfterEach
    void nothingWasLost() {
        talk(Duration.ofSeconds(10));
        assertThat(a.received).hasSize(sent);
        assertThat(b.received).hasSize(sent);
        a.assertLeaksNothing();
        b.assertLeaksNothing();
    }

    private void talk(Duration duration) {
        for (int i = 0; i < duration.toMillis() / 100; i++) {
            sent++;
            a.send(0, TestPackets.ipv4(100, sent));
            b.send(0, TestPackets.ipv4(100, sent));
            network.run(Duration.ofMillis(100));
        }
    }

    private static SecretKey secret(long seed) {
        byte[] bytes = new byte[SecretKey.LENGTH];
        new Random(seed).nextBytes(bytes);
        return SecretKey.of(bytes);
    }

    @Test
    void aPresharedKey() {
        a.adopt(withPresharedKey(b.asPeer(), secret(1)));
        talk(Duration.ofSeconds(20));
        b.adopt(withPresharedKey(a.asPeer(), secret(1)));
        long before = a.count(Counter.HANDSHAKES_COMPLETED);
        talk(Duration.ofSeconds(7));
        assertThat(a.count(Counter.HANDSHAKES_COMPLETED)).isGreaterThan(before);
    }

    @Test
    void theCipher() {
        a.adopt(withCipher(b.asPeer(), CipherSuite.AES_256_GCM));
        talk(Duration.ofSeconds(20));
        assertThat(a.status().cipher()).isEqualTo(CipherSuite.CHACHA20_POLY1305);
        b.adopt(withCipher(a.asPeer(), CipherSuite.AES_256_GCM));
        talk(Duration.ofSeconds(7));
        assertThat(a.status().cipher()).isEqualTo(CipherSuite.AES_256_GCM);
        assertThat(b.status().cipher()).isEqualTo(CipherSuite.AES_256_GCM);
    }

    /** A new public key is a new peer, so the old one stays beside it until the change is through. */
    @Test
    void anIdentity() {
        KeyPair fresh = KeyPair.generate(new Random(9), Device.CRYPTO.x25519());
        PeerSpec renewed = withKey(a.asPeer(), fresh.publicKey());
        b.adopt(a.asPeer(), PeerSpecs.withoutEndpoints(renewed));
        talk(Duration.ofSeconds(3));
        a.adopt(fresh.privateKey());
        talk(Duration.ofSeconds(7));
        assertThat(b.state(1)).isEqualTo(PeerStates.UP);
        b.adopt(renewed);
    }

    @Test
    void whatDoesNotConcernAPeerLeavesItsSessionAlone() {
        long before = a.count(Counter.HANDSHAKES_INITIATED);
        for (int i = 0; i < 100; i++) {
            a.adopt(PeerSpecs.withKeepalive(b.asPeer(), i % 2));
            talk(Duration.ofMillis(100));
        }
        assertThat(a.count(Counter.HANDSHAKES_INITIATED)).isEqualTo(before);
    }
}
