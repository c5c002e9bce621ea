package io.sallyport.dataplane.l4.overlay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.concurrent.TimeUnit;

/** Reads the answering node's first byte, and not one more: what follows is the backend's and stays in the kernel for the relay. */
final class VerdictReader extends ChannelInboundHandlerAdapter {

    /** The other node waits for its backend as long as its service says; this is for a node that no longer answers at all. */
    static final long TIMEOUT_MS = 60_000;

    private final String what;
    private final Promise<Channel> result;
    private RecvByteBufAllocator before;
    private Future<?> timeout;

    /** @param what is asked for, in words */
    VerdictReader(String what, Promise<Channel> result) {
        this.what = what;
        this.result = result;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        before = channel.config().getRecvByteBufAllocator();
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(1).maxMessagesPerRead(1));
        timeout = ctx.executor().schedule(
                () -> fail(ctx, SessionEnd.PEER_UNREACHABLE, "no answer"), TIMEOUT_MS, TimeUnit.MILLISECONDS);
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        Verdict verdict = Verdict.read(bytes.readUnsignedByte());
        bytes.release();
        verdict.end().ifPresentOrElse(end -> fail(ctx, end, end.description()), () -> succeed(ctx));
    }

    private void succeed(ChannelHandlerContext ctx) {
        timeout.cancel(false);
        Channel channel = ctx.channel();
        channel.config().setRecvByteBufAllocator(before);
        ctx.pipeline().remove(this);
        if (!result.trySuccess(channel)) {
            channel.close();
        }
    }

    private void fail(ChannelHandlerContext ctx, SessionEnd why, String words) {
        timeout.cancel(false);
        result.tryFailure(new DialException(why, what + ": " + words));
        ctx.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            fail(ctx, SessionEnd.PEER_UNREACHABLE, "it closed without an answer");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, SessionEnd.PEER_UNREACHABLE, "it closed without an answer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, SessionEnd.PEER_UNREACHABLE, String.valueOf(cause.getMessage()));
    }
}
