package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A non-blocking UDP socket (udp(7)). Where the machine has IPv6 it serves both families, IPv4 as IPv4-mapped addresses; else
 * it is an IPv4 socket.
 */
public final class DatagramSocket implements AutoCloseable {

    public static final int SOL_IP = 0;
    public static final int SOL_SOCKET = 1;
    public static final int SOL_UDP = 17;
    public static final int SOL_IPV6 = 41;

    // ip(7)
    public static final int IP_TOS = 1;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_RECVERR = 11;
    public static final int IP_RECVTOS = 13;
    // ipv6(7)
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_RECVERR = 25;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_RECVTCLASS = 66;
    public static final int IPV6_TCLASS = 67;
    /** Never fragment here, and forbid routers to. */
    public static final int PMTUDISC_DO = 2;
    /** Fragment to the known path MTU. */
    public static final int PMTUDISC_DONT = 0;
    // udp(7)
    public static final int UDP_SEGMENT = 103;
    public static final int UDP_GRO = 104;
    // socket(7)
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_REUSEPORT = 15;
    /** With each message, how many the socket has lost since it was opened. */
    public static final int SO_RXQ_OVFL = 40;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;
    /** {@code SK_MEMINFO_DROPS} of linux/sock_diag.h, one of so many. */
    private static final int MEMINFO_DROPS = 8;
    private static final int MEMINFO_VARS = 9;

    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;

    private final int fd;
    private final int family;
    private boolean closed;

    private DatagramSocket(int fd, int family) {
        this.fd = fd;
        this.family = family;
    }

    public static DatagramSocket open() {
        int fd = LIBC.socket(SocketAddress.AF_INET6, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
        if (fd >= 0) {
            DatagramSocket socket = new DatagramSocket(fd, SocketAddress.AF_INET6);
            if (socket.option(SOL_IPV6, IPV6_V6ONLY, 0)) {
                return socket;
            }
            socket.close();
        }
        // ipv6.disable=1 on the kernel's command line: there is no such family at all
        fd = check(LIBC.socket(SocketAddress.AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0), "cannot open a UDP socket");
        return new DatagramSocket(fd, SocketAddress.AF_INET);
    }

    public int fd() {
        return fd;
    }

    /** {@link SocketAddress#AF_INET6}, serving both, or {@link SocketAddress#AF_INET}. */
    public int family() {
        return family;
    }

    public boolean dualStack() {
        return family == SocketAddress.AF_INET6;
    }

    /** Binds to every local address. @return 0, or the error number */
    public int bind(int port) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddress.SIZE, 8);
            // the unspecified address of either family is all zero, not the mapped 0.0.0.0
            int length = SocketAddress.write(address, 0, family, dualStack(), 0, 0, port);
            return LIBC.bind(fd, address.address(), length) == 0 ? 0 : Errno.last();
        }
    }

    public int localPort() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SocketAddress.SIZE, 8);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.SIZE);
            check(LIBC.getsockname(fd, address.address(), length.address()), "cannot read the local port of a UDP socket");
            return SocketAddress.port(address, 0);
        }
    }

    /** Sets an {@code int} option. @return whether the kernel took it; else {@link Errno#last()} says why not */
    public boolean option(int level, int name, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_INT, value);
            return LIBC.setsockopt(fd, level, name, memory.address(), Integer.BYTES) == 0;
        }
    }

    /** Reads an {@code int} option. @return it, or −1 with {@link Errno#last()} */
    public int option(int level, int name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(Integer.BYTES, Integer.BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
            int result = LIBC.getsockopt(fd, level, name, value.address(), length.address());
            return result < 0 ? -1 : value.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /**
     * How many datagrams the kernel dropped at a socket, of whoever it is, because its receive buffer was full (or the checksum wrong).
     * Wraps around. @return 0 where the kernel does not tell (before Linux 4.12)
     */
    public static int drops(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ValueLayout.JAVA_INT, MEMINFO_VARS);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, (int) values.byteSize());
            return LIBC.getsockopt(fd, SOL_SOCKET, SO_MEMINFO, values.address(), length.address()) < 0
                    ? 0 : values.getAtIndex(ValueLayout.JAVA_INT, MEMINFO_DROPS);
        }
    }

    /** Sets an option that has the same meaning for both families, for each that the socket serves. */
    public boolean optionBothFamilies(int nameV4, int nameV6, int value) {
        boolean v4 = option(SOL_IP, nameV4, value);
        return (!dualStack() || option(SOL_IPV6, nameV6, value)) && v4;
    }

    /** Asks for kernel buffers of {@code bytes}, past the system's limit when we may (CAP_NET_ADMIN). */
    public void buffers(int bytes) {
        if (!option(SOL_SOCKET, SO_SNDBUFFORCE, bytes)) {
            option(SOL_SOCKET, SO_SNDBUF, bytes);
        }
        if (!option(SOL_SOCKET, SO_RCVBUFFORCE, bytes)) {
            option(SOL_SOCKET, SO_RCVBUF, bytes);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LIBC.close(fd);
        }
    }
}
