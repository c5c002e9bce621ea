package io.sallyport.dataplane.tunnel;

import java.util.ArrayList;
import java.util.List;

/**
 * A peer's sessions: the current one to send with, the previous ones for what is still under way, and the next one that a
 * responder has made but the initiator has not used yet. The worker of handshakes writes; others read which to send with.
 *
 * <p>WireGuard keeps one previous session, which is enough as long as one end calls. When calls cross, each end puts two
 * sessions in place at once, while the other still sends with the one it had.
 *
 * <p>A session is retired only once nothing here leads to it: whoever enters after that cannot find it.
 */
final class SessionSlots {

    /** Of two crossing calls the other one's session, and the two that crossed the time before. */
    private static final int PREVIOUS = 3;

    private final RetiredSessions retired;
    private volatile Session current;
    private volatile Session next;
    /** The latest first. */
    private volatile List<Session> previous = List.of();

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

    /** Data messages of these sessions that have not come so far. */
    long missing() {
        Session sending = current;
        return (sending == null ? 0 : sending.missing()) + previous.stream().mapToLong(Session::missing).sum();
    }

    /** We called and the peer responded: use it at once. A next session may still be used by the peer, so it stays receivable. */
    void installAsInitiator(Session session) {
        Session replaced = current;
        Session crossing = next;
        current = session;
        next = null;
        keep(replaced);
        keep(crossing);
    }

    /** The peer called and we responded: wait until it uses the session. */
    void installAsResponder(Session session) {
        if (next != null && next.isConfirmed()) {
            promoteNext(); // in use already, though nobody has looked since
        }
        Session unused = next;
        next = session;
        retire(unused);
    }

    /** The peer has used the next session: it is the current one from here on. */
    void promoteNext() {
        Session replaced = current;
        current = next;
        next = null;
        keep(replaced);
    }

    /** Forgets what is long expired (WireGuard §6.3), and of the previous ones what can receive no more. */
    void forgetExpired(long nowNs) {
        while (!previous.isEmpty() && previous.getLast().isExpired(nowNs)) {
            retireOldest();
        }
        if (isForgettable(next, nowNs)) {
            Session unused = next;
            next = null;
            retire(unused);
        }
        if (isForgettable(current, nowNs)) {
            Session expired = current;
            current = null;
            retire(expired);
        }
    }

    private static boolean isForgettable(Session session, long nowNs) {
        return session != null && session.ageNs(nowNs) >= 3 * ProtocolTimes.REJECT_AFTER_TIME;
    }

    void retireAll() {
        Session last = current;
        Session unused = next;
        current = null;
        next = null;
        retire(last);
        retire(unused);
        while (!previous.isEmpty()) {
            retireOldest();
        }
    }

    /** Still receives what was sent with it. */
    private void keep(Session session) {
        if (session == null) {
            return;
        }
        List<Session> kept = new ArrayList<>(previous);
        kept.addFirst(session);
        previous = List.copyOf(kept);
        if (kept.size() > PREVIOUS) {
            retireOldest();
        }
    }

    private void retireOldest() {
        List<Session> kept = previous;
        previous = List.copyOf(kept.subList(0, kept.size() - 1));
        retire(kept.getLast());
    }

    private void retire(Session session) {
        if (session != null) {
            retired.add(session);
        }
    }
}
