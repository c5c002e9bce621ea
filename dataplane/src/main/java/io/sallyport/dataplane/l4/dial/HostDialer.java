package io.sallyport.dataplane.l4.dial;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.plan.Source;
import java.time.Duration;
import java.util.Optional;

/** Connects to a host by address or name: resolves it, chooses the source of each family, and tries the addresses. */
public interface HostDialer {

    /**
     * Connects on {@code loop}; to be called on it.
     *
     * @param host    an address or a name
     * @param timeout for the name and all its addresses together
     * @return as {@link Dialer#dial}
     */
    Future<Channel> dial(EventLoop loop, String host, int port, Source source, Duration timeout);

    /** Where {@link #dial} would connect to now, if there is just one place; else empty. */
    default Optional<Place> place(String host, int port, Source source, Duration timeout) {
        return Optional.empty();
    }
}
