package io.sallyport.bench.it;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Whether something that moved has not for a second: the buffers on its way are full. To be asked again and again. */
final class Standstill implements BooleanSupplier {

    private static final long STILL_NS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier carried;
    private long seen;
    private long sinceNs = System.nanoTime();

    /** @param carried bytes so far */
    Standstill(LongSupplier carried) {
        this.carried = carried;
    }

    @Override
    public boolean getAsBoolean() {
        long now = carried.getAsLong();
        if (now != seen) {
            seen = now;
            sinceNs = System.nanoTime();
        }
        return now > 0 && System.nanoTime() - sinceNs > STILL_NS;
    }
}
