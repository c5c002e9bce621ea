package io.sallyport.control.api;

import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers of ended and refused sessions by their reasons' labels. */
final class SessionEnds {

    private SessionEnds() {
    }

    /** In the order of the enum. */
    static Map<String, Long> named(Map<SessionEnd, Long> ends) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (SessionEnd end : SessionEnd.values()) {
            if (ends.getOrDefault(end, 0L) > 0) {
                named.put(end.label(), ends.get(end));
            }
        }
        return named;
    }

    /** Sessions that never carried a byte. */
    static long refused(Map<SessionEnd, Long> ends) {
        return ends.entrySet().stream().filter(entry -> entry.getKey().beforeStart()).mapToLong(Map.Entry::getValue).sum();
    }
}
