package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.transport.Registrations;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.Kernel;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.linux.StreamSockets;
import io.sallyport.dataplane.linux.TcpOptions;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts past Netty's channels: one system call a connection, and its other end comes with it. */
final class DescriptorListener implements EpollIoHandle {

    private static final Logger LOG = LoggerFactory.getLogger(DescriptorListener.class);

    /** Takes a connection over. */
    interface Acceptor {

        /**
         * @param fd  belongs to the acceptor from now on
         * @param own the address that the client has connected to; null: it is gone already
         */
        void accepted(int fd, InetSocketAddress own, InetSocketAddress client);
    }

    private static final int MOST_AT_ONCE = 64;
    /** Errors are reported in any case, and a listener has none. After NONE, Netty 4.2.18 could not be asked for anything again. */
    private static final EpollIoOps DEAF = EpollIoOps.EPOLLERR;
    private static final InetAddress EVERY_ADDRESS = InetAddress.ofLiteral("::");
    private static final InetAddress EVERY_IPV4_ADDRESS = InetAddress.ofLiteral("0.0.0.0");

    private final EventLoop loop;
    private final StreamSockets sockets;
    private final FileDescriptor descriptor;
    private final InetSocketAddress address;
    private final Acceptor acceptor;
    private final LongAdder pauses;
    private IoRegistration registration;
    /** More is taken at a time the longer there is more: asking in vain makes the kernel build a socket and destroy it. */
    private int batch = 1;

    private DescriptorListener(EventLoop loop, StreamSockets sockets, int fd, Acceptor acceptor, LongAdder pauses) {
        this.loop = loop;
        this.sockets = sockets;
        this.descriptor = new FileDescriptor(fd);
        this.address = StreamSockets.local(fd);
        this.acceptor = acceptor;
        this.pauses = pauses;
    }

    /**
     * Binds and listens; on the loop.
     *
     * @param at     the wildcard address means all addresses of both families
     * @param beside whether one of ours listens there already, see {@link StreamSockets#listen}
     * @param deadMs of what it accepts, see {@link TcpOptions#keepAlive}
     * @throws LinuxException when the kernel refuses
     */
    static DescriptorListener open(
            EventLoop loop, StreamSockets sockets, InetSocketAddress at, boolean beside, int deadMs, Acceptor acceptor,
            LongAdder pauses) {
        InetSocketAddress name = at.getAddress().isAnyLocalAddress() ? new InetSocketAddress(EVERY_ADDRESS, at.getPort()) : at;
        int fd = sockets.open(name.getAddress() instanceof Inet6Address);
        if (fd < 0 && Errno.last() == Errno.EAFNOSUPPORT && name != at) {
            name = new InetSocketAddress(EVERY_IPV4_ADDRESS, at.getPort());
            fd = sockets.open(false);
        }
        Kernel.check(fd, "cannot open a socket");
        TcpOptions.keepAlive(fd, deadMs);
        sockets.noDelay(fd);
        if (sockets.listen(fd, name, TcpListeners.BACKLOG, beside) < 0) {
            int errno = Errno.last();
            StreamSockets.close(fd);
            throw new LinuxException("cannot listen", errno, "");
        }
        DescriptorListener listener = new DescriptorListener(loop, sockets, fd, acceptor, pauses);
        listener.register();
        return listener;
    }

    private void register() {
        registration = Registrations.of(loop, this);
        if (registration == null) {
            close();
            throw new LinuxException("cannot listen: the loop has ended");
        }
        registration.submit(EpollIoOps.EPOLLIN);
    }

    /** Level-triggered: what is left waits for the next turn. */
    @Override
    public void handle(IoRegistration at, IoEvent event) {
        for (int taken = 0; taken < batch; taken++) {
            int fd = descriptor.isOpen() ? sockets.accept(descriptor.intValue()) : -1;
            if (fd < 0) {
                batch = 1;
                refused();
                return;
            }
            InetSocketAddress own = address.getAddress().isAnyLocalAddress() ? StreamSockets.local(fd) : address;
            acceptor.accepted(fd, own, sockets.peer());
        }
        batch = Math.min(2 * batch, MOST_AT_ONCE);
    }

    private void refused() {
        int errno = Errno.last();
        if (AcceptHandler.mustPause(errno, pauses)) {
            registration.submit(DEAF);
            loop.schedule(this::resume, AcceptHandler.PAUSE_MS, TimeUnit.MILLISECONDS);
        } else if (errno != Errno.EAGAIN) {
            // a client that was gone before it was accepted, for one (accept(2)); the next accept succeeds
            LOG.debug("accept failed: {}", Errno.describe(errno));
        }
    }

    private void resume() {
        if (descriptor.isOpen()) {
            registration.submit(EpollIoOps.EPOLLIN);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Any thread; the address is free when the result succeeds. */
    Future<Void> stop() {
        return loop.submit(() -> {
            close();
            return null;
        });
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    /** The loop ends, or it is not listened any more. */
    @Override
    public void close() {
        try {
            descriptor.close();
        } catch (IOException e) {
            // close(2): the descriptor is free all the same
        }
        if (registration != null) {
            registration.cancel();
        }
    }
}
