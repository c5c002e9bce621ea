package io.sallyport.dataplane.tunnel.crypto;

/**
 * One key of one direction, its schedule already computed, over foreign memory. There is no associated data, and the nonce is
 * four zero bytes and the little-endian 64-bit counter (WireGuard §5.4.6; the same layout serves AES-256-GCM).
 *
 * <p>Not thread-safe: one thread at a time.
 */
public interface Aead extends AutoCloseable {

    int KEY_LENGTH = 32;
    int NONCE_LENGTH = 12;
    int TAG_LENGTH = 16;

    /**
     * Encrypts {@code length} bytes from {@code in} to {@code out} and appends the tag at {@code out + length}. The two may be
     * the same address, but must not overlap otherwise. A counter is never used twice.
     */
    void seal(long out, long in, int length, long counter);

    /**
     * Decrypts {@code length} bytes from {@code in} to {@code out} and verifies the tag at {@code in + length}.
     *
     * @param length without the tag
     * @return whether the tag is right; the bytes at {@code out} mean nothing when it is not
     */
    boolean open(long out, long in, int length, long counter);

    /** Wipes the key. */
    @Override
    void close();
}
