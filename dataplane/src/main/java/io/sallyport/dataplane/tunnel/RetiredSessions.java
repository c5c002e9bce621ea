package io.sallyport.dataplane.tunnel;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sessions out of use whose ciphers may still be in another worker's hands. A worker is odd in {@link #turns} while it works;
 * a session is wiped once every worker that was at work has finished that turn.
 *
 * <p>The worker of handshakes adds and wipes; every worker marks its own turns.
 */
final class RetiredSessions {

    /** Eight longs are a cache line: workers do not share one. */
    private static final int SPACING = 8;

    private final AtomicLongArray turns;
    private final int workers;
    private final IndexTable index;
    private final ArrayDeque<Retired> waiting = new ArrayDeque<>();

    RetiredSessions(int workers, IndexTable index) {
        this.workers = workers;
        this.index = index;
        turns = new AtomicLongArray(workers * SPACING);
    }

    private record Retired(Session session, long[] turns) {
    }

    /** The worker begins to use sessions. */
    void enter(int worker) {
        int at = worker * SPACING;
        turns.set(at, turns.getPlain(at) + 1);
    }

    /** The worker holds no session any more. */
    void leave(int worker) {
        int at = worker * SPACING;
        turns.setRelease(at, turns.getPlain(at) + 1);
    }

    /** Takes a session out of the index; from here on nobody finds it. */
    void add(Session session) {
        index.remove(session);
        session.peer().addLost(session.missing());
        long[] seen = new long[workers];
        for (int i = 0; i < workers; i++) {
            seen[i] = turns.get(i * SPACING);
        }
        waiting.add(new Retired(session, seen));
    }

    /** Wipes those that nobody can hold any more. */
    void wipeUnused() {
        while (!waiting.isEmpty() && isUnused(waiting.peek())) {
            waiting.poll().session.close();
        }
    }

    private boolean isUnused(Retired retired) {
        for (int i = 0; i < workers; i++) {
            boolean wasAtWork = (retired.turns[i] & 1) == 1;
            if (wasAtWork && turns.get(i * SPACING) == retired.turns[i]) {
                return false;
            }
        }
        return true;
    }
}
