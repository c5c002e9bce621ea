package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sallyport.dataplane.l4.dial.Failures;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At a listening socket. When descriptors run out, an accept fails at once and again, for what is queued stays readable: so it
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

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        next.accept((Channel) accepted);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!Failures.descriptorsExhausted(cause)) {
            // a client that was gone before it was accepted, for one (accept(2)); the next accept succeeds
            LOG.debug("accept failed", cause);
            return;
        }
        pauses.increment();
        Channel server = context.channel();
        server.config().setAutoRead(false);
        context.executor().schedule(() -> server.config().setAutoRead(true), PAUSE_MS, TimeUnit.MILLISECONDS);
    }
}
