package io.sallyport.control.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.control.api.ApiRequest.Caller;
import java.util.Optional;

/** Lets through only clients whose credentials the kernel vouches for; the others are told why, and hung up on. */
final class PeerGate extends ChannelInboundHandlerAdapter {

    /** Set on every connection that was let through. */
    static final AttributeKey<Caller> CALLER = AttributeKey.valueOf(PeerGate.class, "caller");

    /** Decides who may. */
    interface Admission {

        /** Who is at the other end, if they may be. */
        Optional<Caller> admit(Channel channel);

        /** The rule, in one sentence for who may not. */
        String rule();
    }

    private final Admission admission;
    private boolean refused;

    PeerGate(Admission admission) {
        this.admission = admission;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        // asked at the first request, not at connect: an answer before a request would confuse HTTP clients
        if (message instanceof HttpRequest && !context.channel().hasAttr(CALLER) && !admit(context)) {
            refused = true;
            ReferenceCountUtil.release(message);
            Replies.refuse(context, Problem.forbidden(admission.rule()));
            return;
        }
        context.fireChannelRead(message);
    }

    private boolean admit(ChannelHandlerContext context) {
        Optional<Caller> caller = admission.admit(context.channel());
        caller.ifPresent(context.channel().attr(CALLER)::set);
        return caller.isPresent();
    }
}
