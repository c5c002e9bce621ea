package io.sallyport.dataplane.tunnel;

import java.util.Arrays;
import java.util.Base64;

/** An X25519 public key (RFC 7748), written as base64 the way {@code wg} does. */
public final class PublicKey {

    public static final int LENGTH = 32;

    private final byte[] bytes;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    public static PublicKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.length);
        }
        return new PublicKey(bytes.clone());
    }

    /** @throws IllegalArgumentException when the text is not the base64 of 32 bytes */
    public static PublicKey parse(String base64) {
        return of(Base64.getDecoder().decode(base64.strip()));
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
