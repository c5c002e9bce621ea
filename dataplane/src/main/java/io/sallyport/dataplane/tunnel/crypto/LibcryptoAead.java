package io.sallyport.dataplane.tunnel.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;

/** A cipher context of libcrypto that keeps its key schedule: each packet only sets the nonce anew. */
final class LibcryptoAead implements Aead {

    private static final ValueLayout.OfLong COUNTER =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    // scratch: nonce (4 zero bytes, counter) | size_t *outl | OSSL_PARAM[2]: the tag, and an empty one as the end | its key
    private static final int COUNTER_AT = 4;
    private static final int OUT_LENGTH_AT = 16;
    private static final int TAG_PARAMETER_AT = 24;
    private static final int TAG_KEY_AT = 104;
    private static final int SCRATCH_LENGTH = 128;
    // struct ossl_param_st (OSSL_PARAM(3)) { key, unsigned data_type, data, data_size, return_size }
    private static final int PARAM_TYPE = 8;
    private static final int PARAM_DATA = 16;
    private static final int PARAM_SIZE = 24;
    private static final int PARAM_RETURN_SIZE = 32;
    private static final int OSSL_PARAM_OCTET_STRING = 5;
    private static final long OSSL_PARAM_UNMODIFIED = -1;
    private static final String OSSL_CIPHER_PARAM_AEAD_TAG = "tag";

    private final ProviderCipher cipher;
    private final MemorySegment scratch;
    private final long nonce;
    private final long outLength;
    private final long tagParameter;
    private long context;

    private LibcryptoAead(ProviderCipher cipher, long context) {
        this.cipher = cipher;
        this.context = context;
        // Nothing secret: nonces are on the wire. An automatic arena, because contexts wander between threads.
        scratch = Arena.ofAuto().allocate(SCRATCH_LENGTH, 64);
        nonce = scratch.address();
        outLength = nonce + OUT_LENGTH_AT;
        tagParameter = nonce + TAG_PARAMETER_AT;
        scratch.setString(TAG_KEY_AT, OSSL_CIPHER_PARAM_AEAD_TAG);
        scratch.set(ValueLayout.JAVA_LONG, TAG_PARAMETER_AT, nonce + TAG_KEY_AT);
        scratch.set(ValueLayout.JAVA_INT, TAG_PARAMETER_AT + PARAM_TYPE, OSSL_PARAM_OCTET_STRING);
        scratch.set(ValueLayout.JAVA_LONG, TAG_PARAMETER_AT + PARAM_SIZE, TAG_LENGTH);
        scratch.set(ValueLayout.JAVA_LONG, TAG_PARAMETER_AT + PARAM_RETURN_SIZE, OSSL_PARAM_UNMODIFIED);
    }

    @Override
    public void seal(long out, long in, int length, long counter) {
        scratch.set(COUNTER, COUNTER_AT, counter);
        tagAt(out + length);
        boolean ok = cipher.init(context, true, 0, 0, nonce, NONCE_LENGTH)
                && (length == 0 || cipher.update(context, out, outLength, length, in, length))
                && cipher.finish(context, out + length, outLength, TAG_LENGTH)
                && cipher.getParameters(context, tagParameter);
        if (!ok) {
            throw new IllegalStateException("libcrypto refused to encrypt " + length + " bytes");
        }
    }

    @Override
    public boolean open(long out, long in, int length, long counter) {
        scratch.set(COUNTER, COUNTER_AT, counter);
        tagAt(in + length);
        return cipher.init(context, false, 0, 0, nonce, NONCE_LENGTH)
                && cipher.setParameters(context, tagParameter)
                && (length == 0 || cipher.update(context, out, outLength, length, in, length))
                && cipher.finish(context, out + length, outLength, TAG_LENGTH);
    }

    private void tagAt(long address) {
        scratch.set(ValueLayout.JAVA_LONG, TAG_PARAMETER_AT + PARAM_DATA, address);
    }

    @Override
    public void close() {
        if (context != 0) {
            cipher.freeContext(context);
            context = 0;
        }
    }

    static final class Provider implements AeadProvider {

        private final String name;
        private final Map<AeadAlgorithm, ProviderCipher> ciphers = new EnumMap<>(AeadAlgorithm.class);

        /** @throws IllegalStateException when libcrypto is built without one of them */
        Provider(EvpLibrary library) {
            name = Libcrypto.version(library);
            ciphers.put(AeadAlgorithm.CHACHA20_POLY1305, ProviderCipher.find(library, "ChaCha20-Poly1305"));
            ciphers.put(AeadAlgorithm.AES_256_GCM, ProviderCipher.find(library, "AES-256-GCM"));
        }

        @Override
        public String name() {
            return name;
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
            ProviderCipher cipher = ciphers.get(algorithm);
            long context = cipher.newContext();
            try (NativeBytes secret = NativeBytes.copyOf(key); NativeBytes zeroNonce = NativeBytes.zeroed(NONCE_LENGTH)) {
                if (!cipher.init(context, encrypt, secret.address(), key.length, zeroNonce.address(), NONCE_LENGTH)) {
                    cipher.freeContext(context);
                    throw new IllegalStateException("libcrypto refused a key for " + algorithm.label());
                }
            }
            return new LibcryptoAead(cipher, context);
        }
    }
}
