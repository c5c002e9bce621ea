package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * One connection of a {@link DescriptorRelay} at its loop's epoll instance. Edge-triggered: remembering the edges saves an epoll_ctl
 * at every stall. Room to write is asked for from the first stall on.
 */
final class Side implements EpollIoHandle {

    private static final EpollIoOps READ_EDGES = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET);
    private static final EpollIoOps ALL_EDGES = READ_EDGES.with(EpollIoOps.EPOLLOUT);
    private static final int EPOLLIN = 1;
    private static final int EPOLLOUT = 4;
    private static final int EPOLLERR = 8;
    private static final int EPOLLHUP = 0x10;
    private static final int EPOLLRDHUP = 0x2000;

    private final DescriptorRelay relay;
    private final Socket socket;
    private final boolean client;
    private IoRegistration registration;
    /** There may be something to read. */
    private boolean readable = true;
    /** The peer has ended its direction: a short read does not mean that there is nothing more to learn. */
    private boolean endSeen;
    private boolean writable = true;
    /** It has been full before. */
    private boolean stalled;

    Side(DescriptorRelay relay, Socket socket, boolean client) {
        this.relay = relay;
        this.socket = socket;
        this.client = client;
    }

    void registered(IoRegistration made) {
        registration = made;
        made.submit(stalled ? ALL_EDGES : READ_EDGES);
    }

    @Override
    public void handle(IoRegistration at, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        if ((ops & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
            endSeen = true;
        }
        readable |= (ops & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        writable |= (ops & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
        relay.run();
        if ((ops & EPOLLERR) != 0 && !relay.stopped()) {
            reportError();
        }
    }

    /** The connection broke while its direction was held up, so that no read came across the error. */
    private void reportError() {
        try {
            int errno = socket.getSoError();
            if (errno != 0) {
                relay.broken(this, errno);
            }
        } catch (IOException e) {
            relay.broken(this, e);
        }
    }

    boolean isClient() {
        return client;
    }

    Socket socket() {
        return socket;
    }

    boolean readable() {
        return readable;
    }

    boolean endSeen() {
        return endSeen;
    }

    void drained() {
        readable = false;
    }

    boolean writable() {
        return writable;
    }

    void full() {
        writable = false;
        if (!stalled) {
            stalled = true;
            if (registration != null) {
                registration.submit(ALL_EDGES); // reports at once if there is room by now
            }
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    void leave() {
        if (registration != null) {
            registration.cancel();
        }
    }

    /** The loop ends. */
    @Override
    public void close() {
        relay.broken(this, 0);
    }
}
