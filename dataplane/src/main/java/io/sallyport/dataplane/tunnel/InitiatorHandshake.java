package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.Message.INITIATION;
import static io.sallyport.dataplane.tunnel.Message.INITIATION_EPHEMERAL;
import static io.sallyport.dataplane.tunnel.Message.INITIATION_LENGTH;
import static io.sallyport.dataplane.tunnel.Message.INITIATION_STATIC;
import static io.sallyport.dataplane.tunnel.Message.INITIATION_TIMESTAMP;
import static io.sallyport.dataplane.tunnel.Message.RESPONSE_EMPTY;
import static io.sallyport.dataplane.tunnel.Message.RESPONSE_EPHEMERAL;
import static io.sallyport.dataplane.tunnel.Message.SENDER;
import static io.sallyport.dataplane.tunnel.Message.TAG_LENGTH;

import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.util.Arrays;

/** One call to a peer: the initiation that went out, and what is needed to understand its response (WireGuard §5.4.2). */
final class InitiatorHandshake implements Indexed {

    private final Peer peer;
    private final Identity identity;
    private final int localIndex;
    private final KeyPair ephemeral;
    private final NoiseState noise;
    private final CipherSuite suite;
    private final byte[] presharedKey;
    private final int generation;

    private InitiatorHandshake(Peer peer, Identity identity, int localIndex, KeyPair ephemeral, NoiseState noise) {
        this.peer = peer;
        this.identity = identity;
        this.localIndex = localIndex;
        this.ephemeral = ephemeral;
        this.noise = noise;
        suite = peer.suite();
        presharedKey = peer.presharedKey();
        generation = peer.generation();
    }

    /**
     * Writes an initiation, all but its MACs, into {@code message}.
     *
     * @return {@code null} when the peer's key cannot be agreed with
     */
    static InitiatorHandshake start(
            Peer peer, Identity identity, int localIndex, KeyPair ephemeral, byte[] timestamp, byte[] message) {
        X25519 x25519 = identity.x25519();
        NoiseState noise = NoiseState.begin(peer.suite(), peer.publicKey());
        byte[] ephemeralPublic = ephemeral.publicKey().toBytes();
        noise.mixKey(ephemeralPublic);
        noise.mixHash(ephemeralPublic);
        byte[] ephemeralShared = ephemeral.agree(peer.publicKey().toBytes(), x25519);
        byte[] staticShared = identity.agreeWith(peer);
        if (ephemeralShared == null || staticShared == null) {
            return null;
        }
        byte[] sealedStatic = noise.sealAndMix(noise.mixSecret(ephemeralShared), identity.publicKey().toBytes());
        byte[] sealedTimestamp = noise.sealAndMix(noise.mixSecret(staticShared), timestamp);

        Arrays.fill(message, 0, INITIATION_LENGTH, (byte) 0);
        Message.putInt(message, 0, INITIATION);
        Message.putInt(message, SENDER, localIndex);
        System.arraycopy(ephemeralPublic, 0, message, INITIATION_EPHEMERAL, ephemeralPublic.length);
        System.arraycopy(sealedStatic, 0, message, INITIATION_STATIC, sealedStatic.length);
        System.arraycopy(sealedTimestamp, 0, message, INITIATION_TIMESTAMP, sealedTimestamp.length);
        return new InitiatorHandshake(peer, identity, localIndex, ephemeral, noise);
    }

    /** The transport keys, or {@code null} when the response does not verify; then this handshake still waits. */
    SessionKeys finish(byte[] response) {
        X25519 x25519 = identity.x25519();
        NoiseState attempt = noise.copy();
        byte[] theirs = Arrays.copyOfRange(response, RESPONSE_EPHEMERAL, RESPONSE_EPHEMERAL + X25519.KEY_LENGTH);
        byte[] ephemeralShared = ephemeral.agree(theirs, x25519);
        byte[] staticShared = identity.keyPair().agree(theirs, x25519);
        if (ephemeralShared == null || staticShared == null) {
            return null;
        }
        attempt.mixKey(theirs);
        attempt.mixHash(theirs);
        Arrays.fill(attempt.mixSecret(ephemeralShared), (byte) 0);
        Arrays.fill(attempt.mixSecret(staticShared), (byte) 0);
        byte[] key = attempt.mixPresharedKey(presharedKey.clone());
        byte[] sealedNothing = Arrays.copyOfRange(response, RESPONSE_EMPTY, RESPONSE_EMPTY + TAG_LENGTH);
        if (attempt.openAndMix(key, sealedNothing) == null) {
            attempt.wipe();
            return null;
        }
        return attempt.split(true);
    }

    @Override
    public Peer peer() {
        return peer;
    }

    CipherSuite suite() {
        return suite;
    }

    int generation() {
        return generation;
    }

    @Override
    public int localIndex() {
        return localIndex;
    }

    void wipe() {
        noise.wipe();
        ephemeral.privateKey().wipe();
        Arrays.fill(presharedKey, (byte) 0);
    }
}
