package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.status.SessionEnd;

/**
 * Relays between two channels by their pipelines: for transports whose descriptors are not ours to watch. A sink that is behind its
 * high watermark stops its source.
 *
 * <p>Known to fall short with Netty 4.2.18 on io_uring: when one direction ends while the other is held up by its reader, the
 * POLLOUT that would resume the other may never come (seen about once in eight such sessions, Linux 6.18).
 */
final class ChannelRelay implements Relay {

    private static final WriteBufferWaterMark WATERMARKS = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final TcpSession session;
    private final Leg client;
    private final Leg backend;
    private volatile long lastNs = System.nanoTime();

    ChannelRelay(TcpSession session, Channel accepted, Channel reached) {
        this.session = session;
        SessionGroup group = session.group();
        client = new Leg(this, accepted, group.in());
        backend = new Leg(this, reached, group.out());
        client.connect(backend);
        backend.connect(client);
    }

    @Override
    public void start() {
        for (Leg leg : new Leg[] {client, backend}) {
            Channel channel = leg.channel();
            channel.config().setWriteBufferWaterMark(WATERMARKS);
            channel.pipeline().addLast(leg);
        }
        EarlyBytes early = session.early();
        client.channel().pipeline().remove(early);
        ByteBuf bytes = early.take(client.channel().alloc());
        if (bytes.isReadable()) {
            client.take(bytes);
        } else {
            bytes.release();
        }
        backend.channel().flush(); // the preface, too
        if (early.ended()) {
            client.sourceEnded();
        }
        client.channel().config().setAutoRead(true);
        backend.channel().config().setAutoRead(true);
    }

    void carried(long nowNs) {
        lastNs = nowNs;
    }

    /** One direction has ended and been handed on. */
    void outputEnded() {
        if (client.outputEnded() && backend.outputEnded()) {
            session.end(SessionEnd.CLOSED, false);
        }
    }

    void broken(Leg leg, Throwable cause) {
        session.end(Failures.broken(leg == client, Failures.errno(cause)), true);
    }

    @Override
    public void stop() {
        client.release();
        backend.release();
    }

    @Override
    public long bytesIn() {
        return client.bytes();
    }

    @Override
    public long bytesOut() {
        return backend.bytes();
    }

    @Override
    public long lastNs() {
        return lastNs;
    }

    @Override
    public boolean clientEnded() {
        return client.ended();
    }

    @Override
    public boolean backendEnded() {
        return backend.ended();
    }

    @Override
    public boolean spliced() {
        return false;
    }
}
