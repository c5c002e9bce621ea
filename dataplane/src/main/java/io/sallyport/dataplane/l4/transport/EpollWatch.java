package io.sallyport.dataplane.l4.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

/** By {@code EPOLLET}: remembering the edges saves an epoll_ctl at every stall. A closed descriptor leaves epoll by itself. */
final class EpollWatch implements Watch, EpollIoHandle {

    private static final EpollIoOps READ_EDGES = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET);
    private static final EpollIoOps ALL_EDGES = READ_EDGES.with(EpollIoOps.EPOLLOUT);

    private final FileDescriptor descriptor;
    private final Target target;
    private IoRegistration registration;
    private boolean ended;

    EpollWatch(FileDescriptor descriptor, Target target) {
        this.descriptor = descriptor;
        this.target = target;
    }

    @Override
    public boolean begin(EventLoop loop, boolean room) {
        registration = Registrations.of(loop, this);
        if (registration == null) {
            return false;
        }
        registration.submit(room ? ALL_EDGES : READ_EDGES);
        return true;
    }

    @Override
    public void askForRoom() {
        registration.submit(ALL_EDGES);
    }

    @Override
    public void handle(IoRegistration at, IoEvent event) {
        if (!ended) {
            target.event(((EpollIoEvent) event).ops().value());
        }
    }

    @Override
    public void end() {
        ended = true;
        if (registration != null) {
            registration.cancel();
        }
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    /** The loop ends. */
    @Override
    public void close() {
        if (!ended) {
            target.lost(0);
        }
    }
}
