package io.sallyport.control.api;

import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /v1/sessions}: the busiest first.
 *
 * @param total sessions that match, of which the list has as many as the limit allows
 */
record SessionList(int total, List<Entry> sessions) {

    /**
     * @param connector    its name, or the name of the peer that relayed it here
     * @param source       from which the backend was dialled; absent until it is reached
     * @param inPerSecond  bytes from the client, lately
     * @param outPerSecond bytes to the client, lately
     */
    record Entry(
            long id,
            String state,
            String protocol,
            String connector,
            String service,
            String client,
            String listener,
            Optional<String> source,
            Optional<String> backend,
            long ageMs,
            long idleMs,
            long bytesIn,
            long bytesOut,
            long inPerSecond,
            long outPerSecond,
            boolean spliced) {

        private long rate() {
            return inPerSecond + outPerSecond;
        }
    }

    private static final long NS_IN_SECOND = 1_000_000_000;

    /** @param earlier the same session some time ago, as far as they were there, by their number */
    static SessionList of(List<SessionView> matching, Map<Long, SessionView> earlier, int limit) {
        List<Entry> entries = matching.stream()
                .map(session -> entry(session, Optional.ofNullable(earlier.get(session.id()))))
                .sorted(Comparator.comparingLong(Entry::rate).reversed().thenComparingLong(Entry::id))
                .limit(limit)
                .toList();
        return new SessionList(matching.size(), entries);
    }

    private static Entry entry(SessionView now, Optional<SessionView> earlier) {
        long elapsedNs = now.ageNs() - earlier.map(SessionView::ageNs).orElse(0L);
        return new Entry(now.id(), label(now.state()), now.protocol().label(), now.connector(), now.service(),
                SocketText.of(now.client()), SocketText.of(now.listener()), now.source().map(SocketText::of),
                now.backend().map(SocketText::of), now.ageNs() / 1_000_000, now.idleNs() / 1_000_000, now.bytesIn(), now.bytesOut(),
                perSecond(now.bytesIn() - earlier.map(SessionView::bytesIn).orElse(0L), elapsedNs),
                perSecond(now.bytesOut() - earlier.map(SessionView::bytesOut).orElse(0L), elapsedNs), now.spliced());
    }

    static String label(SessionState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static long perSecond(long bytes, long elapsedNs) {
        return elapsedNs <= 0 ? 0 : Math.round((double) bytes * NS_IN_SECOND / elapsedNs);
    }
}
