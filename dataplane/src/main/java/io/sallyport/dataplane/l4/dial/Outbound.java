package io.sallyport.dataplane.l4.dial;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.session.Upstream;

/** Where a connector's sessions go and how they get there: a local service, a backend without one, or a service of another node. */
public interface Outbound {

    /** Whose counts the sessions go to. */
    Upstream upstream();

    /**
     * Reaches the backend for one session, on the session's {@code loop}; to be called on it. What the backend is to read first
     * (see {@link Preface}) has been written, but not necessarily flushed.
     *
     * @return as {@link Dialer#dial}
     */
    Future<Channel> open(EventLoop loop, Arrival arrival);
}
