package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import java.util.concurrent.TimeUnit;

/**
 * Relays between two descriptors on an epoll loop, past Netty's channels: these read a connection to its end once the peer has ended
 * it, however slow the other side is, and allocate for every read. Here nothing is read that cannot be handed on at once, but for one
 * read's worth a direction; an idle session holds no buffer.
 */
final class DescriptorRelay implements Relay {

    private final TcpSession session;
    private final Workbench bench;
    private final Side client;
    private final Side backend;
    private final Pump in;
    private final Pump out;
    private boolean stopped;
    private volatile long lastNs = System.nanoTime();

    DescriptorRelay(TcpSession session, Workbench bench) {
        this.session = session;
        this.bench = bench;
        SessionGroup group = session.group();
        client = new Side(this, (Socket) ((UnixChannel) session.accepted()).fd(), true);
        backend = new Side(this, (Socket) ((UnixChannel) session.backend()).fd(), false);
        in = new Pump(this, client, backend, group.in());
        out = new Pump(this, backend, client, group.out());
    }

    @Override
    public void start() {
        Channel reached = session.backend();
        reached.flush(); // a preface, into a connection that has sent nothing yet
        if (reached.unsafe().outboundBuffer().totalPendingWriteBytes() > 0) {
            session.end(SessionEnd.FAULT, true);
            return;
        }
        leaveNetty(session.accepted(), () -> leaveNetty(reached, this::take));
    }

    private static void leaveNetty(Channel channel, Runnable then) {
        if (channel.isRegistered()) {
            channel.deregister().addListener(done -> then.run());
        } else {
            then.run();
        }
    }

    private void take() {
        if (stopped) {
            return;
        }
        EarlyBytes early = session.early();
        if (early != null) {
            ByteBuf bytes = early.take(PooledByteBufAllocator.DEFAULT);
            if (bytes.isReadable()) {
                in.begin(bytes);
            } else {
                bytes.release();
            }
        }
        run(); // mostly, the client's first bytes are here already; what comes between is found when registering
        register(client);
        register(backend);
    }

    private void register(Side side) {
        if (stopped) {
            return;
        }
        Future<IoRegistration> registered = ((IoEventLoop) session.loop()).register(side);
        if (registered.isSuccess()) {
            side.registered(registered.getNow());
        } else {
            session.end(SessionEnd.FAULT, true);
        }
    }

    /** A side may be read or written now, or has ended. */
    void run() {
        if (stopped) {
            return;
        }
        boolean more = in.pump();
        more |= !stopped && out.pump();
        if (stopped) {
            return;
        }
        if (in.ended() && out.ended()) {
            session.end(SessionEnd.CLOSED, false);
        } else if (more) {
            session.loop().execute(this::run);
        }
    }

    /** A direction has ended and all of it has been handed on. */
    void endOutput(Side to) {
        if (in.ended() && out.ended()) {
            return; // closing says it as well
        }
        try {
            to.socket().shutdown(false, true);
        } catch (IOException | NotYetConnectedException e) {
            broken(to, e);
        }
    }

    void broken(Side side, Throwable cause) {
        broken(side, Failures.errno(cause));
    }

    void broken(Side side, int errno) {
        session.end(Failures.broken(side.isClient(), errno), true);
    }

    void carried(long nowNs) {
        lastNs = nowNs;
    }

    void resumeIn(long delayNs) {
        session.loop().schedule(this::run, delayNs, TimeUnit.NANOSECONDS);
    }

    Workbench bench() {
        return bench;
    }

    boolean stopped() {
        return stopped;
    }

    @Override
    public void stop() {
        stopped = true;
        in.release();
        out.release();
        client.leave();
        backend.leave();
    }

    @Override
    public long bytesIn() {
        return in.bytes();
    }

    @Override
    public long bytesOut() {
        return out.bytes();
    }

    @Override
    public long lastNs() {
        return lastNs;
    }

    @Override
    public boolean clientEnded() {
        return in.sourceEnded();
    }

    @Override
    public boolean backendEnded() {
        return out.sourceEnded();
    }

    @Override
    public boolean spliced() {
        return in.splicing() || out.splicing();
    }
}
