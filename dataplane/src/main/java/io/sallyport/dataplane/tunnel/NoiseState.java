package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.tunnel.crypto.Blake2s;
import io.sallyport.dataplane.tunnel.crypto.HandshakeAead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Chaining key and transcript hash of one handshake: Noise's symmetric state (WireGuard §5.4, Noise §5.2). */
final class NoiseState {

    private static final byte[] NOTHING = {};
    private static final byte[] CONSTRUCTION = bytes("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s");
    private static final byte[] WIREGUARD_IDENTIFIER = bytes("WireGuard v1 zx2c4 Jason@zx2c4.com");
    /** Binds the suite into the handshake: two nodes that disagree about it never get as far as a session. */
    private static final byte[] GCM_IDENTIFIER = bytes("Sallyport v1 aes-256-gcm");

    private byte[] chain;
    private byte[] hash;

    private NoiseState(byte[] chain, byte[] hash) {
        this.chain = chain;
        this.hash = hash;
    }

    /** The state before the first message, toward the owner of {@code responder}. */
    static NoiseState begin(CipherSuite suite, PublicKey responder) {
        byte[] chain = Blake2s.hash(CONSTRUCTION);
        byte[] identifier = switch (suite) {
            case CHACHA20_POLY1305 -> WIREGUARD_IDENTIFIER;
            case AES_256_GCM -> GCM_IDENTIFIER;
        };
        return new NoiseState(chain, Blake2s.hash(Blake2s.hash(chain, identifier), responder.toBytes()));
    }

    private static byte[] bytes(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    /** A state that goes its own way from here: what fails to verify must not change the original. */
    NoiseState copy() {
        return new NoiseState(chain.clone(), hash.clone());
    }

    void mixHash(byte[] data) {
        hash = Blake2s.hash(hash, data);
    }

    /** C := KDF1(C, input). */
    void mixKey(byte[] input) {
        replaceChain(Blake2s.kdf(1, chain, input)[0]);
    }

    /** (C, κ) := KDF2(C, secret); wipes the secret. */
    byte[] mixSecret(byte[] secret) {
        byte[][] out = Blake2s.kdf(2, chain, secret);
        Arrays.fill(secret, (byte) 0);
        replaceChain(out[0]);
        return out[1];
    }

    /** (C, τ, κ) := KDF3(C, Q), and H := HASH(H ‖ τ); wipes the preshared key's copy. */
    byte[] mixPresharedKey(byte[] preshared) {
        byte[][] out = Blake2s.kdf(3, chain, preshared);
        Arrays.fill(preshared, (byte) 0);
        replaceChain(out[0]);
        mixHash(out[1]);
        return out[2];
    }

    /** Encrypts under a key of this handshake, which it wipes, and mixes the result into the transcript. */
    byte[] sealAndMix(byte[] key, byte[] plain) {
        byte[] sealed = HandshakeAead.seal(key, plain, hash);
        Arrays.fill(key, (byte) 0);
        mixHash(sealed);
        return sealed;
    }

    /** The reverse, or {@code null} when it does not verify. */
    byte[] openAndMix(byte[] key, byte[] sealed) {
        byte[] plain = HandshakeAead.open(key, sealed, hash);
        Arrays.fill(key, (byte) 0);
        mixHash(sealed);
        return plain;
    }

    /** The transport keys; this state is wiped. */
    SessionKeys split(boolean initiator) {
        byte[][] keys = Blake2s.kdf(2, chain, NOTHING);
        wipe();
        return initiator ? new SessionKeys(keys[0], keys[1]) : new SessionKeys(keys[1], keys[0]);
    }

    void wipe() {
        Arrays.fill(chain, (byte) 0);
        Arrays.fill(hash, (byte) 0);
    }

    private void replaceChain(byte[] next) {
        Arrays.fill(chain, (byte) 0);
        chain = next;
    }
}
