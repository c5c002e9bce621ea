package io.sallyport.control.cluster.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConnectionKeysTest {

    private static final byte[] SECRET = bytes(32, 1);
    private static final Hello DIALER = new Hello(1, bytes(32, 2), "aws", "aws-a");
    private static final Hello LISTENER = new Hello(2, bytes(32, 3), "aws", "aws-b");
    private static final byte[] MESSAGE = "a heartbeat".getBytes(StandardCharsets.US_ASCII);

    private final ConnectionKeys here = ConnectionKeys.derive(SECRET, DIALER, LISTENER);
    private final ConnectionKeys there = ConnectionKeys.derive(SECRET, DIALER, LISTENER);

    private static byte[] bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void bothEndsDeriveTheSame() {
        for (int i = 0; i < 3; i++) {
            assertThat(there.fromDialer().open(here.fromDialer().seal(MESSAGE))).isEqualTo(MESSAGE);
            assertThat(here.fromListener().open(there.fromListener().seal(MESSAGE))).isEqualTo(MESSAGE);
        }
    }

    @Test
    void aMessageHandedBackDoesNotVerify() {
        assertThat(here.fromListener().open(here.fromDialer().seal(MESSAGE))).isNull();
    }

    @Test
    void aMessageRepeatedDoesNotVerify() {
        byte[] sealed = here.fromDialer().seal(MESSAGE);
        assertThat(there.fromDialer().open(sealed)).isEqualTo(MESSAGE);
        assertThat(there.fromDialer().open(sealed)).isNull();
    }

    @Test
    void aMessageLeftOutIsNoticed() {
        here.fromDialer().seal(MESSAGE);
        assertThat(there.fromDialer().open(here.fromDialer().seal(MESSAGE))).isNull();
    }

    @Test
    void everyBitCounts() {
        byte[] sealed = here.fromDialer().seal(MESSAGE);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(ConnectionKeys.derive(SECRET, DIALER, LISTENER).fromDialer().open(changed)).as("bit %d", bit).isNull();
        }
        assertThat(there.fromDialer().open(new byte[MessageSeal.TAG - 1])).isNull();
    }

    @Test
    void everythingThatWasSaidIsInTheKeys() {
        byte[] sealed = here.fromDialer().seal(MESSAGE);
        assertThat(opens(bytes(32, 9), DIALER, LISTENER, sealed)).as("another secret").isFalse();
        assertThat(opens(SECRET, new Hello(1, bytes(32, 9), "aws", "aws-a"), LISTENER, sealed)).as("another nonce").isFalse();
        assertThat(opens(SECRET, DIALER, new Hello(2, bytes(32, 9), "aws", "aws-b"), sealed)).as("another nonce").isFalse();
        assertThat(opens(SECRET, new Hello(1, bytes(32, 2), "aws", "aws-c"), LISTENER, sealed)).as("another name").isFalse();
        assertThat(opens(SECRET, new Hello(9, bytes(32, 2), "aws", "aws-a"), LISTENER, sealed)).as("another life").isFalse();
        assertThat(opens(SECRET, LISTENER, DIALER, sealed)).as("the other way round").isFalse();
        assertThat(opens(SECRET, DIALER, LISTENER, sealed)).isTrue();
    }

    private static boolean opens(byte[] secret, Hello dialer, Hello listener, byte[] sealed) {
        return ConnectionKeys.derive(secret, dialer, listener).fromDialer().open(sealed) != null;
    }
}
