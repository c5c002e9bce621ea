package io.sallyport.control.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Gives a client a fixed time to deliver its next whole request, however slowly it dribbles bytes: an idle timeout alone
 * would let one byte a second hold a connection for ever. Lives on the connection's event loop.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    /** Fired down the pipeline when the time is over and part of a request had come. */
    enum Missed { PARTIAL_REQUEST }

    private final Duration limit;
    private Future<?> timer;
    private boolean partial;

    RequestDeadline(Duration limit) {
        this.limit = limit;
    }

    /** The previous answer is on its way: the next request may begin. */
    void arm(ChannelHandlerContext context) {
        disarm();
        partial = false;
        timer = context.executor().schedule(() -> expire(context), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A whole request is there; how long its answer takes is not the client's doing. */
    void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        arm(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        partial = true;
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        disarm();
        context.fireChannelInactive();
    }

    private void expire(ChannelHandlerContext context) {
        timer = null;
        if (partial) {
            context.fireUserEventTriggered(Missed.PARTIAL_REQUEST);
        } else {
            context.close();
        }
    }
}
