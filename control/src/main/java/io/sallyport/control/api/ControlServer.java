package io.sallyport.control.api;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The control socket, open: accepts connections until it is closed. */
public final class ControlServer implements AutoCloseable {

    /**
     * What a client may ask of us.
     *
     * @param maxBodyBytes    a configuration of 100 000 routes has about 12 MiB
     * @param requestDeadline for a whole request to arrive after the previous answer, and for an answer to be taken
     * @param stopGrace       how long answers under way may take when the daemon stops
     */
    record Limits(int maxBodyBytes, Duration requestDeadline, Duration stopGrace) {

        static final Limits DEFAULT = new Limits(32 << 20, Duration.ofSeconds(30), Duration.ofSeconds(2));
    }

    private final SocketFile file;
    private final EventLoopGroup loop;
    private final ExecutorService answerers;
    private final Channel listener;
    private final ChannelGroup connections;
    private final Limits limits;

    private ControlServer(SocketFile file, EventLoopGroup loop, ExecutorService answerers, Channel listener,
            ChannelGroup connections, Limits limits) {
        this.file = file;
        this.loop = loop;
        this.answerers = answerers;
        this.listener = listener;
        this.connections = connections;
        this.limits = limits;
    }

    /** Makes the socket's directory; while the process may still give files to a group, so before capabilities are dropped. */
    public static void prepareDirectory(Path socket) throws IOException {
        SocketFile.prepareDirectory(socket);
    }

    /** @throws ControlSocketException in one sentence with its remedy */
    static ControlServer open(Path path, Router router, Limits limits) {
        SocketFile file = SocketFile.claim(path);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, Thread.ofPlatform().name("control-socket").factory(),
                EpollIoHandler.newFactory());
        ExecutorService answerers = Executors.newVirtualThreadPerTaskExecutor();
        Wiring wiring = new Wiring(router, answerers, limits);
        try {
            Channel listener = new ServerBootstrap()
                    .group(loop)
                    .channel(EpollServerDomainSocketChannel.class)
                    .option(ChannelOption.AUTO_READ, false)
                    .childHandler(wiring)
                    .bind(new DomainSocketAddress(path.toString()))
                    .syncUninterruptibly().channel();
            // nobody is accepted before it is known who may be
            wiring.policy = file.open();
            listener.config().setAutoRead(true);
            return new ControlServer(file, loop, answerers, listener, wiring.connections, limits);
        } catch (Exception e) {
            answerers.close();
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new ControlSocketException("cannot listen at " + path + ": " + e.getMessage()
                    + "; make its directory writable, or choose another with --socket", e);
        }
    }

    /** Accepts no more, lets answers under way leave, and removes the socket. */
    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        listener.close().syncUninterruptibly();
        file.remove();
        answerers.shutdown();
        try {
            if (!answerers.awaitTermination(limits.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
                answerers.shutdownNow();
            }
        } catch (InterruptedException e) {
            answerers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        // a loop that shuts down closes its channels before it runs its tasks, the answers among them: an empty write behind
        // them tells when they have left
        connections.writeAndFlush(Unpooled.EMPTY_BUFFER).awaitUninterruptibly(limits.stopGrace().toMillis());
        loop.shutdownGracefully(0, limits.stopGrace().toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }

    /** The handlers of one connection, in their order. */
    private static final class Wiring extends ChannelInitializer<EpollDomainSocketChannel> {

        private final Router router;
        private final ExecutorService answerers;
        private final Limits limits;
        private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        private volatile PeerPolicy policy;

        Wiring(Router router, ExecutorService answerers, Limits limits) {
            this.router = router;
            this.answerers = answerers;
            this.limits = limits;
        }

        @Override
        protected void initChannel(EpollDomainSocketChannel channel) {
            connections.add(channel);
            RequestDeadline deadline = new RequestDeadline(limits.requestDeadline());
            channel.pipeline().addLast(
                    new WriteTimeoutHandler(limits.requestDeadline().toMillis(), TimeUnit.MILLISECONDS),
                    deadline,
                    new HttpServerCodec(),
                    new PeerGate(policy),
                    new BodyCollector(limits.maxBodyBytes()),
                    new FlowControlHandler(),
                    new Conversation(router, answerers, deadline));
        }
    }
}
