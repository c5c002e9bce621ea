package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends whole IP packets, headers included (raw(7)). Takes CAP_NET_RAW. The kernel routes a packet by its destination and leaves its
 * source as it is written.
 */
public final class RawSocket implements AutoCloseable {

    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    /** "Implies enabled IP_HDRINCL and is able to send any IP protocol" (raw(7)). */
    private static final int IPPROTO_RAW = 255;

    private final int fd;
    private final int family;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment address = arena.allocate(SocketAddress.SIZE, 8);

    private RawSocket(int fd, int family) {
        this.fd = fd;
        this.family = family;
    }

    /** @throws LinuxException without CAP_NET_RAW, or where the machine has no such family */
    public static RawSocket open(boolean v6) {
        int family = v6 ? SocketAddress.AF_INET6 : SocketAddress.AF_INET;
        return new RawSocket(
                check(LIBC.socket(family, SOCK_RAW_NONBLOCK_CLOEXEC, IPPROTO_RAW), "cannot open a raw socket"), family);
    }

    /** Sends {@code length} bytes of {@code packet} towards the address. @return whether the kernel took them */
    public boolean send(MemorySegment packet, int length, long high, long low) {
        // the port of a raw address would be a protocol number; 0 leaves it to the header
        int addressLength = SocketAddress.write(address, 0, family, family == SocketAddress.AF_INET6, high, low, 0);
        return LIBC.sendto(fd, packet.address(), length, 0, address.address(), addressLength) == length;
    }

    @Override
    public void close() {
        LIBC.close(fd);
        arena.close();
    }
}
