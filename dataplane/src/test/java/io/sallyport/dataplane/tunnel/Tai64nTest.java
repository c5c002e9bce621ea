package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.Hex;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class Tai64nTest {

    private Instant now = Instant.parse("1970-01-01T00:00:00Z");
    private final Tai64n labels = new Tai64n(() -> now);

    @Test
    void theEpochIsTenSecondsInTai() {
        assertThat(labels.next()).isEqualTo(Hex.bytes("400000000000000a 00000000"));
    }

    @Test
    void fractionsAreCoarse() {
        now = now.plusNanos(123_456_789);
        assertThat(labels.next()).isEqualTo(Hex.bytes("400000000000000a 07000000"));
    }

    @Test
    void neverStandsStillOrGoesBack() {
        byte[] first = labels.next();
        byte[] second = labels.next();
        now = now.minusSeconds(1_000);
        byte[] third = labels.next();
        now = now.plusSeconds(2_000);
        byte[] fourth = labels.next();
        assertThat(Tai64n.isAfter(second, first)).isTrue();
        assertThat(Tai64n.isAfter(third, second)).isTrue();
        assertThat(Tai64n.isAfter(fourth, third)).isTrue();
        assertThat(Tai64n.isAfter(first, first)).isFalse();
    }

    @Test
    void aFloorHoldsUntilTheClockHasPassedIt() {
        byte[] before = labels.next();
        labels.notBefore(now.plusSeconds(60));
        byte[] raised = labels.next();
        labels.notBefore(now);
        byte[] next = labels.next();
        now = now.plusSeconds(61);
        assertThat(Tai64n.isAfter(raised, before)).isTrue();
        assertThat(Tai64n.isAfter(next, raised)).isTrue();
        assertThat(Tai64n.isAfter(labels.next(), next)).isTrue();
    }
}
