package io.sallyport.dataplane.l4.session;

import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What a connector, a service or the whole of layer 4 counts about its sessions. Any thread. */
public final class Tally {

    private final AtomicInteger sessions = new AtomicInteger();
    private final LongAdder opened = new LongAdder();
    /** Of ended sessions; the live ones count for themselves. */
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final AtomicLongArray ends = new AtomicLongArray(SessionEnd.values().length);
    private final AtomicLongArray drops = new AtomicLongArray(DatagramDrop.values().length);
    private volatile String lastFailure = "";
    private final AtomicLong shownIn = new AtomicLong();
    private final AtomicLong shownOut = new AtomicLong();

    /** Takes one place of {@code limit}. @param limit 0: none */
    boolean enter(int limit) {
        int before;
        do {
            before = sessions.get();
            if (limit > 0 && before >= limit) {
                return false;
            }
        } while (!sessions.compareAndSet(before, before + 1));
        return true;
    }

    void leave() {
        sessions.decrementAndGet();
    }

    /** The backend was reached. */
    void opened() {
        opened.increment();
        if (!lastFailure.isEmpty()) {
            lastFailure = "";
        }
    }

    void ended(long in, long out, SessionEnd end) {
        bytesIn.add(in);
        bytesOut.add(out);
        count(end);
    }

    void count(SessionEnd end) {
        ends.incrementAndGet(end.ordinal());
    }

    void failed(String message) {
        lastFailure = message;
    }

    public int sessions() {
        return sessions.get();
    }

    public long openedSessions() {
        return opened.sum();
    }

    public long endedBytesIn() {
        return bytesIn.sum();
    }

    public long endedBytesOut() {
        return bytesOut.sum();
    }

    /**
     * Payload from clients to show, of ended sessions and live ones: never less than was shown before. A session that ended between the
     * two sums is missing in both, and a counter that falls counts as begun anew (Prometheus {@code rate}).
     */
    public long shownIn(long sum) {
        return shownIn.accumulateAndGet(sum, Math::max);
    }

    public long shownOut(long sum) {
        return shownOut.accumulateAndGet(sum, Math::max);
    }

    public String lastFailure() {
        return lastFailure;
    }

    /** Counts datagrams that a session lost. */
    public void drop(DatagramDrop why, int datagrams) {
        drops.addAndGet(why.ordinal(), datagrams);
    }

    /** Lost datagrams; only reasons that occurred. */
    public Map<DatagramDrop, Long> drops() {
        Map<DatagramDrop, Long> counts = new EnumMap<>(DatagramDrop.class);
        for (DatagramDrop drop : DatagramDrop.values()) {
            long count = drops.get(drop.ordinal());
            if (count > 0) {
                counts.put(drop, count);
            }
        }
        return counts;
    }

    /** Only reasons that occurred. */
    public Map<SessionEnd, Long> ends() {
        Map<SessionEnd, Long> counts = new EnumMap<>(SessionEnd.class);
        for (SessionEnd end : SessionEnd.values()) {
            long count = ends.get(end.ordinal());
            if (count > 0) {
                counts.put(end, count);
            }
        }
        return counts;
    }
}
