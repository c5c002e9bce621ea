package io.sallyport.dataplane.l4.dial;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.session.Upstream;
import java.time.Duration;
import java.util.Optional;

/** A backend that this node dials itself: a local service's, or a connector's own. */
public final class HostOutbound implements Outbound {

    /** Where it is, and from where and for how long to dial it. */
    public record Destination(String host, int port, Source source, Duration timeout) {
    }

    private final Upstream upstream;
    private final Destination to;
    private final HostDialer dialer;
    private final Preface preface;
    private final DatagramPreface datagramPreface;

    public HostOutbound(Upstream upstream, Destination to, HostDialer dialer, Preface preface) {
        this(upstream, to, dialer, preface, DatagramPreface.NONE);
    }

    /** For UDP. */
    public HostOutbound(Upstream upstream, Destination to, HostDialer dialer, DatagramPreface preface) {
        this(upstream, to, dialer, Preface.NONE, preface);
    }

    private HostOutbound(
            Upstream upstream, Destination to, HostDialer dialer, Preface preface, DatagramPreface datagramPreface) {
        this.upstream = upstream;
        this.to = to;
        this.dialer = dialer;
        this.preface = preface;
        this.datagramPreface = datagramPreface;
    }

    @Override
    public Upstream upstream() {
        return upstream;
    }

    @Override
    public Future<Channel> open(EventLoop loop, Arrival arrival) {
        Future<Channel> connection = dialer.dial(loop, to.host, to.port, to.source, to.timeout);
        if (preface != Preface.NONE) {
            connection.addListener(done -> {
                if (done.isSuccess()) {
                    writePreface(connection.getNow(), arrival);
                }
            });
        }
        return connection;
    }

    @Override
    public Optional<Place> place() {
        return dialer.place(to.host, to.port, to.source, to.timeout);
    }

    @Override
    public Preface preface() {
        return preface;
    }

    @Override
    public DatagramPreface datagramPreface() {
        return datagramPreface;
    }

    private void writePreface(Channel backend, Arrival arrival) {
        ByteBuf bytes = preface.encode(backend.alloc(), arrival);
        if (bytes != null) {
            backend.write(bytes, backend.voidPromise());
        }
    }
}
