package io.sallyport.dataplane.l4.session;

import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionView;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sessions of all protocols, and the limits they stand under.
 *
 * <p>The order of calls: {@link #admit} (or {@link #refuse}); {@link #add}; {@link #opened}; {@link #end}. Whoever was admitted
 * calls {@code end} exactly once. Any thread.
 */
public final class SessionRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(SessionRegistry.class);

    private final ConcurrentMap<Long, Session> sessions = new ConcurrentHashMap<>();
    private final Tally all = new Tally();
    private final AtomicLong ids = new AtomicLong();
    private final Places places = new Places(all);
    private volatile Function<Session, Optional<SessionEnd>> bar = session -> Optional.empty();

    /** @param newBar says why a session may not begin; asked on the session's loop, when it is added and when its backend is reached */
    public void bar(Function<Session, Optional<SessionEnd>> newBar) {
        bar = newBar;
    }

    public long nextId() {
        return ids.incrementAndGet();
    }

    /** @param limit 0: unlimited */
    public void maxSessions(int limit) {
        places.max(limit);
    }

    public int maxSessions() {
        return places.max();
    }

    /**
     * Takes a place for a session, maybe that of a UDP session that is not {@link #proven}.
     *
     * @return why there is none, already counted; empty: it may begin
     */
    public Optional<SessionEnd> admit(SessionGroup group, TransportProtocol protocol, long nowNs) {
        // first the group, so that nobody gives way to one who gets no further
        if (!group.tally().enter(group.maxSessions())) {
            refuse(group, SessionEnd.CONNECTOR_LIMIT);
            return Optional.of(SessionEnd.CONNECTOR_LIMIT);
        }
        Optional<SessionEnd> full = places.take(protocol, nowNs);
        full.ifPresent(why -> {
            group.tally().leave();
            refuse(group, why);
        });
        return full;
    }

    /** Counts a session that was never admitted. */
    public void refuse(SessionGroup group, SessionEnd why) {
        group.tally().count(why);
        all.count(why);
    }

    /** Lists an admitted session, and aborts it at once if it came too late: its listener may have closed since it was accepted. */
    public void add(Session session) {
        sessions.put(session.id(), session);
        session.upstream().tally().enter(0);
        if (session.protocol() == TransportProtocol.UDP) {
            places.unproven(session, System.nanoTime());
        }
        bar.apply(session).ifPresent(session::abort);
    }

    /** The client of a UDP session has sent again after an answer: it keeps its place. */
    public void proven(Session session) {
        places.proven(session);
    }

    /**
     * Its backend was reached. Only now is it known from which address, and that may have been given up since it was dialled: then it is
     * aborted, unless it may finish.
     */
    public void opened(Session session) {
        all.opened();
        session.group().tally().opened();
        session.upstream().tally().opened();
        if (!session.draining()) {
            bar.apply(session).ifPresent(session::abort);
        }
    }

    /** Notes why the backend of a session was not reached; {@link #end} follows. */
    public void failed(Session session, SessionEnd why, Throwable cause) {
        session.upstream().tally().failed(String.valueOf(cause.getMessage()));
        if (why == SessionEnd.FAULT) {
            LOG.error("{} was not reached, by a fault of ours", session.upstream().name(), cause);
        }
    }

    /** Takes an added session off, gives its place back and counts it. */
    public void end(Session session, SessionEnd why) {
        if (sessions.remove(session.id()) == null) {
            throw new IllegalStateException("session " + session.id() + " has ended before");
        }
        places.proven(session);
        places.giveBack(session.protocol());
        session.group().tally().leave();
        session.upstream().tally().leave();
        for (Tally tally : List.of(all, session.group().tally(), session.upstream().tally())) {
            tally.ended(session.bytesIn(), session.bytesOut(), why);
        }
    }

    /** Gives the place of an admitted TCP session back that ended before it was added: by its client's PROXY header, for one. */
    public void endBeforeAdded(SessionGroup group, SessionEnd why) {
        places.giveBack(TransportProtocol.TCP);
        group.tally().leave();
        refuse(group, why);
    }

    /** All sessions, in no order; reflects changes while it is read. */
    public Collection<Session> sessions() {
        return sessions.values();
    }

    public List<SessionView> views(long nowNs) {
        return sessions.values().stream().map(session -> session.view(nowNs)).toList();
    }

    public Optional<Session> find(long id) {
        return Optional.ofNullable(sessions.get(id));
    }

    public void drain(Predicate<Session> which, long deadlineNs, SessionEnd why) {
        sessions.values().stream().filter(which).forEach(session -> session.drain(deadlineNs, why));
    }

    public void abort(Predicate<Session> which, SessionEnd why) {
        sessions.values().stream().filter(which).forEach(session -> session.abort(why));
    }

    /** The counts of everything together. */
    public Tally tally() {
        return all;
    }
}
