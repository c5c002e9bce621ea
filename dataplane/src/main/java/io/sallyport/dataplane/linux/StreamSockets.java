package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

/**
 * Calls on TCP sockets (tcp(7), ip(7)) whose descriptors belong to the caller; each socket is non-blocking and of one family. A
 * negative result means failure, and {@link Errno#last()} says which. One thread an object, for the memory that it lends the kernel;
 * what is static belongs to any.
 */
public final class StreamSockets {

    private static final int SOCK_STREAM = 1;
    private static final int SOCK_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SOL_TCP = 6;
    private static final int SO_REUSEADDR = 2;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_ERROR = 4;
    private static final int SO_LINGER = 13;
    private static final int TCP_NODELAY = 1;
    private static final int TCP_INFO = 11;
    private static final int TCP_QUICKACK = 12;
    /** {@code struct tcp_info}: bytes, then from 8 on words; the kernel writes as much as is asked for. */
    private static final int TCP_INFO_BYTES = 148;
    private static final int TCPI_PROBES = 3;
    private static final int TCPI_UNACKED = 24;
    private static final int TCPI_LAST_ACK_RECV = 56;
    private static final int TCPI_NOTSENT_BYTES = 144;
    private static final int IPV6_V6ONLY = 26;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_MORE = 0x8000;
    private static final int SHUT_WR = 1;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int O_NONBLOCK = 0x800;
    /** {@code struct linger}: on, and no second to linger for. */
    private static final MemorySegment LINGER_RESET = Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1L);

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment address = arena.allocate(SocketAddress.SIZE, 8);
    private final MemorySegment length = arena.allocate(ValueLayout.JAVA_INT);
    private final MemorySegment option = arena.allocate(ValueLayout.JAVA_LONG);
    private final MemorySegment info = arena.allocate(TCP_INFO_BYTES, Integer.BYTES);

    /** @return a descriptor */
    public int open(boolean v6) {
        return LIBC.socket(v6 ? SocketAddress.AF_INET6 : SocketAddress.AF_INET, SOCK_STREAM | SOCK_NONBLOCK_CLOEXEC, 0);
    }

    public int bind(int fd, InetSocketAddress to) {
        return LIBC.bind(fd, address.address(), write(to));
    }

    /**
     * Begins: {@link Errno#EINPROGRESS} is no failure, and the socket becomes writable in the end. Called again, it fails with
     * {@link Errno#EALREADY} until then.
     */
    public int connect(int fd, InetSocketAddress to) {
        return LIBC.connect(fd, address.address(), write(to));
    }

    /**
     * Takes the next connection that waits.
     *
     * @return its descriptor; {@link #peer()} has its other end until the next call
     */
    public int accept(int listener) {
        length.set(ValueLayout.JAVA_INT, 0, SocketAddress.SIZE);
        return LIBC.accept4(listener, address.address(), length.address(), SOCK_NONBLOCK_CLOEXEC);
    }

    public InetSocketAddress peer() {
        return read(address);
    }

    /**
     * Listens at an address; the wildcard address means all addresses of both families, where the machine has both. The kernel spreads
     * connections over all that listen there ({@code SO_REUSEPORT}, socket(7)).
     *
     * @param beside whether somebody of this process listens there already; else nobody at all may
     */
    public int listen(int fd, InetSocketAddress at, int backlog, boolean beside) {
        set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        // the unspecified address serves both families; any other address is of one
        set(fd, DatagramSocket.SOL_IPV6, IPV6_V6ONLY, at.getAddress().isAnyLocalAddress() ? 0 : 1);
        if (beside) {
            share(fd);
        }
        int bound = bind(fd, at);
        if (bound < 0) {
            return bound;
        }
        share(fd); // only now: a first one that shared before it was bound would join another program's listeners without a word
        return LIBC.listen(fd, backlog);
    }

    private void share(int fd) {
        set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    }

    /** Small pieces leave at once, for whoever writes has decided that; an accepted socket has it from its listener. */
    public void noDelay(int fd) {
        set(fd, SOL_TCP, TCP_NODELAY, 1);
    }

    /**
     * Lets the acknowledgement that completes a connect wait for the first bytes and travel with them, which saves a segment. Without
     * bytes to send, {@link #acknowledge} must follow: the peer's accept would come 200 ms late.
     */
    public void deferAcknowledgement(int fd) {
        set(fd, SOL_TCP, TCP_QUICKACK, 0);
    }

    /** Sends an acknowledgement that is due, now. */
    public void acknowledge(int fd) {
        set(fd, SOL_TCP, TCP_QUICKACK, 1);
    }

    private void set(int fd, int level, int name, int value) {
        option.set(ValueLayout.JAVA_INT, 0, value);
        LIBC.setsockopt(fd, level, name, option.address(), Integer.BYTES);
    }

    /** Makes the close that follows a reset (tcp(7)). */
    public static void resetOnClose(int fd) {
        LIBC.setsockopt(fd, SOL_SOCKET, SO_LINGER, LINGER_RESET.address(), Long.BYTES);
    }

    /**
     * How long ago the peer acknowledged something, while something waits for it to: data on the way, or behind its closed window.
     * {@link #insisted()} has more of the same connection until the next call.
     *
     * @return to the millisecond; −1 when nothing waits, or this is no connection any more
     */
    public long unansweredNs(int fd) {
        length.set(ValueLayout.JAVA_INT, 0, TCP_INFO_BYTES);
        if (LIBC.getsockopt(fd, SOL_TCP, TCP_INFO, info.address(), length.address()) < 0) {
            return -1;
        }
        boolean waits = info.get(ValueLayout.JAVA_INT, TCPI_UNACKED) > 0 || info.get(ValueLayout.JAVA_INT, TCPI_NOTSENT_BYTES) > 0;
        return waits ? TimeUnit.MILLISECONDS.toNanos(Integer.toUnsignedLong(info.get(ValueLayout.JAVA_INT, TCPI_LAST_ACK_RECV))) : -1;
    }

    /** Whether the peer was asked more than once: by data, which are sent again and again; or by two probes of its window in a row. */
    public boolean insisted() {
        return info.get(ValueLayout.JAVA_INT, TCPI_UNACKED) > 0 || info.get(ValueLayout.JAVA_BYTE, TCPI_PROBES) > 1;
    }

    /** What became of a connect, or broke the connection; 0: nothing. Reading it clears it. */
    public int error(int fd) {
        length.set(ValueLayout.JAVA_INT, 0, Integer.BYTES);
        return LIBC.getsockopt(fd, SOL_SOCKET, SO_ERROR, option.address(), length.address()) < 0
                ? Errno.last() : option.get(ValueLayout.JAVA_INT, 0);
    }

    /** @return how many bytes; 0 at the end of the stream */
    public static int receive(int fd, long memory, int most) {
        return (int) LIBC.recvfrom(fd, memory, most, 0, 0, 0);
    }

    /** @param more whether more follows, or the end, at once: it may then leave together @return how many bytes it took */
    public static int send(int fd, long memory, int bytes, boolean more) {
        return (int) LIBC.sendto(fd, memory, bytes, more ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL, 0, 0);
    }

    /** Ends what is sent, behind all that was. */
    public static int endOutput(int fd) {
        return LIBC.shutdown(fd, SHUT_WR);
    }

    public static void close(int fd) {
        LIBC.close(fd);
    }

    /** For a socket that somebody else opened. */
    public static void nonBlocking(int fd) {
        LIBC.fcntl(fd, F_SETFL, O_NONBLOCK);
    }

    /** @return another descriptor of the same connection, which ends when both are closed */
    public static int duplicate(int fd) {
        return LIBC.fcntl(fd, F_DUPFD_CLOEXEC, 0);
    }

    /** @return null when the descriptor is not one of a connection */
    public static InetSocketAddress local(int fd) {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment name = memory.allocate(SocketAddress.SIZE, 8);
            MemorySegment size = memory.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.SIZE);
            return LIBC.getsockname(fd, name.address(), size.address()) < 0 ? null : read(name);
        }
    }

    private int write(InetSocketAddress name) {
        InetAddress host = name.getAddress();
        address.fill((byte) 0);
        byte[] bytes = host.getAddress();
        boolean v6 = bytes.length > 4;
        int size = SocketAddress.write(address, 0, v6 ? SocketAddress.AF_INET6 : SocketAddress.AF_INET, v6,
                v6 ? number(bytes, 0, 8) : 0, v6 ? number(bytes, 8, 16) : number(bytes, 0, 4), name.getPort());
        if (host instanceof Inet6Address scoped && scoped.getScopeId() > 0) {
            SocketAddress.scope(address, 0, scoped.getScopeId());
        }
        return size;
    }

    private static long number(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    private static InetSocketAddress read(MemorySegment name) {
        boolean v6 = SocketAddress.isV6(name, 0);
        byte[] bytes = new byte[v6 ? 16 : 4];
        long low = SocketAddress.low(name, 0);
        long high = SocketAddress.high(name, 0);
        for (int i = bytes.length - 1; i >= 0; i--) {
            int back = bytes.length - 1 - i;
            bytes[i] = (byte) ((back < 8 ? low : high) >>> Byte.SIZE * (back % 8));
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), SocketAddress.port(name, 0));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }
}
