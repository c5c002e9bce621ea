package io.sallyport.control.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;

/** Collects a request's body up to a limit; a larger one is refused with a problem document, before it is sent where asked. */
final class BodyCollector extends HttpObjectAggregator {

    private final int maxBytes;

    BodyCollector(int maxBytes) {
        super(maxBytes, true);
        this.maxBytes = maxBytes;
    }

    /** Answers {@code Expect: 100-continue}; null lets an oversized body be told of in our own words instead. */
    @Override
    protected Object newContinueResponse(HttpMessage start, int maxContentLength, ChannelPipeline pipeline) {
        return HttpUtil.isContentLengthSet(start) && HttpUtil.getContentLength(start, 0L) > maxContentLength
                ? null : super.newContinueResponse(start, maxContentLength, pipeline);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        Replies.refuse(context, Problem.tooLarge(maxBytes));
    }
}
