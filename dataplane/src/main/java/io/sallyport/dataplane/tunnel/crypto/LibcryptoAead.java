package io.sallyport.dataplane.tunnel.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** An EVP_CIPHER_CTX that keeps its key schedule: each packet only sets the nonce anew. */
final class LibcryptoAead implements Aead {

    private static final ValueLayout.OfLong COUNTER =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    // scratch: nonce (4 zero bytes, counter), then int *outl
    private static final int COUNTER_AT = 4;
    private static final int OUT_LENGTH_AT = 16;
    private static final int SCRATCH_LENGTH = 64;

    private final EvpLibrary evp;
    private final MemorySegment scratch;
    private final long nonce;
    private final long outLength;
    private long context;

    private LibcryptoAead(EvpLibrary evp, long context) {
        this.evp = evp;
        this.context = context;
        // Nothing secret: nonces are on the wire. An automatic arena, because contexts wander between threads.
        scratch = Arena.ofAuto().allocate(SCRATCH_LENGTH, SCRATCH_LENGTH);
        nonce = scratch.address();
        outLength = nonce + OUT_LENGTH_AT;
    }

    @Override
    public void seal(long out, long in, int length, long counter) {
        scratch.set(COUNTER, COUNTER_AT, counter);
        int ok = evp.EVP_EncryptInit_ex(context, 0, 0, 0, nonce);
        if (length > 0) {
            ok &= evp.EVP_EncryptUpdate(context, out, outLength, in, length);
        }
        ok &= evp.EVP_EncryptFinal_ex(context, out + length, outLength);
        ok &= evp.EVP_CIPHER_CTX_ctrl(context, EvpLibrary.EVP_CTRL_AEAD_GET_TAG, TAG_LENGTH, out + length);
        if (ok != 1) {
            throw new IllegalStateException("libcrypto refused to encrypt " + length + " bytes");
        }
    }

    @Override
    public boolean open(long out, long in, int length, long counter) {
        scratch.set(COUNTER, COUNTER_AT, counter);
        int ok = evp.EVP_DecryptInit_ex(context, 0, 0, 0, nonce);
        ok &= evp.EVP_CIPHER_CTX_ctrl(context, EvpLibrary.EVP_CTRL_AEAD_SET_TAG, TAG_LENGTH, in + length);
        if (length > 0) {
            ok &= evp.EVP_DecryptUpdate(context, out, outLength, in, length);
        }
        return ok == 1 && evp.EVP_DecryptFinal_ex(context, out + length, outLength) == 1;
    }

    /** EVP_CIPHER_CTX_free cleanses the key schedule. */
    @Override
    public void close() {
        if (context != 0) {
            evp.EVP_CIPHER_CTX_free(context);
            context = 0;
        }
    }

    static final class Provider implements AeadProvider {

        private final EvpLibrary evp;

        Provider(EvpLibrary evp) {
            this.evp = evp;
        }

        @Override
        public String name() {
            return Libcrypto.version(evp);
        }

        @Override
        public Aead sealer(AeadAlgorithm algorithm, byte[] key) {
            return create(algorithm, key, true);
        }

        @Override
        public Aead opener(AeadAlgorithm algorithm, byte[] key) {
            return create(algorithm, key, false);
        }

        private Aead create(AeadAlgorithm algorithm, byte[] key, boolean encrypt) {
            long cipher = switch (algorithm) {
                case CHACHA20_POLY1305 -> evp.EVP_chacha20_poly1305();
                case AES_256_GCM -> evp.EVP_aes_256_gcm();
            };
            long context = evp.EVP_CIPHER_CTX_new();
            try (NativeBytes secret = NativeBytes.copyOf(key); NativeBytes zeroNonce = NativeBytes.zeroed(NONCE_LENGTH)) {
                int ok = encrypt
                        ? evp.EVP_EncryptInit_ex(context, cipher, 0, secret.address(), zeroNonce.address())
                        : evp.EVP_DecryptInit_ex(context, cipher, 0, secret.address(), zeroNonce.address());
                if (ok != 1) {
                    evp.EVP_CIPHER_CTX_free(context);
                    throw new IllegalStateException("libcrypto refused a key for " + algorithm.label());
                }
            }
            return new LibcryptoAead(evp, context);
        }
    }
}
