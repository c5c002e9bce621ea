package io.sallyport.control.failover;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.event.EventLog;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells a load balancer whether to send traffic here: 200 while this member is healthy and active, 503 otherwise. It stands open
 * to the network, so it has a thread of its own, says one word, and closes.
 */
final class StatusListener implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 5;
    private static final int MAX_LINE = 1_024;
    /** Far more than load balancers have open at a time: each asks once and is hung up on. */
    private static final int MAX_OPEN = 64;

    private final int port;
    private final EventLoopGroup loop;
    private final ChannelFuture bound;

    private StatusListener(int port, EventLoopGroup loop, ChannelFuture bound) {
        this.port = port;
        this.loop = loop;
        this.bound = bound;
    }

    /** A port that cannot be had is told, and keeps nothing else from running. */
    static StatusListener open(int port, Supplier<Optional<ClusterView>> view, EventLog events) {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, Thread.ofPlatform().name("cluster-status").factory(),
                EpollIoHandler.newFactory());
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new Reception(view))
                .bind(port)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        events.error("status", "no load balancer can ask at port " + port + ": " + done.cause().getMessage()
                                + "; choose another cluster.statusPort, or end what uses it and push the configuration again", Map.of());
                    }
                });
        return new StatusListener(port, loop, bound);
    }

    /** Whether it stands, or tries to, at the configured port. */
    boolean standsAt(int configured) {
        return port == configured && (!bound.isDone() || bound.isSuccess());
    }

    /** The one that the kernel chose, where none was; waits for it. */
    int boundPort() {
        return ((InetSocketAddress) bound.syncUninterruptibly().channel().localAddress()).getPort();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class Reception extends ChannelInitializer<Channel> {

        private final Supplier<Optional<ClusterView>> view;
        /** The oldest first. */
        private final Deque<Channel> open = new ArrayDeque<>();

        Reception(Supplier<Optional<ClusterView>> view) {
            this.view = view;
        }

        /** Where there is no room, who dawdles goes: a load balancer is answered while somebody holds connections open. */
        @Override
        protected void initChannel(Channel channel) {
            open.addLast(channel);
            channel.closeFuture().addListener(closed -> open.remove(channel));
            if (open.size() > MAX_OPEN) {
                open.getFirst().close();
            }
            channel.pipeline().addLast(new ReadTimeoutHandler(PATIENCE_SECONDS),
                    new HttpServerCodec(MAX_LINE, MAX_LINE, MAX_LINE), new Answer(view));
        }
    }

    private static final class Answer extends SimpleChannelInboundHandler<Object> {

        private final Supplier<Optional<ClusterView>> view;

        Answer(Supplier<Optional<ClusterView>> view) {
            this.view = view;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Object message) {
            if (!(message instanceof HttpRequest)) {
                return;
            }
            Optional<ClusterView> now = view.get();
            String word = now.map(one -> one.health().causes().isEmpty() ? one.role().name().toLowerCase(Locale.ROOT) : "unhealthy")
                    .orElse("starting") + "\n";
            FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                    now.filter(ClusterView::servesWell).isPresent() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                    Unpooled.copiedBuffer(word, StandardCharsets.US_ASCII));
            answer.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN);
            answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, word.length());
            answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
        }

        /** Whoever breaks off or speaks nonsense is hung up on. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
