package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** An X25519 private key and its public key. */
public record KeyPair(SecretKey privateKey, PublicKey publicKey) {

    /** A new pair, clamped as RFC 7748 §5 says and {@code wg genkey} does. */
    public static KeyPair generate(RandomGenerator random, X25519 x25519) {
        byte[] scalar = new byte[SecretKey.LENGTH];
        random.nextBytes(scalar);
        scalar[0] &= (byte) 0xf8;
        scalar[31] = (byte) (scalar[31] & 0x7f | 0x40);
        try {
            return of(SecretKey.of(scalar), x25519);
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    public static KeyPair of(SecretKey privateKey, X25519 x25519) {
        byte[] scalar = privateKey.toBytes();
        try {
            return new KeyPair(privateKey, PublicKey.of(x25519.publicKey(scalar)));
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    /** The shared secret with {@code other}, or {@code null} when that is a point of small order; the caller wipes it. */
    byte[] agree(byte[] other, X25519 x25519) {
        byte[] scalar = privateKey.toBytes();
        byte[] shared = new byte[X25519.KEY_LENGTH];
        try {
            return x25519.agree(shared, scalar, other) ? shared : null;
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }
}
