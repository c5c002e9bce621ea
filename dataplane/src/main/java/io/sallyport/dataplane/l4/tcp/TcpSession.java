package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** From a client's connection to a backend's, and both to their end. Its state changes on its loop only. */
final class TcpSession implements Session {

    private final TcpSessions owner;
    private final EventLoop loop;
    private final long id;
    private final SessionGroup group;
    private final Outbound outbound;
    private final Channel accepted;
    private final Arrival arrival;
    private final long startNs = System.nanoTime();
    /** Null for a connection that Netty does not read. */
    private EarlyBytes early;
    private Future<Channel> dialling;
    private volatile Channel backend;
    private volatile Relay relay;
    private volatile boolean draining;
    private boolean kept;
    private boolean ended;

    TcpSession(TcpSessions owner, EventLoop loop, Channel accepted, SessionGroup group, Arrival arrival, Outbound outbound) {
        this.owner = owner;
        this.loop = loop;
        this.accepted = accepted;
        this.group = group;
        this.arrival = arrival;
        this.outbound = outbound;
        this.id = owner.registry().nextId();
    }

    /** Dials. */
    void begin() {
        owner.registry().add(this);
        if (accepted.isRegistered()) {
            early = new EarlyBytes(this);
            accepted.pipeline().addLast(early);
        }
        dialling = outbound.open(loop, arrival);
        if (dialling.isDone()) {
            dialled();
        } else {
            dialling.addListener(done -> dialled());
        }
    }

    private void dialled() {
        if (!dialling.isSuccess()) {
            failed(dialling.cause());
            return;
        }
        Channel reached = dialling.getNow();
        if (ended) {
            owner.close(reached, true);
            return;
        }
        backend = reached;
        owner.registry().opened(this);
        relay = owner.relay(this);
        relay.start();
    }

    private void failed(Throwable cause) {
        if (ended) {
            return;
        }
        SessionEnd why = cause instanceof DialException dial ? dial.reason() : SessionEnd.FAULT;
        owner.registry().failed(this, String.valueOf(cause.getMessage()));
        end(why, true);
    }

    /** Ends it now. @param reset whether both ends are to see a reset, as opposed to an orderly close */
    void end(SessionEnd why, boolean reset) {
        if (ended) {
            return;
        }
        ended = true;
        owner.close(accepted, reset);
        if (backend != null) {
            owner.close(backend, reset);
        } else if (dialling != null) {
            dialling.cancel(false);
        }
        if (relay != null) {
            relay.stop(); // afterwards: a closed descriptor leaves epoll by itself
        }
        if (early != null) {
            early.release();
        }
        owner.registry().end(this, why);
    }

    @Override
    public void abort(SessionEnd why) {
        loop.execute(() -> end(why, true));
    }

    @Override
    public void drain(long deadlineNs, SessionEnd why) {
        draining = true;
        loop.schedule(() -> end(why, true), deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Looked at once a second. */
    void tick(long nowNs) {
        Relay carrying = relay;
        if (ended || carrying == null) {
            return;
        }
        long idleNs = group.idleNs();
        if (idleNs > 0 && nowNs - carrying.lastNs() > idleNs) {
            end(SessionEnd.IDLE, true);
        } else if (!kept) {
            // not at its start: most sessions are over by now, and it takes five system calls
            kept = true;
            owner.keepAlive(backend);
        }
    }

    @Override
    public SessionView view(long nowNs) {
        Relay carrying = relay;
        Channel reached = backend;
        return new SessionView(id, TransportProtocol.TCP, group.name(), upstream().name(), arrival.client(), arrival.destination(),
                Optional.ofNullable(reached).map(channel -> (InetSocketAddress) channel.localAddress()),
                Optional.ofNullable(reached).map(channel -> (InetSocketAddress) channel.remoteAddress()),
                state(carrying), nowNs - startNs, nowNs - (carrying == null ? startNs : carrying.lastNs()),
                bytesIn(), bytesOut(), carrying != null && carrying.spliced());
    }

    private SessionState state(Relay carrying) {
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
        Channel reached = backend;
        return own.contains(listener().getAddress())
                || reached != null && reached.localAddress() instanceof InetSocketAddress from && own.contains(from.getAddress());
    }

    private InetSocketAddress listener() {
        return (InetSocketAddress) accepted.localAddress();
    }

    @Override
    public long bytesIn() {
        Relay carrying = relay;
        return carrying == null ? 0 : carrying.bytesIn();
    }

    @Override
    public long bytesOut() {
        Relay carrying = relay;
        return carrying == null ? 0 : carrying.bytesOut();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public SessionGroup group() {
        return group;
    }

    @Override
    public Upstream upstream() {
        return outbound.upstream();
    }

    /** Who is connected, and was let in for it: a PROXY header tells of somebody behind. */
    @Override
    public InetAddress client() {
        return ((InetSocketAddress) accepted.remoteAddress()).getAddress();
    }

    EventLoop loop() {
        return loop;
    }

    Channel accepted() {
        return accepted;
    }

    Channel backend() {
        return backend;
    }

    /** What was read from the client before the relay began. */
    EarlyBytes early() {
        return early;
    }
}
