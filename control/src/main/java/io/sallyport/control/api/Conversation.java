package io.sallyport.control.api;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sallyport.control.api.ApiRequest.Caller;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's requests, one at a time: while an answer is being made reading is off, and a {@code FlowControlHandler}
 * before this one holds what a pipelining client has already sent, so that answers leave in the order of the requests.
 */
final class Conversation extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final Router router;
    private final Executor answerers;
    private final RequestDeadline deadline;
    private LiveAnswer live;

    Conversation(Router router, Executor answerers, RequestDeadline deadline) {
        this.router = router;
        this.answerers = answerers;
        this.deadline = deadline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (live != null) {
            context.close(); // an answer without an end is under way
            return;
        }
        deadline.disarm();
        context.channel().config().setAutoRead(false);
        if (request.decoderResult().isFailure()) {
            Replies.refuse(context, unreadable(request.decoderResult().cause()));
            return;
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        boolean head = request.method().equals(HttpMethod.HEAD);
        ApiRequest whole;
        try {
            whole = toApiRequest(context.channel().attr(PeerGate.CALLER).get(), request);
        } catch (Problem problem) {
            reply(context, ApiResponse.problem(problem), keepAlive, head);
            return;
        }
        try {
            answerers.execute(() -> {
                ApiResponse response = answer(whole);
                context.executor().execute(() -> reply(context, response, keepAlive, head));
            });
        } catch (RejectedExecutionException e) {
            Replies.refuse(context, Problem.unavailable("the daemon is stopping"));
        }
    }

    private ApiResponse answer(ApiRequest request) {
        try {
            return router.answer(request);
        } catch (Problem problem) {
            return ApiResponse.problem(problem);
        } catch (Exception e) {
            // our own fault, never the client's: the log has the trace, the client a sentence
            LOG.error("{} {} failed", request.method(), request.path(), e);
            return ApiResponse.problem(Problem.internal(request.method() + " " + request.path()));
        }
    }

    private void reply(ChannelHandlerContext context, ApiResponse response, boolean keepAlive, boolean head) {
        if (response.live().isPresent() && !head) {
            live = LiveAnswer.begin(context, response);
            return;
        }
        FullHttpResponse reply = Replies.toNetty(response);
        HttpUtil.setKeepAlive(reply, keepAlive);
        if (head) {
            reply.content().clear();
        }
        context.writeAndFlush(reply).addListener(done -> {
            if (!keepAlive || !done.isSuccess()) {
                context.close();
                return;
            }
            deadline.arm(context);
            context.channel().config().setAutoRead(true);
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == RequestDeadline.Missed.PARTIAL_REQUEST) {
            Replies.refuse(context, Problem.tooSlow());
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn("control connection closed after {}", cause.toString());
        }
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (live != null) {
            live.end();
        }
        context.fireChannelInactive();
    }

    private static Problem unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.uriTooLong();
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.headersTooLarge();
        }
        return Problem.badRequest("this is not an HTTP/1.1 request: " + cause.getMessage());
    }

    private static ApiRequest toApiRequest(Caller caller, FullHttpRequest request) {
        String path;
        Map<String, String> query = new HashMap<>();
        try {
            QueryStringDecoder uri = new QueryStringDecoder(request.uri());
            path = uri.path();
            for (Map.Entry<String, List<String>> entry : uri.parameters().entrySet()) {
                if (entry.getValue().size() > 1) {
                    throw Problem.badRequest("query parameter '" + entry.getKey() + "' is given twice");
                }
                query.put(entry.getKey(), entry.getValue().getFirst());
            }
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("the request target is not a valid URI: " + e.getMessage());
        }
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            // RFC 9110 §5.3: a repeated field is one list
            headers.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (one, two) -> one + ", " + two);
        }
        return new ApiRequest(caller, request.method().name(), path, Map.of(), query, headers,
                ByteBufUtil.getBytes(request.content()));
    }
}
