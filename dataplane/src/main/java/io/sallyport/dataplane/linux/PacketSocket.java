package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Sends Ethernet frames as they are (packet(7)) through any interface of the network namespace in which it was opened. Being
 * bound to no protocol it receives nothing, and costs nothing while nothing is sent.
 *
 * <p>To open it takes CAP_NET_RAW, to send takes none: a daemon opens it first and gives the capability up. For one thread at a
 * time.
 */
public final class PacketSocket implements AutoCloseable {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NO_PROTOCOL = 0;
    private static final int LARGEST_FRAME = 1514;

    /** {@code struct sockaddr_ll}: family:2 protocol:2 index:4 hatype:2 pkttype:1 halen:1 addr:8. */
    private static final int SOCKADDR_LL = 20;
    private static final int SLL_INDEX = 4;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment frame = arena.allocate(LARGEST_FRAME, 8);
    private final MemorySegment address = arena.allocate(SOCKADDR_LL, 8);
    private final int fd;

    private PacketSocket(int fd) {
        this.fd = fd;
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
    }

    public static PacketSocket open() {
        return new PacketSocket(check(LIBC.socket(AF_PACKET, SOCK_RAW_CLOEXEC, NO_PROTOCOL), "cannot open a packet socket",
                "start as root or with CAP_NET_RAW"));
    }

    /** @param bytes a whole frame, its Ethernet header first */
    public void send(int link, byte[] bytes) {
        if (bytes.length > LARGEST_FRAME) {
            throw new IllegalArgumentException("a frame of " + bytes.length + " bytes is longer than " + LARGEST_FRAME);
        }
        MemorySegment.copy(bytes, 0, frame, ValueLayout.JAVA_BYTE, 0, bytes.length);
        address.set(ValueLayout.JAVA_INT, SLL_INDEX, link);
        if (LIBC.sendto(fd, frame.address(), bytes.length, 0, address.address(), SOCKADDR_LL) != bytes.length) {
            throw new LinuxException("cannot send a frame through interface #" + link, Errno.last(), "");
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            LIBC.close(fd);
            arena.close();
        }
    }
}
