package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

public final class TcpDialer implements Dialer {
    private final Transport transport;
    public TcpDialer(Transport transport) { this.transport = transport; }
    @Override
    public Future<Channel> dial(EventLoop loop, InetSocketAddress to, Optional<InetAddress> source, int timeoutMs) {
        return loop.newFailedFuture(new UnsupportedOperationException(transport.status().name()));
    }
}
