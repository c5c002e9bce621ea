package io.sallyport.control.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** Turns an {@link ApiResponse} into what Netty writes. */
final class Replies {

    private Replies() {
    }

    static FullHttpResponse toNetty(ApiResponse response) {
        FullHttpResponse reply = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()), Unpooled.wrappedBuffer(response.body()));
        reply.headers().set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        reply.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        reply.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        response.headers().forEach(reply.headers()::set);
        return reply;
    }

    /** Says what is wrong and hangs up, when what follows on the connection cannot be trusted or is not wanted. */
    static void refuse(ChannelHandlerContext context, Problem problem) {
        FullHttpResponse reply = toNetty(ApiResponse.problem(problem));
        reply.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(reply).addListener(ChannelFutureListener.CLOSE);
    }
}
