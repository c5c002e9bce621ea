package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.dial.Place;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * From a client's connection to a backend's, and both to their end. Its state changes on its loop only: that of the accepted connection
 * at first; once it lasts, the one that it {@link #settle settles} on.
 */
final class TcpSession implements Session, DescriptorDial.Caller, Side.Watcher {

    private final TcpSessions owner;
    private volatile EventLoop loop;
    /** Null until it settles. */
    private Workbench home;
    private final long id;
    private final SessionGroup group;
    private final Outbound outbound;
    private final Arrival arrival;
    private final long startNs = System.nanoTime();
    /** Null for a connection that Netty does not read. */
    private EarlyBytes fromClient;
    private EarlyBytes fromBackend;
    /** By Netty's channels, or null. */
    private Future<Channel> dialling;
    /** By descriptors, or null; not once it is over. */
    private DescriptorDial dial;
    /** The backend's, from {@link #dial}; else null. */
    private Side side;
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
        this.group = group;
        this.arrival = arrival;
        this.outbound = outbound;
        this.id = owner.registry().nextId();
        this.clientVigil = owner.vigil();
        this.backendVigil = owner.vigil();
    }

    /** Dials. */
    void begin() {
        owner.registry().add(this);
        fromClient = keep(accepted, SessionEnd.CLIENT_GONE);
        Optional<Place> place = outbound.place();
        if (place.isPresent()) {
            dial = new DescriptorDial(loop, owner.bench(loop), place.get(), this);
            dial.start();
            return;
        }
        dialling = outbound.open(loop, arrival);
        if (dialling.isDone()) {
            dialled();
        } else {
            dialling.addListener(done -> dialled());
        }
    }

    /** What the connection reads from now on. @return null when Netty does not read it */
    private EarlyBytes keep(Connection connection, SessionEnd whenBroken) {
        if (!(connection instanceof ChannelConnection(Channel channel)) || !channel.isRegistered()) {
            return null;
        }
        EarlyBytes early = new EarlyBytes(() -> end(whenBroken, true));
        channel.pipeline().addLast(early);
        return early;
    }

    private void dialled() {
        if (!dialling.isSuccess()) {
            failed(dialling.cause());
            return;
        }
        Connection reached = new ChannelConnection(dialling.getNow());
        if (ended) {
            reached.close(true);
            return;
        }
        fromBackend = keep(reached, SessionEnd.BACKEND_RESET);
        opened(reached);
    }

    @Override
    public void reached(Side at) {
        dial = null;
        side = at;
        at.watch(this);
        opened(at.connection());
    }

    /** Before the relay begins: it finds out by itself. */
    @Override
    public void ready(Side at) {
    }

    @Override
    public void broken(Side at, int errno) {
        end(Failures.broken(false, errno), true);
    }

    @Override
    public void failed(DialException why) {
        dial = null;
        failed((Throwable) why);
    }

    private void opened(Connection reached) {
        backend = reached;
        owner.registry().opened(this);
        leaveNetty(accepted, fromClient, client -> {
            accepted = client;
            leaveNetty(backend, fromBackend, server -> {
                backend = server;
                relay = new DescriptorRelay(this, owner.bench(loop), side);
                relay.start();
            });
        });
    }

    private void leaveNetty(Connection connection, EarlyBytes early, Consumer<Connection> then) {
        if (early == null) {
            then.accept(connection);
            return;
        }
        ((ChannelConnection) connection).leave(early).addListener((Future<Connection> leaving) -> {
            if (!leaving.isSuccess()) {
                end(Failures.descriptorsExhausted(leaving.cause()) ? SessionEnd.DESCRIPTORS_EXHAUSTED
                        : Failures.broken(early == fromClient, Failures.errno(leaving.cause())), true);
            } else if (ended) {
                leaving.getNow().close(true);
            } else {
                then.accept(leaving.getNow());
            }
        });
    }

    /** Hands a relay what goes in front of the client's bytes, and what was read before it began. */
    void takeFirst(Pump in, Pump out) {
        // who dials through Netty writes it
        ByteBuf preface = side != null ? outbound.preface().encode(PooledByteBufAllocator.DEFAULT, arrival) : null;
        if (preface != null) {
            in.begin(preface, false);
        }
        if (fromClient != null) {
            fromClient.handTo(in);
        }
        if (fromBackend != null) {
            fromBackend.handTo(out);
        }
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
        accepted.close(reset);
        if (backend != null) {
            backend.close(reset);
        } else if (dial != null) {
            dial.cancel();
        } else if (dialling != null) {
            dialling.cancel(false);
        }
        if (relay != null) {
            relay.stop(); // afterwards: a closed descriptor leaves epoll by itself
        } else if (side != null) {
            side.leave();
        }
        release(fromClient);
        release(fromBackend);
        if (home != null) {
            home.depart();
        }
        owner.registry().end(this, why);
    }

    private static void release(EarlyBytes early) {
        if (early != null) {
            early.release();
        }
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

    /** Looked at once a second. */
    void tick(long nowNs) {
        DescriptorRelay carrying = relay;
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
        return new SessionView(id, protocol(), group.name(), upstream().name(), arrival.client(), arrival.destination(),
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
    public long id() {
        return id;
    }

    @Override
    public TransportProtocol protocol() {
        return TransportProtocol.TCP;
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
