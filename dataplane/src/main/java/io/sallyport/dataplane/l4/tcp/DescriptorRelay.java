package io.sallyport.dataplane.l4.tcp;

import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.StreamSockets;

/**
 * Carries bytes between the two connections of a session until both directions have ended, past Netty's channels: these read a
 * connection to its end once the peer has ended it, however slow the other side is, and allocate for every read. Here nothing is read
 * that cannot be handed on at once, but for one read's worth a direction; an idle session holds no buffer. On the session's loop, but
 * for the figures, which any thread may read.
 */
final class DescriptorRelay implements Side.Watcher {

    private final TcpSession session;
    private Workbench bench;
    private final Side client;
    private final Side backend;
    private final Pump in;
    private final Pump out;
    private boolean stopped;
    private boolean queued;
    private volatile long lastNs = System.nanoTime();

    /** @param reached the backend as a dial of ours left it; null: it came through Netty, and has left it */
    DescriptorRelay(TcpSession session, Workbench bench, Side reached) {
        this.session = session;
        this.bench = bench;
        SessionGroup group = session.group();
        client = new Side(this, session.accepted(), bench, true);
        backend = reached != null ? reached : new Side(this, session.backend(), bench, true);
        backend.watch(this);
        in = new Pump(this, client, backend, group.in());
        out = new Pump(this, backend, client, group.out());
    }

    /** Begins; may end the session before it returns. */
    void start() {
        session.takeFirst(in, out);
        run(); // mostly, the client's first bytes are here already; what comes between is found when registering
        if (!stopped && !in.hasSent()) {
            bench.sockets().acknowledge(backend.descriptor());
        }
        watch();
    }

    private void watch() {
        register(client);
        register(backend);
    }

    private void register(Side side) {
        if (!stopped && !side.register(session.loop())) {
            session.end(SessionEnd.FAULT, true);
        }
    }

    @Override
    public void ready(Side side) {
        run();
    }

    private void run() {
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
        } else if (more && !queued) {
            queued = true; // once, however many edges come until then: others have their turn
            session.execute(this::goOn);
        }
    }

    private void goOn() {
        queued = false;
        run();
    }

    /** A direction has ended and all of it has been handed on. */
    void endOutput(Side to) {
        if (in.ended() && out.ended()) {
            return; // closing says it as well
        }
        if (StreamSockets.endOutput(to.descriptor()) < 0) {
            broken(to, Errno.last());
        }
    }

    @Override
    public void broken(Side side, int errno) {
        session.end(Failures.broken(side == client, errno), true);
    }

    void carried(long nowNs) {
        lastNs = nowNs;
    }

    void resumeIn(long delayNs) {
        session.schedule(this::run, delayNs);
    }

    /** A direction carries much. */
    void settle() {
        session.execute(session::settle); // a pump is at work now
    }

    /** Leaves the loop; {@link #resume} follows on the other one. */
    void move(Workbench to) {
        bench = to;
        client.move(to);
        backend.move(to);
    }

    void resume() {
        if (!stopped) {
            watch();
            run();
        }
    }

    Workbench bench() {
        return bench;
    }

    /** The session has ended and closed both connections: lets go of them and of all else. */
    void stop() {
        stopped = true;
        in.release();
        out.release();
        client.leave();
        backend.leave();
    }

    long bytesIn() {
        return in.bytes();
    }

    long bytesOut() {
        return out.bytes();
    }

    /** When the last byte was carried. */
    long lastNs() {
        return lastNs;
    }

    boolean stopped() {
        return stopped;
    }

    /** Whether the client has ended its direction. */
    boolean clientEnded() {
        return in.sourceEnded();
    }

    boolean backendEnded() {
        return out.sourceEnded();
    }

    boolean spliced() {
        return in.splicing() || out.splicing();
    }
}
