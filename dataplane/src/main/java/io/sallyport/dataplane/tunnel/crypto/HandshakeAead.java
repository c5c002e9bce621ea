package io.sallyport.dataplane.tunnel.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The AEADs of handshake and cookie messages: ChaCha20-Poly1305 (RFC 8439) and XChaCha20-Poly1305
 * (draft-irtf-cfrg-xchacha). Rare enough for the JDK's ciphers with their arrays.
 */
public final class HandshakeAead {

    public static final int XNONCE_LENGTH = 24;

    private static final int CHACHA_BLOCK = 64;
    private static final int HCHACHA_NONCE = 16;
    /** "expand 32-byte k" as four little-endian words (RFC 8439 §2.3). */
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private HandshakeAead() {
    }

    /** Ciphertext and tag of {@code plain}; the nonce is zero, so a key seals once. */
    public static byte[] seal(byte[] key, byte[] plain, byte[] associated) {
        return run(Cipher.ENCRYPT_MODE, key, new byte[Aead.NONCE_LENGTH], plain, associated);
    }

    /** The plaintext, or {@code null} when the tag is wrong. */
    public static byte[] open(byte[] key, byte[] sealed, byte[] associated) {
        return run(Cipher.DECRYPT_MODE, key, new byte[Aead.NONCE_LENGTH], sealed, associated);
    }

    /** Ciphertext and tag of {@code plain} under a random 24-byte nonce. */
    public static byte[] xseal(byte[] key, byte[] nonce, byte[] plain, byte[] associated) {
        return xrun(Cipher.ENCRYPT_MODE, key, nonce, plain, associated);
    }

    /** The plaintext, or {@code null} when the tag is wrong. */
    public static byte[] xopen(byte[] key, byte[] nonce, byte[] sealed, byte[] associated) {
        return xrun(Cipher.DECRYPT_MODE, key, nonce, sealed, associated);
    }

    private static byte[] xrun(int mode, byte[] key, byte[] nonce, byte[] input, byte[] associated) {
        byte[] subkey = hchacha20(key, nonce);
        byte[] shortNonce = new byte[Aead.NONCE_LENGTH];
        System.arraycopy(nonce, HCHACHA_NONCE, shortNonce, 4, XNONCE_LENGTH - HCHACHA_NONCE);
        byte[] out = run(mode, subkey, shortNonce, input, associated);
        Arrays.fill(subkey, (byte) 0);
        return out;
    }

    private static byte[] run(int mode, byte[] key, byte[] nonce, byte[] input, byte[] associated) {
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
            cipher.updateAAD(associated);
            return cipher.doFinal(input);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK refuses ChaCha20-Poly1305", e);
        }
    }

    /**
     * HChaCha20 (draft-irtf-cfrg-xchacha §2.2) out of a ChaCha20 block. The block function ends by adding its initial state;
     * HChaCha20 is the same without that addition, for the first and last row, whose initial state is public: subtract it.
     */
    static byte[] hchacha20(byte[] key, byte[] nonce) {
        ByteBuffer input = ByteBuffer.wrap(nonce, 0, HCHACHA_NONCE).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer block = ByteBuffer.wrap(keystreamBlock(key, Arrays.copyOfRange(nonce, 4, HCHACHA_NONCE), input.getInt(0)))
                .order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer out = ByteBuffer.allocate(Aead.KEY_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4; i++) {
            out.putInt(4 * i, block.getInt(4 * i) - SIGMA[i]);
            out.putInt(HCHACHA_NONCE + 4 * i, block.getInt(48 + 4 * i) - input.getInt(4 * i));
        }
        Arrays.fill(block.array(), (byte) 0);
        return out.array();
    }

    private static byte[] keystreamBlock(byte[] key, byte[] nonce, int counter) {
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(nonce, counter));
            return cipher.doFinal(new byte[CHACHA_BLOCK]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK refuses ChaCha20", e);
        }
    }
}
