package io.sallyport.bench.lab;

import io.sallyport.bench.lab.net.CommandException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for something in another process, which can only be seen by looking again. */
public final class Deadline {

    private static final long LOOK_AGAIN_MS = 20;

    private Deadline() {
    }

    /** @throws CommandException {@code what} did not happen in time; {@code detail} says how things stand */
    public static void await(Duration limit, String what, BooleanSupplier condition, Supplier<String> detail) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (deadline - System.nanoTime() <= 0) {
                throw new CommandException(what + " did not happen within " + limit.toSeconds() + " s: " + detail.get());
            }
            pause(Duration.ofMillis(LOOK_AGAIN_MS));
        }
    }

    /** Lets others go on for a while. */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while waiting", e);
        }
    }
}
