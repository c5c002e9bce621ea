package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.linux.StreamSockets;

/**
 * One connection at its loop's epoll instance. Edge-triggered: remembering the edges saves an epoll_ctl at every stall. Room to write
 * is asked for while it connects, or from the first stall on.
 */
final class Side implements EpollIoHandle {

    /** Who is told; one at a time. */
    interface Watcher {

        /** It may be read or written now, or has ended. */
        void ready(Side side);

        /** The connection is no more. @param errno 0: the loop ends */
        void broken(Side side, int errno);
    }

    private static final EpollIoOps READ_EDGES = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET);
    private static final EpollIoOps ALL_EDGES = READ_EDGES.with(EpollIoOps.EPOLLOUT);
    private static final int EPOLLIN = 1;
    private static final int EPOLLOUT = 4;
    private static final int EPOLLERR = 8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLRDHUP = 0x2000;

    private final Connection connection;
    private final FileDescriptor descriptor;
    private final StreamSockets sockets;
    private Watcher watcher;
    private IoRegistration registration;
    private boolean left;
    /** There may be something to read. */
    private boolean readable;
    /** The peer has ended its direction: a short read does not mean that there is nothing more to learn. */
    private boolean endSeen;
    private boolean errorSeen;
    private boolean writable = true;
    /** Room to write is asked for. */
    private boolean bothWays;

    /** @param established as opposed to connecting: there may be something to read before any event */
    Side(Watcher watcher, Connection connection, StreamSockets sockets, boolean established) {
        this.watcher = watcher;
        this.connection = connection;
        this.descriptor = connection.descriptor();
        this.sockets = sockets;
        this.readable = established;
        this.bothWays = !established;
    }

    void watch(Watcher next) {
        watcher = next;
    }

    /** Has the loop watch it, if it does not yet. @return whether it does */
    boolean register(EventLoop loop) {
        if (registration == null) {
            Future<IoRegistration> registered = ((IoEventLoop) loop).register(this);
            if (!registered.isSuccess()) {
                return false;
            }
            registration = registered.getNow();
            registration.submit(bothWays ? ALL_EDGES : READ_EDGES);
        }
        return true;
    }

    @Override
    public void handle(IoRegistration at, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        if ((ops & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
            endSeen = true;
        }
        errorSeen = (ops & EPOLLERR) != 0;
        readable |= (ops & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        writable |= (ops & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
        watcher.ready(this);
        if (errorSeen && !left) {
            reportError();
        }
    }

    /** The connection broke while its direction was held up, so that no read came across the error. */
    private void reportError() {
        int errno = sockets.error(fd().intValue());
        if (errno != 0) {
            watcher.broken(this, errno);
        }
    }

    Connection connection() {
        return connection;
    }

    int descriptor() {
        return descriptor.intValue();
    }

    boolean readable() {
        return readable;
    }

    boolean endSeen() {
        return endSeen;
    }

    /** Whether the event that is being told of came with an error. */
    boolean errorSeen() {
        return errorSeen;
    }

    void drained() {
        readable = false;
    }

    boolean writable() {
        return writable;
    }

    void full() {
        writable = false;
        if (!bothWays) {
            bothWays = true;
            if (registration != null) {
                registration.submit(ALL_EDGES); // reports at once if there is room by now
            }
        }
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    /** Once its connection is closed: a closed descriptor has left epoll by itself. */
    void leave() {
        left = true;
        if (registration != null) {
            registration.cancel();
        }
    }

    /** The loop ends. */
    @Override
    public void close() {
        if (!left) {
            watcher.broken(this, 0);
        }
    }
}
