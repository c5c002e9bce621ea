package io.sallyport.dataplane.tunnel.crypto;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The JDK's ciphers: always there, but each packet costs 1–2 KiB of garbage inside them. */
final class JdkAead implements Aead {

    private final AeadAlgorithm algorithm;
    private final int mode;
    private final Cipher cipher;
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private final ByteBuffer nonceView = ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN);
    private SecretKey key;

    private JdkAead(AeadAlgorithm algorithm, int mode, byte[] key) {
        this.algorithm = algorithm;
        this.mode = mode;
        try {
            switch (algorithm) {
                case CHACHA20_POLY1305 -> {
                    this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
                    this.key = new SecretKeySpec(key, "ChaCha20");
                }
                case AES_256_GCM -> {
                    this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
                    this.key = new SecretKeySpec(key, "AES");
                }
                default -> throw new IllegalArgumentException(algorithm.label());
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK refuses " + algorithm.label(), e);
        }
    }

    @Override
    public void seal(long out, long in, int length, long counter) {
        try {
            run(out, length + TAG_LENGTH, in, length, counter);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK refused to encrypt " + length + " bytes", e);
        }
    }

    @Override
    public boolean open(long out, long in, int length, long counter) {
        try {
            run(out, length, in, length + TAG_LENGTH, counter);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK refused to decrypt " + length + " bytes", e);
        }
    }

    private void run(long out, int outLength, long in, int inLength, long counter) throws GeneralSecurityException {
        nonceView.putLong(4, counter);
        AlgorithmParameterSpec parameters = algorithm == AeadAlgorithm.AES_256_GCM
                ? new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce)
                : new IvParameterSpec(nonce);
        cipher.init(mode, key, parameters);
        cipher.doFinal(buffer(in, inLength), buffer(out, outLength));
    }

    private static ByteBuffer buffer(long address, int length) {
        return MemorySegment.ofAddress(address).reinterpret(length).asByteBuffer();
    }

    /** The JDK keeps its own copies of a key; forgetting them all is the most that can be done. */
    @Override
    public void close() {
        key = null;
        Arrays.fill(nonce, (byte) 0);
    }

    static final class Provider implements AeadProvider {

        @Override
        public String name() {
            return "JDK " + Runtime.version().feature();
        }

        @Override
        public Aead sealer(AeadAlgorithm algorithm, byte[] key) {
            return new JdkAead(algorithm, Cipher.ENCRYPT_MODE, key);
        }

        @Override
        public Aead opener(AeadAlgorithm algorithm, byte[] key) {
            return new JdkAead(algorithm, Cipher.DECRYPT_MODE, key);
        }
    }
}
