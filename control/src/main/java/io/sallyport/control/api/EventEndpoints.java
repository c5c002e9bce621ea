package io.sallyport.control.api;

import io.sallyport.control.event.EventLog;
import io.sallyport.control.event.Happening;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code GET /v1/events}: what is kept, as JSON; or, for who accepts {@code text/event-stream}, that and whatever happens from then
 * on, as server-sent events (WHATWG HTML, §9.2). A follower that comes back names the last one it saw in {@code Last-Event-ID}.
 */
final class EventEndpoints {

    private static final String EVENT_STREAM = "text/event-stream";
    private static final int MAX_DIGITS = 18;

    record Events(long lastId, List<Entry> events) {
    }

    record Entry(long id, Instant at, String kind, String level, String message, Map<String, String> details) {
    }

    private final EventLog events;

    EventEndpoints(EventLog events) {
        this.events = events;
    }

    void addTo(Router router) {
        router.add("GET", "/v1/events", Set.of("after"), this::events);
    }

    private ApiResponse events(ApiRequest request) {
        long after = after(request);
        if (request.header("accept").orElse("").contains(EVENT_STREAM)) {
            return ApiResponse.stream(EVENT_STREAM, sink -> {
                EventLog.Subscription subscription = events.follow(after, happening -> sink.accept(frame(happening)));
                return subscription::close;
            });
        }
        return ApiResponse.ok(new Events(events.lastId(), events.after(after).stream().map(EventEndpoints::entry).toList()));
    }

    private static long after(ApiRequest request) {
        String text = request.header("last-event-id").or(() -> request.queryValue("after")).orElse("0");
        if (text.length() > MAX_DIGITS || !text.matches("\\d+")) {
            throw Problem.badRequest("an event's id is a number, as /v1/events sends it, not '" + text + "'");
        }
        return Long.parseLong(text);
    }

    private static Entry entry(Happening happening) {
        return new Entry(happening.id(), happening.at(), happening.kind(), happening.level().name().toLowerCase(Locale.ROOT),
                happening.message(), happening.details());
    }

    private static byte[] frame(Happening happening) {
        return ("id: " + happening.id() + "\nevent: " + happening.kind() + "\ndata: " + Json.line(entry(happening)) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
