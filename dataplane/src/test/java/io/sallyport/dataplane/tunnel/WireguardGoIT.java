package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our tunnel and Debian's wireguard-go understand each other. Needs root, for the namespace. */
@Timeout(60)
class WireguardGoIT {

    private static final CryptoSuite CRYPTO = CryptoSuite.fastest();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String OURS_V4 = "10.99.0.1";
    private static final String OURS_V6 = "fd99::1";
    private static final String ALL_OURS = "10.99.0.1/32,fd99::1/128";

    @TempDir
    private Path directory;

    private final KeyPair theirs = KeyPair.generate(RANDOM, CRYPTO.x25519());
    private final int port = 20_000 + RANDOM.nextInt(10_000);
    private WireguardGo peer;

    @BeforeEach
    void start() {
        peer = new WireguardGo(Integer.toString(port), directory);
        peer.configure(theirs, port, "10.99.0.2/24", "fd99::2/64");
    }

    @AfterEach
    void stop() {
        peer.close();
    }

    private PeerSpec spec(Optional<SecretKey> preshared, List<InetSocketAddress> endpoints) {
        return new PeerSpec("wireguard-go", theirs.publicKey(), preshared, endpoints, CipherSuite.CHACHA20_POLY1305, 0, 1420);
    }

    private void awaitUp(UdpDevice device) {
        await().atMost(Duration.ofSeconds(10)).until(() -> device.state() == PeerStates.UP);
    }

    @ParameterizedTest(name = "over {0}, preshared key: {1}")
    @CsvSource({"127.0.0.1, false", "127.0.0.1, true", "::1, false", "::1, true"})
    void weCallAndItAnswers(String loopback, boolean withPresharedKey) {
        try (UdpDevice device = new UdpDevice(CRYPTO, loopback)) {
            Optional<SecretKey> preshared = presharedKey(withPresharedKey, device);
            peer.peer(device.keys.publicKey(), "allowed-ips", ALL_OURS);
            device.adopt(spec(preshared, List.of(new InetSocketAddress(loopback, port))));
            awaitUp(device);
            peer.ping(OURS_V4, 3, 56);
            peer.ping(OURS_V6, 3, 1372); // a full inner packet of 1420 bytes
        }
    }

    @ParameterizedTest(name = "over {0}, preshared key: {1}")
    @CsvSource({"127.0.0.1, false", "127.0.0.1, true", "::1, false", "::1, true"})
    void itCallsAndWeAnswer(String loopback, boolean withPresharedKey) {
        try (UdpDevice device = new UdpDevice(CRYPTO, loopback)) {
            Optional<SecretKey> preshared = presharedKey(withPresharedKey, device);
            device.adopt(spec(preshared, List.of()));
            String at = loopback.contains(":") ? "[" + loopback + "]" : loopback;
            peer.peer(device.keys.publicKey(), "allowed-ips", ALL_OURS, "endpoint", at + ":" + device.port());
            peer.ping(OURS_V4, 3, 1392);
            peer.ping(OURS_V6, 3, 56);
            assertThat(device.state()).isEqualTo(PeerStates.UP);
            assertThat(device.stats.get(Counter.HANDSHAKES_INITIATED)).isZero();
        }
    }

    private Optional<SecretKey> presharedKey(boolean wanted, UdpDevice device) {
        if (!wanted) {
            return Optional.empty();
        }
        byte[] bytes = new byte[SecretKey.LENGTH];
        RANDOM.nextBytes(bytes);
        SecretKey key = SecretKey.of(bytes);
        peer.peer(device.keys.publicKey(), "preshared-key", peer.keyFile("preshared.key", key).toString());
        return Optional.of(key);
    }

    @Test
    void itFollowsUsToAnotherPort() {
        try (UdpDevice device = new UdpDevice(CRYPTO, "127.0.0.1")) {
            peer.peer(device.keys.publicKey(), "allowed-ips", ALL_OURS);
            device.adopt(spec(Optional.empty(), List.of(new InetSocketAddress("127.0.0.1", port))));
            awaitUp(device);
            peer.ping(OURS_V4, 1, 56);
            device.bind("127.0.0.1");
            device.skip(ProtocolTimes.REKEY_AFTER_TIME); // what we send next comes from the new port
            await().atMost(Duration.ofSeconds(10)).until(() -> peer.show("endpoints").contains(":" + device.port()));
            peer.ping(OURS_V4, 3, 56);
        }
    }

    @Test
    void weFollowItToAnotherPort() {
        try (UdpDevice device = new UdpDevice(CRYPTO, "127.0.0.1")) {
            peer.peer(device.keys.publicKey(), "allowed-ips", ALL_OURS);
            device.adopt(spec(Optional.empty(), List.of(new InetSocketAddress("127.0.0.1", port))));
            awaitUp(device);
            peer.listenOn(port + 1);
            peer.ping(OURS_V4, 3, 56);
            assertThat(device.status().endpoint()).isEqualTo("127.0.0.1:" + (port + 1));
        }
    }

    @Test
    void sessionsAreRenewedWithoutLoss() {
        try (UdpDevice device = new UdpDevice(CRYPTO, "127.0.0.1")) {
            peer.peer(device.keys.publicKey(), "allowed-ips", ALL_OURS);
            device.adopt(spec(Optional.empty(), List.of(new InetSocketAddress("127.0.0.1", port))));
            awaitUp(device);
            for (int i = 1; i <= 3; i++) {
                long completed = i + 1;
                device.skip(ProtocolTimes.REKEY_AFTER_TIME);
                peer.ping(OURS_V4, 10, 100);
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> device.stats.get(Counter.HANDSHAKES_COMPLETED) == completed);
            }
            assertThat(device.status().rxLost()).isZero();
        }
    }
}
