package io.sallyport.control.cluster.drive;

import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.heartbeat.HeartbeatCounters;
import io.sallyport.control.cluster.holdings.Outcome;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the cluster counts since the daemon started; any thread reads. */
public final class ClusterCounters {

    private final HeartbeatCounters heartbeats = new HeartbeatCounters();
    private final Map<String, AtomicLong> transitions = new ConcurrentSkipListMap<>();
    private final Map<String, AtomicLong> calls = new ConcurrentSkipListMap<>();
    private final AtomicLong fences = new AtomicLong();

    void onRole(Role from, Role to) {
        count(transitions, label(from) + ' ' + label(to));
    }

    void onFence(boolean orderly) {
        if (!orderly) {
            fences.incrementAndGet();
        }
    }

    void onCall(String operation, Outcome outcome) {
        count(calls, operation + ' ' + outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    private static void count(Map<String, AtomicLong> counters, String name) {
        counters.computeIfAbsent(name, none -> new AtomicLong()).incrementAndGet();
    }

    public static String label(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    public HeartbeatCounters heartbeats() {
        return heartbeats;
    }

    /** By {@code from to}. */
    public Map<String, AtomicLong> transitions() {
        return transitions;
    }

    /** By {@code operation outcome}. */
    public Map<String, AtomicLong> calls() {
        return calls;
    }

    /** Without hand-overs. */
    public long fences() {
        return fences.get();
    }
}
