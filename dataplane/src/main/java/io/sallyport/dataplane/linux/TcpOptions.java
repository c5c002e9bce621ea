package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Options of a TCP socket of somebody else's (tcp(7), ip(7)). What the kernel does not know is left out: none is vital. */
public final class TcpOptions {

    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SOL_TCP = 6;
    private static final int SO_KEEPALIVE = 9;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    /** Since Linux 6.15; takes 1 to 120 s. */
    private static final int TCP_RTO_MAX_MS = 44;
    private static final int LEAST_RTO_MAX_MS = 1_000;
    private static final int MOST_RTO_MAX_MS = 120_000;
    private static final int IP_BIND_ADDRESS_NO_PORT = 24;
    private static final int MS_PER_SECOND = 1_000;
    private static final int PROBES = 4;

    private TcpOptions() {
    }

    /**
     * Finds a peer that is gone while nothing is sent: by probes. And lets the probes of a closed window, which come ever more seldom, come
     * so often that two fall into {@code deadMs}. An accepted socket has it from its listener.
     *
     * @param deadMs until the connection fails with ETIMEDOUT: half of it silence, half of it probes; in seconds
     */
    public static void keepAlive(int fd, int deadMs) {
        int seconds = Math.ceilDiv(deadMs, MS_PER_SECOND);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            set(fd, SOL_SOCKET, SO_KEEPALIVE, value, 1);
            set(fd, SOL_TCP, TCP_KEEPIDLE, value, Math.max(1, seconds / 2));
            set(fd, SOL_TCP, TCP_KEEPINTVL, value, Math.max(1, seconds / 2 / PROBES));
            set(fd, SOL_TCP, TCP_KEEPCNT, value, PROBES);
            set(fd, SOL_TCP, TCP_RTO_MAX_MS, value, Math.clamp(deadMs / 2, LEAST_RTO_MAX_MS, MOST_RTO_MAX_MS));
        }
    }

    /**
     * Lets bind choose the address only and connect the port: so that an address serves as many connections as there are ephemeral
     * ports to every destination, not in all.
     */
    public static void bindWithoutPort(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            set(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, arena.allocate(ValueLayout.JAVA_INT), 1);
        }
    }

    private static void set(int fd, int level, int option, MemorySegment memory, int value) {
        memory.set(ValueLayout.JAVA_INT, 0, value);
        LIBC.setsockopt(fd, level, option, memory.address(), Integer.BYTES);
    }
}
