package io.sallyport.dataplane.l4.dial;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Connects to one address. One implementation a protocol. */
public interface Dialer {

    /**
     * Connects on {@code loop}; to be called on it. Cancelling the result gives up the attempt.
     *
     * @param source    the address to dial from; empty: the kernel chooses
     * @param timeoutMs until then it is connected or has failed
     * @return a connected channel without handlers that does not read by itself; or a {@link DialException}
     */
    Future<Channel> dial(EventLoop loop, InetSocketAddress to, Optional<InetAddress> source, int timeoutMs);
}
