package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.Message.INITIATION_EPHEMERAL;
import static io.sallyport.dataplane.tunnel.Message.INITIATION_STATIC;
import static io.sallyport.dataplane.tunnel.Message.INITIATION_TIMESTAMP;
import static io.sallyport.dataplane.tunnel.Message.RESPONSE;
import static io.sallyport.dataplane.tunnel.Message.RESPONSE_EMPTY;
import static io.sallyport.dataplane.tunnel.Message.RESPONSE_EPHEMERAL;
import static io.sallyport.dataplane.tunnel.Message.RESPONSE_LENGTH;
import static io.sallyport.dataplane.tunnel.Message.RESPONSE_RECEIVER;
import static io.sallyport.dataplane.tunnel.Message.SENDER;
import static io.sallyport.dataplane.tunnel.Message.TAG_LENGTH;

import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.util.Arrays;

/** The answer to a peer's initiation (WireGuard §5.4.3), in three steps: who calls, does the call verify, respond. */
final class ResponderHandshake {

    private static final CipherSuite[] SUITES = CipherSuite.values();

    private final Identity identity;
    private final NoiseState noise;
    private final CipherSuite suite;
    private final PublicKey initiator;
    private final byte[] initiatorEphemeral;
    private final int initiatorIndex;
    private byte[] timestamp;

    private ResponderHandshake(
            Identity identity, NoiseState noise, CipherSuite suite, PublicKey initiator, byte[] ephemeral, int initiatorIndex) {
        this.identity = identity;
        this.noise = noise;
        this.suite = suite;
        this.initiator = initiator;
        this.initiatorEphemeral = ephemeral;
        this.initiatorIndex = initiatorIndex;
    }

    /**
     * Decrypts who calls. The suite is part of the transcript, and only the initiator knows it yet: try each; that costs an
     * AEAD over 32 bytes, the key agreement is shared.
     *
     * @return {@code null} when it does not verify under any suite
     */
    static ResponderHandshake identify(Identity identity, byte[] initiation) {
        byte[] ephemeral = Arrays.copyOfRange(initiation, INITIATION_EPHEMERAL, INITIATION_STATIC);
        byte[] sealedStatic = Arrays.copyOfRange(initiation, INITIATION_STATIC, INITIATION_TIMESTAMP);
        byte[] shared = identity.keyPair().agree(ephemeral, identity.x25519());
        if (shared == null) {
            return null;
        }
        try {
            for (CipherSuite suite : SUITES) {
                NoiseState noise = NoiseState.begin(suite, identity.publicKey());
                noise.mixKey(ephemeral);
                noise.mixHash(ephemeral);
                byte[] caller = noise.openAndMix(noise.mixSecret(shared.clone()), sealedStatic);
                if (caller != null) {
                    int index = Message.getInt(initiation, SENDER);
                    return new ResponderHandshake(identity, noise, suite, PublicKey.of(caller), ephemeral, index);
                }
                noise.wipe();
            }
            return null;
        } finally {
            Arrays.fill(shared, (byte) 0);
        }
    }

    /** Proves that the caller has its private key; afterwards {@link #timestamp()} is known. */
    boolean verify(Peer peer, byte[] initiation) {
        byte[] sealed = Arrays.copyOfRange(initiation, INITIATION_TIMESTAMP, INITIATION_TIMESTAMP + Tai64n.LENGTH + TAG_LENGTH);
        byte[] shared = identity.agreeWith(peer);
        if (shared == null) {
            return false;
        }
        timestamp = noise.openAndMix(noise.mixSecret(shared), sealed);
        return timestamp != null;
    }

    /**
     * Writes the response, all but its MACs, into {@code message}; wipes the ephemeral key.
     *
     * @return the transport keys, or {@code null} when the caller's ephemeral key cannot be agreed with
     */
    SessionKeys respond(Peer peer, int localIndex, KeyPair ephemeral, byte[] message) {
        X25519 x25519 = identity.x25519();
        byte[] ephemeralPublic = ephemeral.publicKey().toBytes();
        byte[] ephemeralShared = ephemeral.agree(initiatorEphemeral, x25519);
        byte[] staticShared = ephemeral.agree(peer.publicKey().toBytes(), x25519);
        ephemeral.privateKey().wipe();
        if (ephemeralShared == null || staticShared == null) {
            return null;
        }
        noise.mixKey(ephemeralPublic);
        noise.mixHash(ephemeralPublic);
        Arrays.fill(noise.mixSecret(ephemeralShared), (byte) 0);
        Arrays.fill(noise.mixSecret(staticShared), (byte) 0);
        byte[] sealedNothing = noise.sealAndMix(noise.mixPresharedKey(peer.presharedKey()), new byte[0]);

        Arrays.fill(message, 0, RESPONSE_LENGTH, (byte) 0);
        Message.putInt(message, 0, RESPONSE);
        Message.putInt(message, SENDER, localIndex);
        Message.putInt(message, RESPONSE_RECEIVER, initiatorIndex);
        System.arraycopy(ephemeralPublic, 0, message, RESPONSE_EPHEMERAL, ephemeralPublic.length);
        System.arraycopy(sealedNothing, 0, message, RESPONSE_EMPTY, sealedNothing.length);
        return noise.split(false);
    }

    PublicKey initiator() {
        return initiator;
    }

    int initiatorIndex() {
        return initiatorIndex;
    }

    CipherSuite suite() {
        return suite;
    }

    byte[] timestamp() {
        return timestamp;
    }

    void wipe() {
        noise.wipe();
    }
}
