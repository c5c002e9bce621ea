package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Tells when interfaces or their addresses may have changed, in the network namespace in which it was opened (rtnetlink(7)). The
 * news itself is not read: news can be lost (ENOBUFS), and a dump by {@link Netlink} made afterwards is right in any case.
 *
 * <p>One thread waits; any thread may {@link #stop()} it. Closed when nobody waits any more.
 */
public final class AddressWatch implements AutoCloseable {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int RTMGRP_LINK = 1;
    private static final int RTMGRP_IPV4_IFADDR = 0x10;
    private static final int RTMGRP_IPV6_IFADDR = 0x100;

    /** {@code struct sockaddr_nl}: family:2 pad:2 pid:4 groups:4. */
    private static final int SOCKADDR_NL = 12;
    private static final int SOCKADDR_NL_GROUPS = 8;
    private static final int NEWS_SIZE = 16_384;
    private static final long FOR_EVER = -1;

    private final Poller poller = new Poller();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment news = arena.allocate(NEWS_SIZE, 8);
    private final int fd;
    private volatile boolean stopped;

    public AddressWatch() {
        fd = check(LIBC.socket(AF_NETLINK, SOCK_RAW_NONBLOCK_CLOEXEC, NETLINK_ROUTE), "cannot open a netlink socket");
        MemorySegment address = arena.allocate(SOCKADDR_NL, Integer.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
        address.set(ValueLayout.JAVA_INT, SOCKADDR_NL_GROUPS, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
        check(LIBC.bind(fd, address.address(), SOCKADDR_NL), "cannot watch the interface addresses");
        poller.add(fd);
    }

    /** Waits for the next change, or several. @return false once it was stopped */
    public boolean await() {
        while (!stopped) {
            poller.await(FOR_EVER);
            if (drain()) {
                return !stopped;
            }
        }
        return false;
    }

    /** @return whether there was news, or some was lost */
    private boolean drain() {
        boolean changed = false;
        while (true) {
            if (LIBC.recvfrom(fd, news.address(), NEWS_SIZE, 0, 0, 0) >= 0) {
                changed = true;
                continue;
            }
            int errno = Errno.last();
            if (errno == Errno.EAGAIN) {
                return changed;
            }
            if (errno != Errno.ENOBUFS && errno != Errno.EINTR) {
                throw new LinuxException("cannot watch the interface addresses", errno, "");
            }
            changed |= errno == Errno.ENOBUFS;
        }
    }

    /** Ends {@link #await()}, now and from now on. */
    public void stop() {
        stopped = true;
        poller.wakeup();
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            LIBC.close(fd);
            arena.close();
            poller.close();
        }
    }
}
