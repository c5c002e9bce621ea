package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Tie;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.OneInterface;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.TcpOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Connects by TCP. */
public final class TcpDialer implements Dialer {

    private final Transport transport;
    private final Tie tie;

    /** @param tie to which interface connections belong */
    public TcpDialer(Transport transport, Tie tie) {
        this.transport = transport;
        this.tie = tie;
    }

    @Override
    public Future<Channel> dial(EventLoop loop, InetSocketAddress to, Optional<InetAddress> source, int timeoutMs) {
        SocketChannel channel;
        try {
            channel = OneInterface.tie(transport.newSocket(), source.map(tie::indexOf).orElse(0));
        } catch (RuntimeException e) { // descriptors are exhausted, for one
            return loop.newFailedFuture(Failures.dial(e, to));
        }
        channel.config().setAutoRead(false).setAllowHalfClosure(true).setConnectTimeoutMillis(timeoutMs);
        loop.register(channel);
        ChannelFuture connected;
        if (source.isPresent()) {
            TcpOptions.bindWithoutPort(((UnixChannel) channel).fd().intValue());
            connected = channel.connect(to, new InetSocketAddress(source.get(), 0));
        } else {
            connected = channel.connect(to);
        }
        Promise<Channel> result = loop.newPromise();
        connected.addListener(done -> settle(result, channel, done, to, source));
        result.addListener(done -> {
            if (done.isCancelled()) {
                channel.close();
            }
        });
        return result;
    }

    private static void settle(Promise<Channel> result, Channel channel, Future<?> done, InetSocketAddress to,
            Optional<InetAddress> source) {
        if (done.isSuccess()) {
            if (!result.trySuccess(channel)) {
                channel.close();
            }
            return;
        }
        channel.close();
        DialException failure = Failures.dial(done.cause(), to);
        // bind, which comes first, says with this number that the source is not an address of this machine
        boolean sourceGone = source.isPresent() && failure.reason() == SessionEnd.PORTS_EXHAUSTED
                && Failures.errno(done.cause()) == Errno.EADDRNOTAVAIL && String.valueOf(done.cause().getMessage()).startsWith("bind");
        result.tryFailure(sourceGone ? Failures.failed(SessionEnd.SOURCE_MISSING, to,
                source.get().getHostAddress() + " is not an address of this machine") : failure);
    }
}
