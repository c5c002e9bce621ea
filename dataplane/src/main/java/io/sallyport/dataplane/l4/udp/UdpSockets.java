package io.sallyport.dataplane.l4.udp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.sallyport.dataplane.l4.transport.Entrance;
import io.sallyport.dataplane.l4.transport.OneInterface;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.linux.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the sockets of this package are made. */
final class UdpSockets {

    private static final Logger LOG = LoggerFactory.getLogger(UdpSockets.class);

    /** A datagram, or what UDP_GRO joined, may be this long. */
    private static final int MAX_PAYLOAD = 65_536;
    private static final int LISTENER_BATCH = 32;
    private static final int BACKEND_BATCH = 8;
    /**
     * A loop that has to wait for its turn of the CPU, or compiles, finds what came meanwhile: the kernel takes twice these, and counts
     * about 2.3 KiB for a datagram of 1 200 bytes, so that 16 MiB are 150 ms at 90 000 a second. What nobody sends takes nothing.
     */
    private static final int LISTENER_BUFFER = 16 << 20;
    private static final int BACKEND_BUFFER = 4 << 20;
    private static final WriteBufferWaterMark LISTENER_BACKLOG = new WriteBufferWaterMark(1 << 20, 4 << 20);
    private static final WriteBufferWaterMark BACKEND_BACKLOG = new WriteBufferWaterMark(128 << 10, 512 << 10);
    /** Past {@code net.core.rmem_max}, with CAP_NET_ADMIN (socket(7)). */
    private static final ChannelOption<Integer> SO_RCVBUFFORCE =
            new IntegerUnixChannelOption("SO_RCVBUFFORCE", DatagramSocket.SOL_SOCKET, DatagramSocket.SO_RCVBUFFORCE);
    private static final ChannelOption<Integer> SO_SNDBUFFORCE =
            new IntegerUnixChannelOption("SO_SNDBUFFORCE", DatagramSocket.SOL_SOCKET, DatagramSocket.SO_SNDBUFFORCE);

    private static final ChannelOption<Integer> IP_MTU_DISCOVER =
            new IntegerUnixChannelOption("IP_MTU_DISCOVER", DatagramSocket.SOL_IP, DatagramSocket.IP_MTU_DISCOVER);
    private static final ChannelOption<Integer> IPV6_MTU_DISCOVER =
            new IntegerUnixChannelOption("IPV6_MTU_DISCOVER", DatagramSocket.SOL_IPV6, DatagramSocket.IPV6_MTU_DISCOVER);

    private final Transport transport;

    UdpSockets(Transport transport) {
        this.transport = transport;
    }

    /** Binds a listener's. */
    ChannelFuture listen(EventLoop loop, InetSocketAddress address, ChannelHandler handler) {
        return listen(loop, address, transport.newDatagram(), handler);
    }

    /** Binds a listener's, one of several at this address. */
    ChannelFuture listen(EventLoop loop, Entrance entrance, ChannelHandler handler) {
        return listen(loop, entrance.address(), entrance.prepare(transport.newDatagram()), handler);
    }

    private static ChannelFuture listen(EventLoop loop, InetSocketAddress address, Channel fresh, ChannelHandler handler) {
        Channel channel = batched(fresh, LISTENER_BATCH);
        channel.config().setWriteBufferWaterMark(LISTENER_BACKLOG);
        channel.pipeline().addLast(handler);
        return registered(loop, channel, LISTENER_BUFFER, result -> channel.bind(address, result));
    }

    /**
     * Connects a session's to its backend, at once when called on the loop; it does not read before it is told.
     *
     * @param source null: the kernel chooses
     * @param device index of the interface that it belongs to; 0: none
     */
    ChannelFuture connect(EventLoop loop, InetSocketAddress to, InetSocketAddress source, int device) {
        Channel channel = batched(OneInterface.tie(transport.newDatagram(), device), BACKEND_BATCH);
        channel.config().setWriteBufferWaterMark(BACKEND_BACKLOG);
        channel.config().setAutoRead(false);
        return registered(loop, channel, BACKEND_BUFFER, result -> channel.connect(to, source, result));
    }

    private static ChannelFuture registered(EventLoop loop, Channel channel, int buffer, Consumer<ChannelPromise> then) {
        ChannelPromise result = channel.newPromise();
        loop.register(channel).addListener(done -> {
            if (done.isSuccess()) {
                size(channel, buffer);
                allowFragments(channel);
                then.accept(result);
            } else {
                result.setFailure(done.cause());
            }
        });
        return result;
    }

    private static Channel batched(Channel channel, int batch) {
        if (channel instanceof EpollDatagramChannel) {
            channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_PAYLOAD);
            channel.config().setOption(EpollChannelOption.UDP_GRO, true);
            channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(batch * MAX_PAYLOAD));
        } else {
            channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MAX_PAYLOAD));
        }
        return channel;
    }

    private static void size(Channel channel, int bytes) {
        try {
            channel.config().setOption(SO_RCVBUFFORCE, bytes);
            channel.config().setOption(SO_SNDBUFFORCE, bytes);
        } catch (ChannelException e) {
            LOG.debug("kernel buffers of UDP sockets stay at net.core.rmem_max: {}", e.getMessage());
            channel.config().setOption(ChannelOption.SO_RCVBUF, bytes);
            channel.config().setOption(ChannelOption.SO_SNDBUF, bytes);
        }
    }

    /**
     * A client does not know that its datagram grows by a PROXY header or meets a smaller MTU behind us: it must not be lost for
     * that, while the path's MTU is found out.
     */
    private static void allowFragments(Channel channel) {
        channel.config().setOption(IP_MTU_DISCOVER, DatagramSocket.PMTUDISC_DONT);
        try {
            channel.config().setOption(IPV6_MTU_DISCOVER, DatagramSocket.PMTUDISC_DONT);
        } catch (ChannelException e) {
            LOG.debug("no IPv6 on this machine: {}", e.getMessage());
        }
    }
}
