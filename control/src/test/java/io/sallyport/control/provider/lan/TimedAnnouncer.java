package io.sallyport.control.provider.lan;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** The announcer as it is, with a clock of its user's. */
public final class TimedAnnouncer {

    private TimedAnnouncer() {
    }

    /** @param clock runs what it is given, after that time or never; what was cancelled does nothing */
    public static Announcer open(Ethernet ethernet, BooleanSupplier stands, BiConsumer<Duration, Runnable> clock) {
        return new Announcer(ethernet, stands, new Announcer.Timer() {
            @Override
            public Future<?> after(Duration delay, Runnable task) {
                clock.accept(delay, task);
                return new CompletableFuture<Void>();
            }

            @Override
            public void close() {
                // what still comes finds nothing to announce
            }
        });
    }
}
