package io.sallyport.dataplane.l4.udp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Tie;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.linux.Errno;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Gives a session its own socket. Nothing goes out: whether somebody listens shows with the first datagram. */
public final class UdpDialer implements Dialer {

    private final UdpSockets sockets;
    private final Tie tie;

    /** @param tie to which interface sockets belong: what comes by another is never heard */
    public UdpDialer(Transport transport, Tie tie) {
        sockets = new UdpSockets(transport);
        this.tie = tie;
    }

    @Override
    public Future<Channel> dial(EventLoop loop, InetSocketAddress to, Optional<InetAddress> source, int timeoutMs) {
        ChannelFuture connecting;
        try {
            connecting = sockets.connect(
                    loop, to, source.map(address -> new InetSocketAddress(address, 0)).orElse(null), source.map(tie::indexOf).orElse(0));
        } catch (RuntimeException e) { // descriptors are exhausted, for one
            return loop.newFailedFuture(Failures.dial(e, to));
        }
        Promise<Channel> result = loop.newPromise();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                connecting.channel().close();
                result.tryFailure(failure(done.cause(), to, source));
            } else if (!result.trySuccess(connecting.channel())) {
                connecting.channel().close();
            }
        });
        return result;
    }

    private static DialException failure(Throwable cause, InetSocketAddress to, Optional<InetAddress> source) {
        // connect(2) of a UDP socket does not say this: it was bind
        return source.isPresent() && Failures.errno(cause) == Errno.EADDRNOTAVAIL
                ? Failures.failed(SessionEnd.SOURCE_MISSING, to,
                        source.get().getHostAddress() + " is not an address of this machine")
                : Failures.dial(cause, to);
    }
}
