package io.sallyport.control.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * An answer without an end: its parts are sent as they come, until either side hangs up. A client that does not read is hung up
 * on, for what it leaves unread would pile up here. The connection's thread.
 */
final class LiveAnswer {

    /** A comment that no client sees, so that a connection which is gone is noticed, and proxies see life. */
    private static final byte[] SIGN_OF_LIFE = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LIFE_SECONDS = 15;
    /** That a client may be behind: a thousand events of a few kilobytes each, which one that comes back gets at once. */
    private static final int MOST_UNREAD = 4 << 20;

    private final ChannelHandlerContext context;
    private final Future<?> life;
    private ApiResponse.Subscription subscription;

    private LiveAnswer(ChannelHandlerContext context) {
        this.context = context;
        life = context.executor().scheduleAtFixedRate(() -> part(SIGN_OF_LIFE), LIFE_SECONDS, LIFE_SECONDS, TimeUnit.SECONDS);
    }

    static LiveAnswer begin(ChannelHandlerContext context, ApiResponse response) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
        head.headers().set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        head.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.channel().config().setWriteBufferWaterMark(new WriteBufferWaterMark(MOST_UNREAD / 2, MOST_UNREAD));
        context.writeAndFlush(head);
        LiveAnswer answer = new LiveAnswer(context);
        answer.subscription = response.live().orElseThrow()
                .start(bytes -> context.executor().execute(() -> answer.part(bytes)));
        // nothing more is expected, but only who reads notices that the client has gone
        context.channel().config().setAutoRead(true);
        return answer;
    }

    private void part(byte[] bytes) {
        if (!context.channel().isActive()) {
            return;
        }
        if (!context.channel().isWritable()) {
            context.close();
            return;
        }
        context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    void end() {
        life.cancel(false);
        subscription.close();
    }
}
