package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.ProtocolTimes.NEVER;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * When something last went to or came from a peer: what the timers of WireGuard §6 are about. Every worker writes, the
 * worker of handshakes reads; opaque, since a value that is a moment old only moves a timer by that moment.
 */
final class PeerActivity {

    private static final VarHandle LAST_SENT;
    private static final VarHandle LAST_RECEIVED;
    private static final VarHandle UNANSWERED_SINCE;
    private static final VarHandle KEEPALIVE_OWED_SINCE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LAST_SENT = lookup.findVarHandle(PeerActivity.class, "lastSentNs", long.class);
            LAST_RECEIVED = lookup.findVarHandle(PeerActivity.class, "lastReceivedNs", long.class);
            UNANSWERED_SINCE = lookup.findVarHandle(PeerActivity.class, "unansweredSinceNs", long.class);
            KEEPALIVE_OWED_SINCE = lookup.findVarHandle(PeerActivity.class, "keepaliveOwedSinceNs", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long lastSentNs = NEVER;
    private long lastReceivedNs = NEVER;
    private long unansweredSinceNs = NEVER;
    private long keepaliveOwedSinceNs = NEVER;

    /** Anything authenticated went out. */
    void onSent(long nowNs) {
        LAST_SENT.setOpaque(this, nowNs);
        if ((long) KEEPALIVE_OWED_SINCE.getOpaque(this) != NEVER) {
            KEEPALIVE_OWED_SINCE.setOpaque(this, NEVER);
        }
    }

    void onDataSent(long nowNs) {
        onSent(nowNs);
        if ((long) UNANSWERED_SINCE.getOpaque(this) == NEVER) {
            UNANSWERED_SINCE.setOpaque(this, nowNs);
        }
    }

    /** Anything authenticated came in. */
    void onReceived(long nowNs) {
        LAST_RECEIVED.setOpaque(this, nowNs);
        if ((long) UNANSWERED_SINCE.getOpaque(this) != NEVER) {
            UNANSWERED_SINCE.setOpaque(this, NEVER);
        }
    }

    void onDataReceived(long nowNs) {
        onReceived(nowNs);
        if ((long) KEEPALIVE_OWED_SINCE.getOpaque(this) == NEVER) {
            KEEPALIVE_OWED_SINCE.setOpaque(this, nowNs);
        }
    }

    /** As if nothing had ever been said. */
    void forget() {
        LAST_SENT.setOpaque(this, NEVER);
        LAST_RECEIVED.setOpaque(this, NEVER);
        UNANSWERED_SINCE.setOpaque(this, NEVER);
        KEEPALIVE_OWED_SINCE.setOpaque(this, NEVER);
    }

    /** Whether data has gone unanswered for {@code limitNs}. */
    boolean isUnanswered(long limitNs, long nowNs) {
        return hasPassed((long) UNANSWERED_SINCE.getOpaque(this), limitNs, nowNs);
    }

    /** Whether data came in and nothing went out since (WireGuard §6.5). */
    boolean owesKeepalive(long nowNs) {
        return hasPassed((long) KEEPALIVE_OWED_SINCE.getOpaque(this), ProtocolTimes.KEEPALIVE_TIMEOUT, nowNs);
    }

    /** Whether nothing at all was said for {@code intervalNs}. */
    boolean isSilent(long intervalNs, long nowNs) {
        long sent = (long) LAST_SENT.getOpaque(this);
        long received = (long) LAST_RECEIVED.getOpaque(this);
        return (sent == NEVER || nowNs - sent >= intervalNs) && (received == NEVER || nowNs - received >= intervalNs);
    }

    private static boolean hasPassed(long sinceNs, long limitNs, long nowNs) {
        return sinceNs != NEVER && nowNs - sinceNs >= limitNs;
    }
}
