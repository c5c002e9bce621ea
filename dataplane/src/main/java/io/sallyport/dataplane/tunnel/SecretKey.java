package io.sallyport.dataplane.tunnel;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * 32 secret bytes: an X25519 private key or a preshared key. Never prints its content, compares in constant time.
 */
public final class SecretKey {

    public static final int LENGTH = 32;

    private final byte[] bytes;

    private SecretKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static SecretKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + bytes.length);
        }
        return new SecretKey(bytes.clone());
    }

    /** @throws IllegalArgumentException when the text is not the base64 of 32 bytes; never repeats the text */
    public static SecretKey parse(String base64) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a key is the base64 of 32 bytes");
        }
        try {
            return of(decoded);
        } finally {
            Arrays.fill(decoded, (byte) 0);
        }
    }

    /** A copy, for the one who writes it to a 0600 file or feeds it to a primitive; wipe it afterwards. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Forgets the bytes: for keys of one handshake, whose secrecy must end with it (WireGuard §5.4.2). */
    void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretKey key && MessageDigest.isEqual(bytes, key.bytes);
    }

    /** Deliberately coarse: a hash of a secret is a clue to it. */
    @Override
    public int hashCode() {
        return LENGTH;
    }

    @Override
    public String toString() {
        return "(secret key)";
    }
}
