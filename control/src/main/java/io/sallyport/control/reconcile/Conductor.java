package io.sallyport.control.reconcile;

import io.sallyport.control.config.version.ConfirmTimer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that changes what runs. Others hand it work and wait, or ask it to do something again and again. */
public final class Conductor implements ConfirmTimer, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Conductor.class);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor thread;

    public Conductor() {
        thread = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("conductor").factory());
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    /**
     * Runs the task on the conductor thread and waits for its result; may be called by any other thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the daemon is stopping
     */
    public <T> T call(Callable<T> task) throws InterruptedException {
        Future<T> result = thread.submit(task);
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Runs the task on the conductor thread some time soon; a failure is logged. */
    public void execute(Runnable task) {
        thread.execute(guarded(task));
    }

    /** Runs the task now and then; one failure does not end the series. */
    public void every(Duration interval, Runnable task) {
        thread.scheduleWithFixedDelay(guarded(task), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Runnable schedule(Duration delay, Runnable task) {
        Future<?> scheduled = thread.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                // the executor would keep it to itself, and end a series with it
                LOG.error("a task of the conductor failed", e);
            }
        };
    }

    /** Finishes the task under way and takes no more. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a change under way did not end within {} s; stopping without it", STOP_GRACE.toSeconds());
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
