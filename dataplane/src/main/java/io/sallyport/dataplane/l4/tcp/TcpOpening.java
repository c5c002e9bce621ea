package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.dial.Place;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A session's way to its relay: reaches the backend, by descriptors or through Netty's channels, and has both connections leave Netty.
 * On the session's loop.
 */
final class TcpOpening implements DescriptorDial.Caller, Side.Watcher {

    private final TcpSessions owner;
    private final TcpSession session;
    private final Outbound outbound;
    private final Arrival arrival;
    /** Null for a connection that Netty does not read. */
    private EarlyBytes fromClient;
    private EarlyBytes fromBackend;
    /** By Netty's channels, or null. */
    private Future<Channel> dialling;
    /** By descriptors, or null; not once it is over. */
    private DescriptorDial dial;
    /** The backend's, from {@link #dial}; else null. */
    private Side side;
    private boolean cancelled;

    TcpOpening(TcpSessions owner, TcpSession session, Outbound outbound, Arrival arrival) {
        this.owner = owner;
        this.session = session;
        this.outbound = outbound;
        this.arrival = arrival;
    }

    /** Dials; may end the session before it returns. */
    void begin() {
        fromClient = keep(session.accepted(), SessionEnd.CLIENT_GONE);
        Optional<Place> place = outbound.place();
        if (place.isPresent()) {
            dial = new DescriptorDial(session.loop(), owner.bench(session.loop()), place.get(), this);
            dial.start();
            return;
        }
        dialling = outbound.open(session.loop(), arrival);
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
        EarlyBytes early = new EarlyBytes(() -> session.end(whenBroken, true));
        channel.pipeline().addLast(early);
        return early;
    }

    private void dialled() {
        if (!dialling.isSuccess()) {
            session.failed(dialling.cause());
            return;
        }
        Connection reached = new ChannelConnection(dialling.getNow());
        if (cancelled) {
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
        session.end(Failures.broken(false, errno), true);
    }

    @Override
    public void failed(DialException why) {
        dial = null;
        session.failed(why);
    }

    private void opened(Connection reached) {
        session.opened(reached);
        leaveNetty(session.accepted(), fromClient, client -> {
            session.goesOnAs(client);
            leaveNetty(reached, fromBackend, backend -> session.relay(backend, side));
        });
    }

    private void leaveNetty(Connection connection, EarlyBytes early, Consumer<Connection> then) {
        if (early == null) {
            then.accept(connection);
            return;
        }
        ((ChannelConnection) connection).leave(early).addListener((Future<Connection> leaving) -> {
            if (!leaving.isSuccess()) {
                session.end(Failures.descriptorsExhausted(leaving.cause()) ? SessionEnd.DESCRIPTORS_EXHAUSTED
                        : Failures.broken(early == fromClient, Failures.errno(leaving.cause())), true);
            } else if (cancelled) {
                leaving.getNow().close(true);
            } else {
                then.accept(leaving.getNow());
            }
        });
    }

    /** Hands a relay what goes in front of the client's bytes, and what was read before it began. */
    void handTo(Pump in, Pump out) {
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

    /** The session has ended on the way, and closed the connections that it had. */
    void cancel() {
        cancelled = true;
        if (dial != null) {
            dial.cancel();
        }
        if (dialling != null) {
            dialling.cancel(false);
        }
        if (side != null) {
            side.leave();
        }
        release(fromClient);
        release(fromBackend);
    }

    private static void release(EarlyBytes early) {
        if (early != null) {
            early.release();
        }
    }
}
