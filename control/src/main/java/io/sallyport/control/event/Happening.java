package io.sallyport.control.event;

import java.time.Instant;
import java.util.Map;

/**
 * One event.
 *
 * @param id      rises by one with each event, and goes on rising over the daemon's restarts as the wall clock does: a life's
 *                first is the microsecond of its start
 * @param kind    stable name for programs, such as {@code role}
 * @param message one sentence, with the remedy where something is wrong
 * @param details the same for programs
 */
public record Happening(long id, Instant at, String kind, Level level, String message, Map<String, String> details) {

    public enum Level { INFO, WARN, ERROR }

    public Happening {
        details = Map.copyOf(details);
    }
}
