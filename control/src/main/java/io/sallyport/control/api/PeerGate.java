package io.sallyport.control.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;

/** Lets through only clients whose credentials the kernel vouches for; the others are told why, and hung up on. */
final class PeerGate extends ChannelInboundHandlerAdapter {

    private final PeerPolicy policy;
    private boolean refused;

    PeerGate(PeerPolicy policy) {
        this.policy = policy;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        // asked at the first request, not at connect: an answer before a request would confuse HTTP clients
        if (message instanceof HttpRequest && !policy.admits((EpollDomainSocketChannel) context.channel())) {
            refused = true;
            ReferenceCountUtil.release(message);
            Replies.refuse(context, Problem.forbidden(policy.rule()));
            return;
        }
        context.fireChannelRead(message);
    }
}
