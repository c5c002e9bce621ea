package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A pipe(7) that carries bytes from one socket to another without copying them into this process (splice(2)). For one thread at a
 * time.
 */
public final class Pipe implements AutoCloseable {

    private static final int O_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_GETPIPE_SZ = 1032;
    private static final int SPLICE_F_MOVE_NONBLOCK = 1 | 2;

    private final int readEnd;
    private final int writeEnd;
    private final int capacity;
    private boolean closed;

    private Pipe(int readEnd, int writeEnd, int capacity) {
        this.readEnd = readEnd;
        this.writeEnd = writeEnd;
        this.capacity = capacity;
    }

    /**
     * @param bytes what it shall hold; the kernel may grant less (pipe(7), {@code pipe-user-pages-soft})
     * @throws LinuxException when descriptors are exhausted, for one
     */
    public static Pipe open(int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(2L * Integer.BYTES, Integer.BYTES);
            check(LIBC.pipe2(ends.address(), O_NONBLOCK_CLOEXEC), "cannot open a pipe");
            int readEnd = ends.get(ValueLayout.JAVA_INT, 0);
            LIBC.fcntl(readEnd, F_SETPIPE_SZ, bytes);
            return new Pipe(readEnd, ends.get(ValueLayout.JAVA_INT, Integer.BYTES), LIBC.fcntl(readEnd, F_GETPIPE_SZ, 0));
        }
    }

    /** The higher of its two descriptors. */
    public int descriptor() {
        return Math.max(readEnd, writeEnd);
    }

    public int capacity() {
        return capacity;
    }

    /** Takes bytes in from a socket. @return how many; 0 at the end of the stream; −1 with {@link Errno#last()} */
    public long fill(int socket, long most) {
        return LIBC.splice(socket, 0, writeEnd, 0, most, SPLICE_F_MOVE_NONBLOCK);
    }

    /** Lets bytes out to a socket. @return how many; −1 with {@link Errno#last()} */
    public long drain(int socket, long most) {
        return LIBC.splice(readEnd, 0, socket, 0, most, SPLICE_F_MOVE_NONBLOCK);
    }

    /** What is still in it is lost. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LIBC.close(readEnd);
            LIBC.close(writeEnd);
        }
    }
}
