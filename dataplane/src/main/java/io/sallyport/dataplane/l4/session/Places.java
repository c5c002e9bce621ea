package io.sallyport.dataplane.l4.session;

import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places that all sessions share, and who gives way when there is none left. Any thread.
 *
 * <p>A datagram with a forged source takes a place for as long as the connector's idle time, and nobody has to be there for it. So UDP may
 * have half of the places and no more, whatever happens; and a UDP session is proven only when its client has sent again after an answer,
 * as somebody who has heard it does. While places run out, the oldest that is not proven gives way to a newcomer (Linux
 * conntrack drops its entries that are not "assured" by the same rule). If it was somebody's, the next datagram begins it anew.
 *
 * <p>Each has {@link #GRACE_NS} to hear from its backend: which also bounds how many sockets a flood makes us open and close a second.
 */
final class Places {

    static final long GRACE_NS = TimeUnit.SECONDS.toNanos(5);

    private record Unproven(Session session, long sinceNs) {
    }

    private final Tally all;
    private final AtomicInteger datagrams = new AtomicInteger();
    /** By their ids, which rise with time. */
    private final ConcurrentSkipListMap<Long, Unproven> unproven = new ConcurrentSkipListMap<>();
    private volatile int max;

    Places(Tally all) {
        this.all = all;
    }

    /** @param limit 0: unlimited */
    void max(int limit) {
        max = limit;
    }

    int max() {
        return max;
    }

    /** @return why there is none; empty: it is taken */
    Optional<SessionEnd> take(TransportProtocol protocol, long nowNs) {
        boolean datagram = protocol == TransportProtocol.UDP;
        int before = datagram ? datagrams.getAndIncrement() : 0;
        boolean share = datagram && max > 0 && before >= Math.ceilDiv(max, 2);
        if (!share && all.enter(max)) {
            return Optional.empty();
        }
        if (oneGivesWay(nowNs)) {
            all.enter(0); // the other leaves as soon as its loop gets there
            return Optional.empty();
        }
        if (datagram) {
            datagrams.decrementAndGet();
        }
        return Optional.of(share ? SessionEnd.UDP_LIMIT : SessionEnd.TOTAL_LIMIT);
    }

    private boolean oneGivesWay(long nowNs) {
        Map.Entry<Long, Unproven> oldest = unproven.firstEntry();
        // removed by one thread only: the session ends, or gives its place to one newcomer
        if (oldest == null || nowNs - oldest.getValue().sinceNs < GRACE_NS || unproven.remove(oldest.getKey()) == null) {
            return false;
        }
        oldest.getValue().session.abort(SessionEnd.GAVE_WAY);
        return true;
    }

    void giveBack(TransportProtocol protocol) {
        all.leave();
        if (protocol == TransportProtocol.UDP) {
            datagrams.decrementAndGet();
        }
    }

    /** From now on it can give way. */
    void unproven(Session session, long nowNs) {
        unproven.put(session.id(), new Unproven(session, nowNs));
    }

    /** No more; or it has ended. */
    void proven(Session session) {
        unproven.remove(session.id());
    }
}
