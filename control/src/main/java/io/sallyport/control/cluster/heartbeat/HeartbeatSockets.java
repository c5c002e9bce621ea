package io.sallyport.control.cluster.heartbeat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** How the sockets of heartbeats are made: their addresses, their interface, and what the kernel is told about them. */
final class HeartbeatSockets {

    /** The longest message with its seal; a greeting is shorter. */
    static final int MAX_FRAME = 4_096;
    private static final int LENGTH_BYTES = 2;
    /** Network control (RFC 4594 §3.1): routers on the way let these pass before the traffic they are about. */
    private static final int DSCP_CS6 = 0xc0;
    /** socket(7). */
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int IFNAMSIZ = 16;
    private static final RawUnixChannelOption BIND_TO_DEVICE =
            new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, IFNAMSIZ);

    private final EventLoop loop;
    private final HeartbeatOptions options;

    HeartbeatSockets(EventLoop loop, HeartbeatOptions options) {
        this.loop = loop;
        this.options = options;
    }

    /** @param accept makes the handler of a new connection; {@code null}: it is closed at once */
    ChannelFuture listen(Function<InetSocketAddress, HeartbeatConnection> accept) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.IP_TOS, DSCP_CS6)
                .childHandler(new ChannelInitializer<EpollSocketChannel>() {
                    @Override
                    protected void initChannel(EpollSocketChannel channel) {
                        HeartbeatConnection connection = accept.apply(channel.remoteAddress());
                        if (connection == null) {
                            channel.config().setSoLinger(0);
                            channel.close();
                        } else {
                            frames(channel.pipeline(), connection);
                        }
                    }
                });
        device().ifPresent(name -> bootstrap.option(BIND_TO_DEVICE, deviceName(name)));
        return bootstrap.bind(options.own());
    }

    ChannelFuture dial(HeartbeatConnection connection, Duration timeout) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.IP_TOS, DSCP_CS6)
                .option(EpollChannelOption.TCP_USER_TIMEOUT, (int) timeout.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        frames(channel.pipeline(), connection);
                    }
                });
        device().ifPresent(name -> bootstrap.option(BIND_TO_DEVICE, deviceName(name)));
        return bootstrap.connect(options.remote(), new InetSocketAddress(options.own().getAddress(), 0));
    }

    private static void frames(ChannelPipeline pipeline, ChannelHandler connection) {
        pipeline.addLast(
                new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, LENGTH_BYTES, 0, LENGTH_BYTES),
                new LengthFieldPrepender(LENGTH_BYTES),
                connection);
    }

    /**
     * The interface that holds our address. Bound to it, heartbeats use its routes only: a member with two interfaces would
     * otherwise send them by the first default route, from where a VPC drops a source that is not the interface's own. The
     * loopback interface may hold an address that is reached through others, so it binds nothing.
     */
    private Optional<String> device() {
        try {
            NetworkInterface device = NetworkInterface.getByInetAddress(options.own().getAddress());
            return device == null || device.isLoopback() ? Optional.empty() : Optional.of(device.getName());
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static ByteBuffer deviceName(String name) {
        ByteBuffer text = ByteBuffer.allocateDirect(IFNAMSIZ);
        text.put(name.getBytes(StandardCharsets.US_ASCII));
        return text.clear();
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
