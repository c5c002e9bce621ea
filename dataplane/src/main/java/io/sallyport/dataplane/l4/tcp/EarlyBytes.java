package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what a client sent behind its greeting until the backend is reached. There can be no more than the kernel's receive buffer
 * held at the time, for nothing is read meanwhile but at the end of the stream.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

    private final TcpSession session;
    private final Queue<ByteBuf> kept = new ArrayDeque<>();
    private boolean ended;

    EarlyBytes(TcpSession session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        kept.add((ByteBuf) message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownReadComplete) {
            ended = true;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        session.end(SessionEnd.CLIENT_GONE, true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.end(SessionEnd.CLIENT_GONE, true);
    }

    /** Whether the client's stream has ended behind {@link #take}. */
    boolean ended() {
        return ended;
    }

    /** @return what was kept, in order, in direct memory; belongs to the caller; maybe empty */
    ByteBuf take(ByteBufAllocator allocator) {
        ByteBuf all = allocator.directBuffer(kept.stream().mapToInt(ByteBuf::readableBytes).sum());
        kept.forEach(all::writeBytes);
        release();
        return all;
    }

    void release() {
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
