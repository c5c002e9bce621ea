package io.sallyport.control.event;

import io.sallyport.control.event.Happening.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The last events, each also a line in the daemon's log. Followers are told of new ones in their order. Nothing here waits. */
public final class EventLog implements AutoCloseable {

    private static final int CAPACITY = 1_000;
    private static final Duration LAST_LINES = Duration.ofSeconds(1);

    /** Ends a subscription. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private final Clock clock;
    private final Deque<Happening> kept = new ArrayDeque<>();
    private final List<Consumer<Happening>> followers = new CopyOnWriteArrayList<>();
    private final LogWriter log;
    private long lastId;

    public EventLog(Clock clock) {
        this(clock, LogWriter.toDaemonsLog());
    }

    EventLog(Clock clock, LogWriter log) {
        this.clock = clock;
        this.log = log;
        // whoever followed an earlier life of this daemon asks by its numbers: they go on where none of them was
        lastId = TimeUnit.MILLISECONDS.toMicros(clock.millis());
    }

    public void info(String kind, String message, Map<String, String> details) {
        add(kind, Level.INFO, message, details);
    }

    public void warn(String kind, String message, Map<String, String> details) {
        add(kind, Level.WARN, message, details);
    }

    public void error(String kind, String message, Map<String, String> details) {
        add(kind, Level.ERROR, message, details);
    }

    private synchronized void add(String kind, Level level, String message, Map<String, String> details) {
        Happening happening = new Happening(++lastId, clock.instant(), kind, level, message, details);
        kept.addLast(happening);
        if (kept.size() > CAPACITY) {
            kept.removeFirst();
        }
        log.write(happening);
        followers.forEach(follower -> follower.accept(happening));
    }

    /** Those after {@code id} that are still kept. */
    public synchronized List<Happening> after(long id) {
        return kept.stream().filter(happening -> happening.id() > id).toList();
    }

    public synchronized long lastId() {
        return lastId;
    }

    /**
     * Hands over what is kept after {@code id}, and from then on every event as it happens; none is left out or told twice.
     *
     * @param follower must not block: it is called by whoever makes the event
     */
    public synchronized Subscription follow(long id, Consumer<Happening> follower) {
        after(id).forEach(follower);
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    /** The log gets its last lines. */
    @Override
    public void close() {
        log.close(LAST_LINES);
    }
}
