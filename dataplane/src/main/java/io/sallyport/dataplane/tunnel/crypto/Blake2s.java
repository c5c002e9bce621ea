package io.sallyport.dataplane.tunnel.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2sDigest;

/** BLAKE2s (RFC 7693) as WireGuard §5.4 uses it: HASH, MAC, HMAC and the key derivation KDF_n built from HMAC. */
public final class Blake2s {

    public static final int HASH_LENGTH = 32;
    public static final int MAC_LENGTH = 16;

    private static final int BLOCK_LENGTH = 64;
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    private Blake2s() {
    }

    /** HASH(first ‖ second ‖ …), 32 bytes. */
    public static byte[] hash(byte[]... parts) {
        Blake2sDigest digest = new Blake2sDigest(null, HASH_LENGTH, null, null);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[HASH_LENGTH];
        digest.doFinal(out, 0);
        return out;
    }

    /** MAC(key, input[0, length)): keyed BLAKE2s with 16 bytes of output. */
    public static byte[] mac(byte[] key, byte[] input, int length) {
        Blake2sDigest digest = new Blake2sDigest(key, MAC_LENGTH, null, null);
        digest.update(input, 0, length);
        byte[] out = new byte[MAC_LENGTH];
        digest.doFinal(out, 0);
        digest.clearKey();
        return out;
    }

    /** HMAC (RFC 2104) over BLAKE2s. */
    static byte[] hmac(byte[] key, byte[]... parts) {
        byte[] pad = new byte[BLOCK_LENGTH];
        xor(pad, key, INNER_PAD);
        byte[][] inner = new byte[parts.length + 1][];
        inner[0] = pad;
        System.arraycopy(parts, 0, inner, 1, parts.length);
        byte[] innerHash = hash(inner);
        xor(pad, key, OUTER_PAD);
        byte[] out = hash(pad, innerHash);
        Arrays.fill(pad, (byte) 0);
        Arrays.fill(innerHash, (byte) 0);
        return out;
    }

    private static void xor(byte[] pad, byte[] key, byte with) {
        Arrays.fill(pad, with);
        for (int i = 0; i < key.length; i++) {
            pad[i] ^= key[i];
        }
    }

    /**
     * KDF_n(key, input) of WireGuard §5.4, which is HKDF (RFC 5869) with an empty info.
     *
     * @return n outputs of 32 bytes; the caller wipes them
     */
    public static byte[][] kdf(int n, byte[] key, byte[] input) {
        byte[] secret = hmac(key, input);
        byte[][] out = new byte[n][];
        byte[] previous = new byte[0];
        for (int i = 0; i < n; i++) {
            out[i] = hmac(secret, previous, new byte[] {(byte) (i + 1)});
            previous = out[i];
        }
        Arrays.fill(secret, (byte) 0);
        return out;
    }
}
