package io.sallyport.dataplane.tunnel;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * The timestamps of initiations: TAI64N labels, 8 bytes of seconds and 4 of nanoseconds, big-endian, so that later is greater
 * byte by byte. The sub-second part is coarse, to tell strangers little about this machine's clock.
 */
final class Tai64n {

    static final int LENGTH = 12;

    /** 2^62 is 1970-01-01 TAI; TAI was ten seconds ahead of UTC then. */
    private static final long EPOCH = 0x400000000000000aL;
    private static final int WHITENER = 0x1000000 - 1;

    private final InstantSource clock;
    private byte[] last = new byte[LENGTH];

    Tai64n(InstantSource clock) {
        this.clock = clock;
    }

    /** A label later than every one before, even when the clock stood still or was set back a little. */
    byte[] next() {
        byte[] label = label(clock.instant());
        if (!isAfter(label, last)) {
            label = last.clone();
            increment(label);
        }
        last = label;
        return label.clone();
    }

    /** Every label from here on is later than this instant, whatever the clock says. */
    void notBefore(Instant instant) {
        byte[] label = label(instant);
        if (isAfter(label, last)) {
            last = label;
        }
    }

    private static byte[] label(Instant instant) {
        return ByteBuffer.allocate(LENGTH)
                .putLong(EPOCH + instant.getEpochSecond()).putInt(instant.getNano() & ~WHITENER).array();
    }

    private static void increment(byte[] label) {
        int i = LENGTH - 1;
        while (++label[i] == 0) {
            i--;
        }
    }

    static boolean isAfter(byte[] label, byte[] other) {
        return Arrays.compareUnsigned(label, other) > 0;
    }
}
