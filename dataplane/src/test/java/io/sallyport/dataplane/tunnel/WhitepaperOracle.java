package io.sallyport.dataplane.tunnel;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * The handshake of WireGuard §5.4.2 and §5.4.3, line by line as the paper writes it, with BouncyCastle's primitives and none
 * of the code under test. Slow and plain: a judge, not an implementation.
 */
final class WhitepaperOracle {

    final byte[] initiation = new byte[148];
    final byte[] response = new byte[92];
    byte[] initiatorSends;
    byte[] responderSends;

    private byte[] c;
    private byte[] h;

    WhitepaperOracle(
            String identifier, byte[] staticI, byte[] staticR, byte[] ephemeralI, byte[] ephemeralR, byte[] psk,
            byte[] timestamp, int indexI, int indexR) {
        byte[] publicI = pub(staticI);
        byte[] publicR = pub(staticR);
        c = hash(ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s"));
        h = hash(cat(c, ascii(identifier)));
        h = hash(cat(h, publicR));

        // first message
        c = kdf(1, c, pub(ephemeralI))[0];
        h = hash(cat(h, pub(ephemeralI)));
        byte[][] k = kdf(2, c, dh(ephemeralI, publicR));
        c = k[0];
        byte[] sealedStatic = aead(k[1], publicI, h);
        h = hash(cat(h, sealedStatic));
        k = kdf(2, c, dh(staticI, publicR));
        c = k[0];
        byte[] sealedTime = aead(k[1], timestamp, h);
        h = hash(cat(h, sealedTime));
        put(initiation, 0, new byte[] {1}, 4, le(indexI), 8, pub(ephemeralI), 40, sealedStatic, 88, sealedTime);
        byte[] mac1 = mac(hash(cat(ascii("mac1----"), publicR)), initiation, 116);
        put(initiation, 116, mac1);

        // second message
        c = kdf(1, c, pub(ephemeralR))[0];
        h = hash(cat(h, pub(ephemeralR)));
        c = kdf(1, c, dh(ephemeralR, pub(ephemeralI)))[0];
        c = kdf(1, c, dh(ephemeralR, publicI))[0];
        k = kdf(3, c, psk);
        c = k[0];
        h = hash(cat(h, k[1]));
        byte[] nothing = aead(k[2], new byte[0], h);
        put(response, 0, new byte[] {2}, 4, le(indexR), 8, le(indexI), 12, pub(ephemeralR), 44, nothing);
        put(response, 60, mac(hash(cat(ascii("mac1----"), publicI)), response, 60));

        k = kdf(2, c, new byte[0]);
        initiatorSends = k[0];
        responderSends = k[1];
    }

    private static void put(byte[] message, Object... offsetsAndBytes) {
        for (int i = 0; i < offsetsAndBytes.length; i += 2) {
            byte[] bytes = (byte[]) offsetsAndBytes[i + 1];
            System.arraycopy(bytes, 0, message, (Integer) offsetsAndBytes[i], bytes.length);
        }
    }

    private static byte[] le(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] cat(byte[] a, byte[] b) {
        byte[] out = new byte[a.length + b.length];
        System.arraycopy(a, 0, out, 0, a.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    private static byte[] pub(byte[] scalar) {
        byte[] out = new byte[32];
        X25519.scalarMultBase(scalar, 0, out, 0);
        return out;
    }

    private static byte[] dh(byte[] scalar, byte[] point) {
        byte[] out = new byte[32];
        X25519.scalarMult(scalar, 0, point, 0, out, 0);
        return out;
    }

    private static byte[] hash(byte[] input) {
        Blake2sDigest digest = new Blake2sDigest(256);
        digest.update(input, 0, input.length);
        byte[] out = new byte[32];
        digest.doFinal(out, 0);
        return out;
    }

    private static byte[] mac(byte[] key, byte[] input, int length) {
        Blake2sDigest digest = new Blake2sDigest(key, 16, null, null);
        digest.update(input, 0, length);
        byte[] out = new byte[16];
        digest.doFinal(out, 0);
        return out;
    }

    private static byte[] hmac(byte[] key, byte[] input) {
        HMac mac = new HMac(new Blake2sDigest(256));
        mac.init(new KeyParameter(key));
        mac.update(input, 0, input.length);
        byte[] out = new byte[32];
        mac.doFinal(out, 0);
        return out;
    }

    private static byte[][] kdf(int n, byte[] key, byte[] input) {
        byte[] t0 = hmac(key, input);
        byte[][] t = new byte[n][];
        t[0] = hmac(t0, new byte[] {1});
        for (int i = 1; i < n; i++) {
            t[i] = hmac(t0, cat(t[i - 1], new byte[] {(byte) (i + 1)}));
        }
        return t;
    }

    private static byte[] aead(byte[] key, byte[] plain, byte[] associated) {
        ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
        cipher.init(true, new AEADParameters(new KeyParameter(key), 128, new byte[12], associated));
        byte[] out = new byte[plain.length + 16];
        try {
            cipher.doFinal(out, cipher.processBytes(plain, 0, plain.length, out, 0));
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException(e);
        }
        return out;
    }
}
