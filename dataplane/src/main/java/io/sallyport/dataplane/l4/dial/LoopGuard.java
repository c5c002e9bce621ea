package io.sallyport.dataplane.l4.dial;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.address.OwnListeners;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Dials anything but this node's own connectors: such a session would come in again, be dialled again, and fill all places within a
 * moment. It is told by where it leads, before it is dialled, whatever name or configuration led there. A connector that comes to listen
 * only later has the session once, and its own dial ends here.
 */
public final class LoopGuard implements Dialer {

    private final TransportProtocol protocol;
    private final Dialer dialer;
    private final OwnListeners listeners;

    public LoopGuard(TransportProtocol protocol, Dialer dialer, OwnListeners listeners) {
        this.protocol = protocol;
        this.dialer = dialer;
        this.listeners = listeners;
    }

    /** Whether {@link #dial} would refuse. */
    boolean refuses(InetSocketAddress to) {
        return listeners.contains(protocol, to);
    }

    @Override
    public Future<Channel> dial(EventLoop loop, InetSocketAddress to, Optional<InetAddress> source, int timeoutMs) {
        return refuses(to) ? loop.newFailedFuture(Failures.failed(SessionEnd.LOOPED, to, "a connector of this node listens there;"
                + " make it the backend's own address")) : dialer.dial(loop, to, source, timeoutMs);
    }
}
