package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A reusable {@code struct mmsghdr[]} for recvmmsg(2) and sendmmsg(2), each message with one buffer, an address and control
 * messages of its own. Nothing is allocated after construction. Layouts are those of 64-bit Linux.
 *
 * <pre>
 * mmsghdr   name:8 namelen:4 pad:4 iov:8 iovlen:8 control:8 controllen:8 flags:4 pad:4 | len:4 pad:4
 * iovec     base:8 len:8
 * </pre>
 */
public final class MessageVector implements AutoCloseable {

    /** The datagram was longer than its buffer. */
    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_ERRQUEUE = 0x2000;

    static final int NAME = 0;
    static final int NAME_LENGTH = 8;
    static final int IOV = 16;
    static final int IOV_COUNT = 24;
    static final int CONTROL = 32;
    static final int CONTROL_LENGTH = 40;
    static final int FLAGS = 48;
    static final int TRANSFERRED = 56;
    static final int HEADER_SIZE = 64;
    static final int IOVEC_SIZE = 16;
    /** {@code sockaddr_in6} rounded up, so that what follows stays aligned. */
    static final int NAME_SIZE = 32;

    private final Arena arena = Arena.ofShared();
    private final int capacity;
    private final int controlSize;
    private final MemorySegment memory;
    private final long iovecs;
    private final long names;
    private final long controls;

    /**
     * @param capacity    messages
     * @param controlSize bytes of control messages for each, a multiple of 8
     */
    public MessageVector(int capacity, int controlSize) {
        this.capacity = capacity;
        this.controlSize = controlSize;
        iovecs = (long) capacity * HEADER_SIZE;
        names = iovecs + (long) capacity * IOVEC_SIZE;
        controls = names + (long) capacity * NAME_SIZE;
        memory = arena.allocate(controls + (long) capacity * controlSize, 64);
        for (int i = 0; i < capacity; i++) {
            long header = header(i);
            memory.set(ValueLayout.JAVA_LONG, header + NAME, memory.address() + name(i));
            memory.set(ValueLayout.JAVA_LONG, header + IOV, memory.address() + iovecs + (long) i * IOVEC_SIZE);
            memory.set(ValueLayout.JAVA_LONG, header + IOV_COUNT, 1);
            memory.set(ValueLayout.JAVA_LONG, header + CONTROL, memory.address() + control(i));
        }
    }

    public int capacity() {
        return capacity;
    }

    /** Where names and control messages of all messages stand. Borrowed until {@link #close()}. */
    public MemorySegment memory() {
        return memory;
    }

    /** Points message {@code i} at {@code length} bytes of foreign memory at {@code address}. */
    public void buffer(int i, long address, int length) {
        long iovec = iovecs + (long) i * IOVEC_SIZE;
        memory.set(ValueLayout.JAVA_LONG, iovec, address);
        memory.set(ValueLayout.JAVA_LONG, iovec + 8, length);
    }

    /** Says that address and control messages of message {@code i} may be filled up; the kernel shortens both. */
    public void expect(int i) {
        long header = header(i);
        memory.set(ValueLayout.JAVA_INT, header + NAME_LENGTH, SocketAddress.SIZE);
        memory.set(ValueLayout.JAVA_LONG, header + CONTROL_LENGTH, controlSize);
        memory.set(ValueLayout.JAVA_INT, header + FLAGS, 0);
    }

    /** Says how many bytes of address and control messages of message {@code i} are to be sent. */
    public void supply(int i, int nameLength, int controlLength) {
        long header = header(i);
        memory.set(ValueLayout.JAVA_INT, header + NAME_LENGTH, nameLength);
        memory.set(ValueLayout.JAVA_LONG, header + CONTROL_LENGTH, controlLength);
        memory.set(ValueLayout.JAVA_INT, header + FLAGS, 0);
    }

    /** Where the {@link SocketAddress} of message {@code i} stands in {@link #memory()}. */
    public long name(int i) {
        return names + (long) i * NAME_SIZE;
    }

    /** Where the {@link ControlMessages} of message {@code i} stand in {@link #memory()}. */
    public long control(int i) {
        return controls + (long) i * controlSize;
    }

    /** How many bytes of control messages came with message {@code i}. */
    public int controlLength(int i) {
        return (int) memory.get(ValueLayout.JAVA_LONG, header(i) + CONTROL_LENGTH);
    }

    /** Payload bytes received or sent of message {@code i}. */
    public int transferred(int i) {
        return memory.get(ValueLayout.JAVA_INT, header(i) + TRANSFERRED);
    }

    public boolean truncated(int i) {
        return (memory.get(ValueLayout.JAVA_INT, header(i) + FLAGS) & MSG_TRUNC) != 0;
    }

    /** @return messages received, or −1 with {@link Errno#last()} */
    public int receive(int fd, int count) {
        return LIBC.recvmmsg(fd, memory.address(), count, MSG_DONTWAIT, 0);
    }

    /** @return messages sent from {@code from} on, or −1 with {@link Errno#last()} about the first of them */
    public int send(int fd, int from, int count) {
        return LIBC.sendmmsg(fd, memory.address() + header(from), count, MSG_DONTWAIT);
    }

    /** Receives into message 0 alone, with recvmsg(2). @return bytes, or −1 with {@link Errno#last()} */
    public long receiveOne(int fd, int flags) {
        return LIBC.recvmsg(fd, memory.address(), flags | MSG_DONTWAIT);
    }

    private static long header(int i) {
        return (long) i * HEADER_SIZE;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
