package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Waits until one of a worker's descriptors is readable, or somebody calls {@link #wakeup()} (epoll(7), eventfd(2)).
 *
 * <p>One thread adds and waits; any thread wakes it. Waiting allocates nothing.
 */
public final class Poller implements AutoCloseable {

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLLIN = 1;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80000 | 0x800;

    /**
     * {@code struct epoll_event} (epoll_ctl(2)): packed on x86-64 alone, where the data follows the events at once.
     */
    private static final int EVENT_DATA = "amd64".equals(System.getProperty("os.arch")) ? 4 : 8;
    private static final int EVENT_SIZE = EVENT_DATA + 8;
    private static final int MAX_EVENTS = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) MAX_EVENTS * EVENT_SIZE, 8);
    /** {@code struct timespec}: seconds, nanoseconds. */
    private final MemorySegment timeout = arena.allocate(16, 8);
    private final MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
    private final MemorySegment drained = arena.allocate(8, 8);
    private final int epoll;
    private final int wakeups;
    private boolean closed;

    public Poller() {
        epoll = check(LIBC.epoll_create1(EPOLL_CLOEXEC), "cannot create an epoll instance");
        wakeups = check(LIBC.eventfd(0, EFD_CLOEXEC_NONBLOCK), "cannot create an eventfd");
        add(wakeups);
    }

    /** Level-triggered: {@link #await} returns at once as long as {@code fd} has something to read. */
    public void add(int fd) {
        events.set(ValueLayout.JAVA_INT_UNALIGNED, 0, EPOLLIN);
        events.set(ValueLayout.JAVA_LONG_UNALIGNED, EVENT_DATA, fd);
        check(LIBC.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, events.address()), "cannot poll descriptor " + fd);
    }

    public void remove(int fd) {
        check(LIBC.epoll_ctl(epoll, EPOLL_CTL_DEL, fd, 0), "cannot stop polling descriptor " + fd);
    }

    /**
     * Sleeps until a descriptor is readable, a wakeup comes, or {@code timeoutNs} has passed.
     *
     * @param timeoutNs 0 only looks; negative waits for ever
     * @return whether there is a reason to look for work, as opposed to time having passed
     */
    public boolean await(long timeoutNs) {
        timeout.set(ValueLayout.JAVA_LONG, 0, timeoutNs / NANOS_PER_SECOND);
        timeout.set(ValueLayout.JAVA_LONG, 8, timeoutNs % NANOS_PER_SECOND);
        long limit = timeoutNs < 0 ? 0 : timeout.address();
        int ready = LIBC.epoll_pwait2(epoll, events.address(), MAX_EVENTS, limit, 0);
        if (ready < 0) {
            int errno = Errno.last();
            if (errno == Errno.EINTR) {
                return true;
            }
            throw new LinuxException("cannot wait for packets", errno, "");
        }
        for (int i = 0; i < ready; i++) {
            if (events.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * EVENT_SIZE + EVENT_DATA) == wakeups) {
                LIBC.read(wakeups, drained.address(), Long.BYTES);
            }
        }
        return ready > 0;
    }

    /** Ends the current wait, or the next one; may be called by any thread until {@link #close()}. */
    public void wakeup() {
        LIBC.write(wakeups, one.address(), Long.BYTES);
    }

    /** Only once nobody waits or wakes any more. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LIBC.close(wakeups);
            LIBC.close(epoll);
            arena.close();
        }
    }
}
