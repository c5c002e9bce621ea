package io.sallyport.dataplane.tunnel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.Hex;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Blake2sTest {

    /** RFC 7693 appendix B. */
    @Test
    void hashes() {
        byte[] expected = Hex.bytes("508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982");
        assertThat(Blake2s.hash(ascii("abc"))).isEqualTo(expected);
        assertThat(Blake2s.hash(ascii("a"), ascii("bc"))).as("in parts").isEqualTo(expected);
    }

    /** The vectors of wireguard-go's own test of its key derivation. */
    @Test
    void derivesKeys() {
        byte[][] keys = Blake2s.kdf(3, ascii("test-key"), ascii("test-input"));
        assertThat(keys[0]).isEqualTo(Hex.bytes("6f0e5ad38daba1bea8a0d213688736f19763239305e0f58aba697f9ffc41c633"));
        assertThat(keys[1]).isEqualTo(Hex.bytes("df1194df20802a4fe594cde27e92991c8cae66c366e8106aaa937a55fa371e8a"));
        assertThat(keys[2]).isEqualTo(Hex.bytes("fac6e2745a325f5dc5d11a5b165aad08b0ada28e7b4e666b7c077934a4d76c24"));
    }

    @Test
    void aMacDependsOnKeyAndInputAlone() {
        byte[] key = Blake2s.hash(ascii("key"));
        byte[] input = ascii("input and what follows");
        assertThat(Blake2s.mac(key, input, 5)).hasSize(16).isEqualTo(Blake2s.mac(key, ascii("input"), 5));
        assertThat(Blake2s.mac(key, input, 6)).isNotEqualTo(Blake2s.mac(key, input, 5));
        assertThat(Blake2s.mac(Blake2s.hash(key), input, 5)).isNotEqualTo(Blake2s.mac(key, input, 5));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
