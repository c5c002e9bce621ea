package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.linux.Errno;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At a listening socket. When descriptors or memory run out, an accept fails at once and again, for what is queued stays readable: so it
 * pauses, in which time sessions end.
 */
final class AcceptHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptHandler.class);
    static final long PAUSE_MS = 100;

    private final Consumer<Channel> next;
    private final LongAdder pauses;

    AcceptHandler(Consumer<Channel> next, LongAdder pauses) {
        this.next = next;
        this.pauses = pauses;
    }

    /**
     * Whether to accept again at once would fail in the same way (accept(2)): what waits stays there, and is told of again and again.
     *
     * @param pauses counts those for want of descriptors
     */
    static boolean mustPause(int errno, LongAdder pauses) {
        if (Failures.descriptorsExhausted(errno)) {
            pauses.increment();
            return true;
        }
        return errno == Errno.ENOBUFS || errno == Errno.ENOMEM;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        next.accept((Channel) accepted);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!mustPause(Failures.errno(cause), pauses)) {
            // a client that was gone before it was accepted, for one (accept(2)); the next accept succeeds
            LOG.debug("accept failed", cause);
            return;
        }
        Channel server = context.channel();
        server.config().setAutoRead(false);
        context.executor().schedule(() -> server.config().setAutoRead(true), PAUSE_MS, TimeUnit.MILLISECONDS);
    }
}
