package io.sallyport.dataplane.l4.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sallyport.dataplane.l4.status.TransportStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops, and channels for them. */
public final class Transport implements AutoCloseable {

    private static final long QUIET_MS = 0;
    private static final long STOP_MS = 5_000;

    private final EventLoopGroup loops;
    private final TransportStatus status;
    private final boolean epoll;
    private final DescriptorReserve reserve = DescriptorReserve.ofThisProcess();

    private Transport(EventLoopGroup loops, TransportStatus status, boolean epoll) {
        this.loops = loops;
        this.status = status;
        this.epoll = epoll;
    }

    /** @throws TransportException when the choice is not to be had, with the reason and the remedy */
    public static Transport open(TransportChoice choice, int loops) {
        return switch (choice) {
            case EPOLL -> epoll(loops, "as configured");
            case IO_URING -> {
                if (!IoUring.isAvailable()) {
                    throw new TransportException("io_uring is not available: " + why(IoUring.unavailabilityCause())
                            + "; set node.transport to \"epoll\" or \"auto\"");
                }
                yield ioUring(loops, "as configured");
            }
            // TCP is driven alike by both; Netty 4.2.18 gives io_uring no recvmmsg and no UDP_GRO
            case AUTO -> epoll(loops, "it receives UDP in batches; io_uring " + (IoUring.isAvailable() ? "would do, at more CPU"
                    : "is not available: " + why(IoUring.unavailabilityCause())));
        };
    }

    private static Transport epoll(int loops, String reason) {
        if (!Epoll.isAvailable()) {
            throw new TransportException("epoll is not available: " + why(Epoll.unavailabilityCause()));
        }
        return new Transport(group(loops, EpollIoHandler.newFactory()), new TransportStatus("epoll", reason, loops), true);
    }

    private static Transport ioUring(int loops, String reason) {
        return new Transport(group(loops, IoUringIoHandler.newFactory()), new TransportStatus("io_uring", reason, loops), false);
    }

    private static EventLoopGroup group(int loops, IoHandlerFactory factory) {
        return new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("l4-loop", true), factory);
    }

    private static String why(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    public TransportStatus status() {
        return status;
    }

    public EventLoop nextLoop() {
        return loops.next();
    }

    public List<EventLoop> allLoops() {
        List<EventLoop> all = new ArrayList<>();
        loops.forEach(loop -> all.add((EventLoop) loop));
        return all;
    }

    /**
     * Those that accept: half of them. A short connection is mostly the kernel's work, and much of that is done on whichever core its
     * packets come in; with every loop awake for it, each wakes more often for less.
     */
    public List<EventLoop> acceptingLoops() {
        List<EventLoop> all = allLoops();
        return all.subList(0, Math.max(1, all.size() / 2));
    }

    public ServerSocketChannel newServer() {
        return epoll ? new EpollServerSocketChannel() : new IoUringServerSocketChannel();
    }

    /** @throws io.netty.channel.ChannelException when descriptors are exhausted, but for what sessions may not have */
    public SocketChannel newSocket() {
        return reserve.refuse(epoll ? new EpollSocketChannel() : new IoUringSocketChannel());
    }

    /** Whether a channel can be made of a connected descriptor; Netty 4.2.18 has none such for io_uring. */
    public boolean adopts() {
        return epoll;
    }

    /** Only where it {@link #adopts()}. */
    public SocketChannel adopt(int fd) {
        return new EpollSocketChannel(fd);
    }

    /** Of a descriptor that no channel reads. */
    public Watch watch(FileDescriptor descriptor, Watch.Target target) {
        return epoll ? new EpollWatch(descriptor, target) : new UringWatch(descriptor, target);
    }

    /** @throws io.netty.channel.ChannelException as {@link #newSocket} does */
    public DatagramChannel newDatagram() {
        return reserve.refuse(epoll ? new EpollDatagramChannel() : new IoUringDatagramChannel());
    }

    /** Whether this is one of the last descriptors, which sessions may not have. */
    public boolean keeps(int fd) {
        return reserve.holds(fd);
    }

    /** Ends the loops; whatever is still open on them is closed. */
    @Override
    public void close() {
        loops.shutdownGracefully(QUIET_MS, STOP_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MS * 2);
    }
}
