package io.sallyport.dataplane.tunnel;

/**
 * A peer's sessions: the current one to send with, the previous one for what is still under way, and the next one that a
 * responder has made but the initiator has not used yet. The worker of handshakes writes; others read which to send with.
 */
final class SessionSlots {

    private final RetiredSessions retired;
    private volatile Session current;
    private volatile Session next;
    private Session previous;

    SessionSlots(RetiredSessions retired) {
        this.retired = retired;
    }

    /**
     * The session to send with, or {@code null}. The next one is it as soon as the peer has used it, though it is promoted a
     * little later: a peer that has just restarted cannot open an answer in the session before.
     */
    Session current() {
        Session successor = next;
        return successor != null && successor.isConfirmed() ? successor : current;
    }

    Session next() {
        return next;
    }

    /** We called and the peer responded: use it at once. A next session may still be used by the peer, so it stays receivable. */
    void installAsInitiator(Session session) {
        Session outgoing = next != null ? next : current;
        if (next != null) {
            retire(current);
        }
        next = null;
        retire(previous);
        previous = outgoing;
        current = session;
    }

    /** The peer called and we responded: wait until it uses the session. */
    void installAsResponder(Session session) {
        retire(next);
        next = session;
    }

    /** The peer has used the next session: it is the current one from here on. */
    void promoteNext() {
        retire(previous);
        previous = current;
        current = next;
        next = null;
    }

    /** Forgets what is long expired (WireGuard §6.3). */
    void forgetExpired(long nowNs) {
        if (isForgettable(previous, nowNs)) {
            retire(previous);
            previous = null;
        }
        if (isForgettable(next, nowNs)) {
            retire(next);
            next = null;
        }
        if (isForgettable(current, nowNs)) {
            retire(current);
            current = null;
        }
    }

    private static boolean isForgettable(Session session, long nowNs) {
        return session != null && session.ageNs(nowNs) >= 3 * ProtocolTimes.REJECT_AFTER_TIME;
    }

    void retireAll() {
        retire(previous);
        retire(current);
        retire(next);
        previous = null;
        current = null;
        next = null;
    }

    private void retire(Session session) {
        if (session != null) {
            retired.add(session);
        }
    }
}
