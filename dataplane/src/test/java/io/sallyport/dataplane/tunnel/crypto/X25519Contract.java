package io.sallyport.dataplane.tunnel.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every library's X25519 must do: the vectors of RFC 7748. */
abstract class X25519Contract {

    abstract X25519 x25519();

    @ParameterizedTest
    @CsvSource({ // RFC 7748 §5.2
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
            + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
            + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
            + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
            + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
    })
    void multiplies(String scalar, String point, String product) {
        byte[] out = new byte[32];
        assertThat(x25519().agree(out, Hex.bytes(scalar), Hex.bytes(point))).isTrue();
        assertThat(out).isEqualTo(Hex.bytes(product));
    }

    /** Bob's key pair is that of RFC 7748 §6.1. */
    @Test
    void bothEndsAgree() {
        byte[] anybody = Hex.bytes("77076d0a7318a57d3c16c17251b26645df4c6d6a1d6f5b3f8f6d9a3f8a8b3b3a");
        byte[] bob = Hex.bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        byte[] bobPublic = x25519().publicKey(bob);
        assertThat(bobPublic).isEqualTo(Hex.bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        assertThat(x25519().agree(one, anybody, bobPublic)).isTrue();
        assertThat(x25519().agree(other, bob, x25519().publicKey(anybody))).isTrue();
        assertThat(one).isEqualTo(other);
    }

    /** Points of small order (RFC 7748 §6.1, and Bernstein's list at cr.yp.to/ecdh.html). */
    @ParameterizedTest
    @ValueSource(strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    })
    void refusesPointsOfSmallOrder(String point) {
        byte[] scalar = new byte[32];
        scalar[5] = 1;
        assertThat(x25519().agree(new byte[32], scalar, Hex.bytes(point))).isFalse();
    }
}
