package io.sallyport.dataplane.tunnel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.Hex;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every library's AEADs must do; BouncyCastle is the judge. */
abstract class AeadContract {

    private static final int ROOM = 2_048;

    private final MemorySegment plain = Arena.ofAuto().allocate(ROOM, 64);
    private final MemorySegment sealed = Arena.ofAuto().allocate(ROOM, 64);
    private final MemorySegment opened = Arena.ofAuto().allocate(ROOM, 64);

    abstract AeadProvider provider();

    /** Test cases 13 and 14 of the GCM specification (McGrew and Viega, appendix B). */
    @Test
    void sealsAsTheGcmSpecificationSays() {
        try (Aead aead = provider().sealer(AeadAlgorithm.AES_256_GCM, new byte[32])) {
            aead.seal(sealed.address(), plain.address(), 0, 0);
            assertThat(bytes(sealed, 16)).isEqualTo(Hex.bytes("530f8afbc74536b9a963b4f1c4cb738b"));
        }
        try (Aead aead = provider().sealer(AeadAlgorithm.AES_256_GCM, new byte[32])) {
            aead.seal(sealed.address(), plain.address(), 16, 0);
            assertThat(bytes(sealed, 32)).isEqualTo(Hex.bytes("""
                    cea7403d4d606b6e074ec5d3baf39d18  # ciphertext
                    d0d1c8a799996bf0265b98b5d48ab919  # tag
                    """));
        }
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheJudgeAtEveryLength(AeadAlgorithm algorithm) throws InvalidCipherTextException {
        Random random = new Random(7);
        byte[] key = new byte[Aead.KEY_LENGTH];
        random.nextBytes(key);
        byte[] text = new byte[1_500];
        random.nextBytes(text);
        MemorySegment.copy(text, 0, plain, ValueLayout.JAVA_BYTE, 0, text.length);
        try (Aead sealer = provider().sealer(algorithm, key); Aead opener = provider().opener(algorithm, key)) {
            for (int length = 0; length <= text.length; length += length < 300 ? 1 : 97) {
                long counter = length * 0x0102_0304_0506_07L;
                sealer.seal(sealed.address(), plain.address(), length, counter);
                assertThat(bytes(sealed, length + Aead.TAG_LENGTH)).isEqualTo(judge(algorithm, key, text, length, counter));
                assertThat(opener.open(opened.address(), sealed.address(), length, counter)).isTrue();
                assertThat(bytes(opened, length)).isEqualTo(Arrays.copyOf(text, length));
            }
        }
    }

    private static byte[] judge(AeadAlgorithm algorithm, byte[] key, byte[] text, int length, long counter)
            throws InvalidCipherTextException {
        AEADCipher cipher = algorithm == AeadAlgorithm.AES_256_GCM
                ? GCMBlockCipher.newInstance(AESEngine.newInstance()) : new ChaCha20Poly1305();
        byte[] nonce = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(4, counter).array();
        cipher.init(true, new AEADParameters(new KeyParameter(key), 128, nonce));
        byte[] out = new byte[length + Aead.TAG_LENGTH];
        int written = cipher.processBytes(text, 0, length, out, 0);
        cipher.doFinal(out, written);
        return out;
    }

    @ParameterizedTest
    @EnumSource
    void worksInPlace(AeadAlgorithm algorithm) {
        byte[] key = new byte[Aead.KEY_LENGTH];
        try (Aead sealer = provider().sealer(algorithm, key); Aead opener = provider().opener(algorithm, key)) {
            plain.fill((byte) 42);
            sealer.seal(plain.address(), plain.address(), 1_420, 5);
            assertThat(opener.open(plain.address(), plain.address(), 1_420, 5)).isTrue();
            assertThat(bytes(plain, 1_420)).containsOnly(42);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatWasChanged(AeadAlgorithm algorithm) {
        byte[] key = new byte[Aead.KEY_LENGTH];
        try (Aead sealer = provider().sealer(algorithm, key); Aead opener = provider().opener(algorithm, key)) {
            sealer.seal(sealed.address(), plain.address(), 20, 9);
            for (int i = 0; i < 20 + Aead.TAG_LENGTH; i++) {
                byte right = sealed.get(ValueLayout.JAVA_BYTE, i);
                sealed.set(ValueLayout.JAVA_BYTE, i, (byte) (right ^ 1 << i % 8));
                assertThat(opener.open(opened.address(), sealed.address(), 20, 9)).as("byte %d", i).isFalse();
                sealed.set(ValueLayout.JAVA_BYTE, i, right);
            }
            assertThat(opener.open(opened.address(), sealed.address(), 20, 10)).as("another counter").isFalse();
            assertThat(opener.open(opened.address(), sealed.address(), 20, 9)).as("after all refusals").isTrue();
        }
    }

    private static byte[] bytes(MemorySegment memory, int length) {
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }
}
