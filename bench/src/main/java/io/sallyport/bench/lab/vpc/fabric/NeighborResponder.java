package io.sallyport.bench.lab.vpc.fabric;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import io.sallyport.bench.lab.net.Threads;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Answers ARP requests and neighbour solicitations in the VPC's place, on all cables (packet(7)). Nobody's question reaches
 * another interface, and gratuitous announcements change nothing.
 */
final class NeighborResponder implements AutoCloseable {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final short ETH_P_ALL_BIG_ENDIAN = 0x0300;

    /** {@code struct sockaddr_ll}: family:2 protocol:2 ifindex:4 hatype:2 pkttype:1 halen:1 addr:8. */
    private static final int SOCKADDR_LL = 20;
    private static final int LL_PROTOCOL = 2;
    private static final int LL_IFINDEX = 4;

    private static final int FRAME = 2048;
    private static final int POLL_MS = 200;
    private static final short POLLIN = 1;

    /**
     * {@code struct sock_filter}, code:2 jt:1 jf:1 k:4, packed into longs: takes ARP, and ICMPv6 of type 135 without extension
     * headers; all the traffic of the VPC passes here, and none of it may wake us.
     */
    private static final long[] FILTER = {
            instruction(0x28, 0, 0, 12),        // ldh the EtherType
            instruction(0x15, 5, 0, 0x0806),    // ARP: take it
            instruction(0x15, 0, 5, 0x86dd),    // not IPv6: leave it
            instruction(0x30, 0, 0, 20),        // ldb the next header
            instruction(0x15, 0, 3, 58),        // not ICMPv6: leave it
            instruction(0x30, 0, 0, 54),        // ldb the ICMPv6 type
            instruction(0x15, 0, 1, 135),       // not a neighbour solicitation: leave it
            instruction(0x06, 0, 0, FRAME),
            instruction(0x06, 0, 0, 0)};

    private final BiFunction<Integer, IpAddress, Optional<Integer>> neighbors;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment frame = arena.allocate(FRAME, 8);
    private final MemorySegment from = arena.allocate(SOCKADDR_LL, 8);
    private final MemorySegment fromLength = arena.allocate(Integer.BYTES, 8);
    private final MemorySegment poll = arena.allocate(8, 8);
    private final int fd;
    private final Thread thread = Thread.ofPlatform().name("vpc-neighbors").daemon().unstarted(this::run);
    private volatile boolean closed;

    /** @param neighbors the number of the next hop that an address is on a link; empty: silence */
    NeighborResponder(BiFunction<Integer, IpAddress, Optional<Integer>> neighbors) {
        this.neighbors = neighbors;
        // protocol 0 receives nothing before the filter is in place
        fd = check(LIBC.socket(AF_PACKET, SOCK_RAW_CLOEXEC, 0), "cannot open a packet socket", "start as root");
        attachFilter();
        MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
        check(LIBC.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, on.address(), Integer.BYTES), "cannot ignore what we send");
        MemorySegment everywhere = arena.allocate(SOCKADDR_LL, 8);
        everywhere.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
        everywhere.set(ValueLayout.JAVA_SHORT, LL_PROTOCOL, ETH_P_ALL_BIG_ENDIAN);
        check(LIBC.bind(fd, everywhere.address(), SOCKADDR_LL), "cannot bind a packet socket");
    }

    private static long instruction(int code, int jumpTrue, int jumpFalse, int k) {
        return code | (long) jumpTrue << 16 | (long) jumpFalse << 24 | (long) k << 32;
    }

    private void attachFilter() {
        MemorySegment program = arena.allocateFrom(ValueLayout.JAVA_LONG, FILTER);
        // struct sock_fprog: len:2, padding, filter:8
        MemorySegment header = arena.allocate(16, 8);
        header.set(ValueLayout.JAVA_SHORT, 0, (short) FILTER.length);
        header.set(ValueLayout.JAVA_LONG, 8, program.address());
        int attached = LIBC.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, header.address(), (int) header.byteSize());
        check(attached, "cannot attach a filter");
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            poll.set(ValueLayout.JAVA_INT, 0, fd);
            poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
            if (LIBC.poll(poll.address(), 1, POLL_MS) > 0) {
                answerOne();
            }
        }
    }

    private void answerOne() {
        fromLength.set(ValueLayout.JAVA_INT, 0, SOCKADDR_LL);
        long length = LIBC.recvfrom(fd, frame.address(), FRAME, 0, from.address(), fromLength.address());
        if (length <= 0) {
            return;
        }
        byte[] question = frame.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        int link = from.get(ValueLayout.JAVA_INT, LL_IFINDEX);
        NeighborQuestion.read(question).ifPresent(asked -> neighbors.apply(link, asked.target()).ifPresent(number -> {
            byte[] answer = asked.answer(number);
            MemorySegment.copy(answer, 0, frame, ValueLayout.JAVA_BYTE, 0, answer.length);
            // a lost answer is asked for again
            LIBC.sendto(fd, frame.address(), answer.length, 0, from.address(), SOCKADDR_LL);
        }));
    }

    @Override
    public void close() {
        closed = true;
        Threads.join(thread);
        LIBC.close(fd);
        arena.close();
    }
}
