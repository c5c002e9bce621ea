package io.sallyport.control.event;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events to the daemon's log, in their order, on a thread of its own: whoever reads the log may have stopped doing so, and a
 * full pipe must not keep a member's heartbeats. What finds no room is left out, and counted there.
 */
final class LogWriter {

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    private static final int WAITING = 1_000;

    private final Consumer<Happening> log;
    private final AtomicLong leftOut = new AtomicLong();
    /** There while there is something to write. */
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("event-log").daemon().factory(), (task, pool) -> leftOut.incrementAndGet());

    LogWriter(Consumer<Happening> log) {
        this.log = log;
    }

    static LogWriter toDaemonsLog() {
        return new LogWriter(LogWriter::line);
    }

    private static void line(Happening happening) {
        switch (happening.level()) {
            case INFO -> LOG.info("{}", happening.message());
            case WARN -> LOG.warn("{}", happening.message());
            case ERROR -> LOG.error("{}", happening.message());
        }
    }

    /** Returns at once; the caller sees to the order. */
    void write(Happening happening) {
        thread.execute(() -> {
            log.accept(happening);
            long missing = leftOut.getAndSet(0);
            if (missing > 0) {
                LOG.warn("{} events are missing here: this log was not read. 'sallyport events' has the newest", missing);
            }
        });
    }

    /** Not written, and not yet said so in the log. */
    long leftOut() {
        return leftOut.get();
    }

    /** Writes what waits, as long as the log takes it; takes nothing more. */
    void close(Duration patience) {
        thread.shutdown();
        try {
            thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
