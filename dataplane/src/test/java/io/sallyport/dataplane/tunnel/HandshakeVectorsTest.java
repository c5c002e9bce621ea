package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both messages of the handshake and the transport keys, byte for byte against {@link WhitepaperOracle}. */
class HandshakeVectorsTest {

    private static final int INITIATOR_INDEX = 0x11223344;
    private static final int RESPONDER_INDEX = 0x55667788;

    private final X25519 x25519 = CryptoSuite.fastest().x25519();
    private final Random random = new Random(11);

    @ParameterizedTest
    @CsvSource({
        "CHACHA20_POLY1305, false, WireGuard v1 zx2c4 Jason@zx2c4.com",
        "CHACHA20_POLY1305, true, WireGuard v1 zx2c4 Jason@zx2c4.com",
        "AES_256_GCM, true, Sallyport v1 aes-256-gcm",
    })
    void everyByteIsThePapers(CipherSuite suite, boolean withPresharedKey, String identifier) {
        KeyPair here = KeyPair.generate(random, x25519);
        KeyPair there = KeyPair.generate(random, x25519);
        KeyPair ephemeralHere = KeyPair.generate(random, x25519);
        KeyPair ephemeralThere = KeyPair.generate(random, x25519);
        byte[] psk = new byte[32];
        if (withPresharedKey) {
            random.nextBytes(psk);
        }
        byte[] timestamp = new Tai64n(InstantSource.fixed(Instant.parse("2026-11-20T12:00:00.5Z"))).next();
        WhitepaperOracle oracle = new WhitepaperOracle(identifier, bytes(here), bytes(there), bytes(ephemeralHere),
                bytes(ephemeralThere), psk, timestamp, INITIATOR_INDEX, RESPONDER_INDEX);
        Optional<SecretKey> preshared = withPresharedKey ? Optional.of(SecretKey.of(psk)) : Optional.empty();
        Peer peerThere = peer(there, preshared, suite);
        Peer peerHere = peer(here, preshared, suite);

        byte[] initiation = new byte[Message.INITIATION_LENGTH];
        InitiatorHandshake initiator = InitiatorHandshake.start(peerThere, new Identity(here.privateKey(), x25519),
                INITIATOR_INDEX, ephemeralHere, timestamp, initiation);
        peerThere.cookies().addMacs(initiation, Message.INITIATION_LENGTH, 0);
        assertThat(initiation).isEqualTo(oracle.initiation);

        ResponderHandshake responder = ResponderHandshake.identify(new Identity(there.privateKey(), x25519), initiation);
        assertThat(responder.initiator()).isEqualTo(here.publicKey());
        assertThat(responder.suite()).isEqualTo(suite);
        assertThat(responder.verify(peerHere, initiation)).isTrue();
        assertThat(responder.timestamp()).isEqualTo(timestamp);
        byte[] response = new byte[Message.INITIATION_LENGTH];
        SessionKeys atResponder = responder.respond(peerHere, RESPONDER_INDEX, ephemeralThere, response);
        peerHere.cookies().addMacs(response, Message.RESPONSE_LENGTH, 0);
        assertThat(Arrays.copyOf(response, Message.RESPONSE_LENGTH)).isEqualTo(oracle.response);

        SessionKeys atInitiator = initiator.finish(response);
        assertThat(atInitiator.send()).isEqualTo(atResponder.receive()).isEqualTo(oracle.initiatorSends);
        assertThat(atInitiator.receive()).isEqualTo(atResponder.send()).isEqualTo(oracle.responderSends);
    }

    private static byte[] bytes(KeyPair pair) {
        return pair.privateKey().toBytes();
    }

    private static Peer peer(KeyPair keys, Optional<SecretKey> preshared, CipherSuite suite) {
        PeerSpec spec = new PeerSpec("peer", keys.publicKey(), preshared,
                List.of(new InetSocketAddress("192.0.2.1", 51820)), suite, 0, 1420);
        return new Peer(0, spec, null, 1);
    }
}
