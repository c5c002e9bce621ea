package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what a channel of a session reads before its connection is relayed past it: what came behind a greeting; and what Netty
 * reads unasked once the peer has ended its stream, or had asked the kernel for before it was told to stop. There can be no more than
 * the kernel's receive buffer held at the time.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

    private final Runnable broken;
    private final Queue<ByteBuf> kept = new ArrayDeque<>();
    private boolean leaving;
    private boolean released;

    /** @param broken is called when the connection breaks */
    EarlyBytes(Runnable broken) {
        this.broken = broken;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (released) {
            ReferenceCountUtil.release(message);
        } else {
            kept.add((ByteBuf) message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken.run();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!leaving) {
            broken.run();
        }
    }

    /** The channel is about to be closed, and the connection goes on. */
    void leaving() {
        leaving = true;
    }

    /** Nothing is kept from now on. */
    void handTo(Pump pump) {
        kept.forEach(bytes -> pump.begin(bytes, true));
        kept.clear();
        released = true;
    }

    void release() {
        released = true;
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
