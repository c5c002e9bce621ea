package io.sallyport.dataplane.l4.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;

/**
 * By multishot polls, which report edges as {@code EPOLLET} does (io_uring_enter(2), {@code IORING_POLL_ADD_MULTI}). A poll holds its
 * file (liburing #932): the connection of a closed descriptor ends when the loop has handed the cancellation to the kernel, at the end
 * of its turn.
 *
 * <p>The kernel reports {@code POLLRDHUP} to every poll, asked for or not (io_uring/poll.c, {@code IO_POLL_UNMASK}): what a completion
 * says does not tell which poll it is of.
 */
final class UringWatch implements Watch, IoUringIoHandle {

    // linux/io_uring.h
    private static final byte IORING_OP_POLL_ADD = 6;
    private static final byte IORING_OP_ASYNC_CANCEL = 14;
    private static final int IORING_POLL_ADD_MULTI = 1;
    private static final int IORING_CQE_F_MORE = 1 << 1;

    private final FileDescriptor descriptor;
    private final Target target;
    private IoRegistration registration;
    /** What the kernel knows the polls by; 0: there is none. */
    private long readPoll;
    private long roomPoll;
    private boolean ended;

    UringWatch(FileDescriptor descriptor, Target target) {
        this.descriptor = descriptor;
        this.target = target;
    }

    @Override
    public boolean begin(EventLoop loop, boolean room) {
        registration = Registrations.of(loop, this);
        if (registration == null) {
            return false;
        }
        readPoll = poll(IN | RDHUP);
        if (room) {
            askForRoom();
        }
        return true;
    }

    @Override
    public void askForRoom() {
        roomPoll = poll(OUT);
    }

    /** @param events also tell the polls apart */
    private long poll(int events) {
        return registration.submit(new IoUringIoOps(IORING_OP_POLL_ADD, (byte) 0, (short) 0, descriptor.intValue(), 0, 0,
                IORING_POLL_ADD_MULTI, events, (long) events, (short) 0, (short) 0, 0, 0));
    }

    @Override
    public void handle(IoRegistration at, IoEvent event) {
        IoUringIoEvent told = (IoUringIoEvent) event;
        if (ended || told.opcode() != IORING_OP_POLL_ADD) {
            return;
        }
        if (told.res() < 0) {
            target.lost(-told.res());
            return;
        }
        if ((told.flags() & IORING_CQE_F_MORE) == 0) {
            again(told.userData()); // the kernel gives a poll up when it has no room for its completions
        }
        target.event(told.res());
    }

    private void again(long events) {
        if (events == OUT) {
            roomPoll = poll(OUT);
        } else {
            readPoll = poll(IN | RDHUP);
        }
    }

    @Override
    public void end() {
        ended = true;
        if (registration != null) {
            cancel(readPoll);
            cancel(roomPoll);
            registration.cancel();
        }
    }

    private void cancel(long poll) {
        if (poll != 0) {
            registration.submit(new IoUringIoOps(IORING_OP_ASYNC_CANCEL, (byte) 0, (short) 0, -1, 0, poll, 0, 0, 0L,
                    (short) 0, (short) 0, 0, 0));
        }
    }

    /** The loop ends. */
    @Override
    public void close() {
        if (!ended) {
            target.lost(0);
        }
    }
}
