package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.EventLoop;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionIdentity;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * From a client's connection to a backend's, and both to their end. Its state changes on its loop only: that of the accepted connection
 * at first; once it lasts, the one that it {@link #settle settles} on.
 */
final class TcpSession implements Session {

    private final TcpSessions owner;
    private volatile EventLoop loop;
    /** Null until it settles. */
    private Workbench home;
    private final SessionIdentity identity;
    private final Arrival arrival;
    private final TcpOpening opening;
    private final long startNs = System.nanoTime();
    private volatile Connection accepted;
    private volatile Connection backend;
    private volatile DescriptorRelay relay;
    private volatile boolean draining;
    private final Vigil clientVigil;
    private final Vigil backendVigil;
    private long lookedNs = startNs;
    private boolean kept;
    private boolean ended;

    TcpSession(TcpSessions owner, EventLoop loop, Connection accepted, SessionGroup group, Arrival arrival, Outbound outbound) {
        this.owner = owner;
        this.loop = loop;
        this.accepted = accepted;
        this.arrival = arrival;
        this.identity = new SessionIdentity(owner.registry().nextId(), TransportProtocol.TCP, group, outbound.upstream());
        this.opening = new TcpOpening(owner, this, outbound, arrival);
        this.clientVigil = owner.vigil();
        this.backendVigil = owner.vigil();
    }

    void begin() {
        owner.registry().add(this);
        opening.begin();
    }

    void failed(Throwable cause) {
        if (!ended) {
            SessionEnd why = Failures.reasonOf(cause);
            owner.registry().failed(this, why, cause);
            end(why, true);
        }
    }

    /** The backend is reached. */
    void opened(Connection reached) {
        backend = reached;
        owner.registry().opened(this);
    }

    /** The client's connection has left Netty. */
    void goesOnAs(Connection client) {
        accepted = client;
    }

    /**
     * Both have left Netty.
     *
     * @param side of the backend, as a dial of ours left it; null: it came through Netty
     */
    void relay(Connection left, Side side) {
        backend = left;
        relay = new DescriptorRelay(this, owner.bench(loop), side);
        relay.start();
    }

    /** Hands a relay what comes before all that it reads. */
    void takeFirst(Pump in, Pump out) {
        opening.handTo(in, out);
    }

    /** Ends it now. @param reset whether both ends are to see a reset, as opposed to an orderly close */
    void end(SessionEnd why, boolean reset) {
        if (ended) {
            return;
        }
        ended = true;
        accepted.close(reset);
        if (backend != null) {
            backend.close(reset);
        }
        if (relay != null) {
            relay.stop(); // afterwards: a closed descriptor leaves epoll by itself
        } else {
            opening.cancel();
        }
        if (home != null) {
            home.depart();
        }
        owner.registry().end(this, why);
    }

    @Override
    public void abort(SessionEnd why) {
        execute(() -> end(why, true));
    }

    @Override
    public void drain(long deadlineNs, SessionEnd why) {
        draining = true;
        schedule(() -> end(why, true), deadlineNs - System.nanoTime());
    }

    /**
     * It carries much, or has lasted for a while: from now on it belongs to the loop that has the fewest such. The loops that accept keep
     * free for short ones, and all have their share of the others.
     */
    void settle() {
        DescriptorRelay carrying = relay;
        if (ended || carrying == null || home != null) {
            return;
        }
        home = owner.home();
        home.settle();
        if (home.loop() == loop) {
            return;
        }
        carrying.move(home);
        loop = home.loop();
        try {
            execute(carrying::resume);
        } catch (RejectedExecutionException e) { // layer 4 is ending
            end(SessionEnd.FAULT, true);
        }
    }

    /** Any thread: on the loop that it belongs to by then. */
    void execute(Runnable task) {
        EventLoop at = loop;
        at.execute(() -> run(at, task));
    }

    /** As {@link #execute}, later. */
    void schedule(Runnable task, long delayNs) {
        EventLoop at = loop;
        at.schedule(() -> run(at, task), delayNs, TimeUnit.NANOSECONDS);
    }

    private void run(EventLoop at, Runnable task) {
        if (at == loop) {
            task.run();
        } else {
            execute(task);
        }
    }

    @Override
    public boolean draining() {
        return draining;
    }

    /** Looked at once a second. */
    void tick(long nowNs) {
        DescriptorRelay carrying = relay;
        if (ended || carrying == null) {
            return;
        }
        long idleNs = group().idleNs();
        if (idleNs > 0 && nowNs - carrying.lastNs() > idleNs) {
            end(SessionEnd.IDLE, true);
        } else if (!kept) {
            // not at its start: most sessions are over by now, and it takes five system calls
            kept = true;
            owner.keepAlive(backend);
            settle();
        } else if (nowNs - lookedNs >= owner.lookNs()) {
            lookedNs = nowNs;
            look(nowNs);
        }
    }

    private void look(long nowNs) {
        if (isGone(clientVigil, accepted, nowNs)) {
            end(SessionEnd.CLIENT_TIMEOUT, true);
        } else if (isGone(backendVigil, backend, nowNs)) {
            end(SessionEnd.BACKEND_TIMEOUT, true);
        }
    }

    private boolean isGone(Vigil vigil, Connection connection, long nowNs) {
        return connection.descriptor().isOpen() && vigil.isOver(owner.sockets(loop), connection.descriptor().intValue(), nowNs);
    }

    @Override
    public SessionView view(long nowNs) {
        DescriptorRelay carrying = relay;
        Connection reached = backend;
        return new SessionView(id(), protocol(), group().name(), upstream().name(), arrival.client(), arrival.destination(),
                Optional.ofNullable(reached).map(Connection::local), Optional.ofNullable(reached).map(Connection::remote),
                state(carrying), nowNs - startNs, nowNs - (carrying == null ? startNs : carrying.lastNs()),
                bytesIn(), bytesOut(), carrying != null && carrying.spliced());
    }

    private SessionState state(DescriptorRelay carrying) {
        if (carrying == null) {
            return SessionState.CONNECTING;
        }
        if (draining) {
            return SessionState.DRAINING;
        }
        return carrying.clientEnded() ? SessionState.CLIENT_HALF_CLOSED
                : carrying.backendEnded() ? SessionState.BACKEND_HALF_CLOSED : SessionState.OPEN;
    }

    @Override
    public boolean uses(Set<InetAddress> own) {
        return isOf(own, accepted) || isOf(own, backend);
    }

    private static boolean isOf(Set<InetAddress> own, Connection connection) {
        InetSocketAddress local = connection == null ? null : connection.local();
        return local != null && own.contains(local.getAddress());
    }

    @Override
    public long bytesIn() {
        DescriptorRelay carrying = relay;
        return carrying == null ? 0 : carrying.bytesIn();
    }

    @Override
    public long bytesOut() {
        DescriptorRelay carrying = relay;
        return carrying == null ? 0 : carrying.bytesOut();
    }

    @Override
    public SessionIdentity identity() {
        return identity;
    }

    /** Who is connected, and was let in for it: a PROXY header tells of somebody behind. */
    @Override
    public InetAddress client() {
        return accepted.remote().getAddress();
    }

    EventLoop loop() {
        return loop;
    }

    Connection accepted() {
        return accepted;
    }

    Connection backend() {
        return backend;
    }
}
