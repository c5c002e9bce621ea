package io.sallyport.control.cluster.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HelloTest {

    private static final byte[] LITERAL = HexFormat.of().parseHex(
            "53506862" // SPhb
            + "01" // version
            + "0102030405060708" // incarnation
            + "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" // nonce
            + "03" + "617773" // aws
            + "05" + "6177732d61"); // aws-a

    @Test
    void readsALiteral() throws RefusedException {
        Hello hello = Hello.parse(LITERAL);
        assertThat(hello.incarnation()).isEqualTo(0x0102030405060708L);
        assertThat(hello.nonce()).startsWith(0x00, 0x11, 0x22).hasSize(32);
        assertThat(hello.cluster()).isEqualTo("aws");
        assertThat(hello.member()).isEqualTo("aws-a");
    }

    @Test
    void writesTheSameLiteral() throws RefusedException {
        assertThat(Hello.parse(LITERAL).encode()).isEqualTo(LITERAL);
    }

    @Test
    void everyCutIsRefused() {
        for (int length = 0; length < LITERAL.length; length++) {
            refused(Arrays.copyOf(LITERAL, length));
        }
    }

    @Test
    void otherFormsAreRefused() {
        refused(Arrays.copyOf(LITERAL, LITERAL.length + 1));
        refused(changed(0, 'G'));
        refused(changed(4, 2));
        refused(changed(45, 64));
        refused(changed(45, -1));
        refused(changed(46, '\n'));
        refused(changed(46, 0x80));
    }

    private static byte[] changed(int place, int value) {
        byte[] bytes = LITERAL.clone();
        bytes[place] = (byte) value;
        return bytes;
    }

    private static void refused(byte[] bytes) {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> Hello.parse(bytes))
                .satisfies(e -> assertThat(e.refusal()).isEqualTo(Refusal.NO_HELLO));
    }
}
