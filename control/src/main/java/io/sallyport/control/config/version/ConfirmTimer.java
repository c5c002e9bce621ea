package io.sallyport.control.config.version;

import java.time.Duration;

/** Runs a task on the conductor thread later. */
@FunctionalInterface
public interface ConfirmTimer {

    /** @return cancels the task if it has not begun */
    Runnable schedule(Duration delay, Runnable task);
}
