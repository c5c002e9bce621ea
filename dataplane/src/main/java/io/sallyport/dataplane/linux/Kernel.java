package io.sallyport.dataplane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jnr.ffi.LibraryLoader;

/** The C library, loaded once and found to be callable. */
public final class Kernel {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;

    /** A constant, so that the compiler sees through the interface to the generated stub. */
    public static final Libc LIBC = load();

    private Kernel() {
    }

    private static Libc load() {
        Libc libc = LibraryLoader.create(Libc.class).load("c");
        if (!passesSixArguments(libc)) {
            throw new LinuxException("system calls with six arguments do not work in this JVM (jnr-ffi #181); "
                    + "start it with -Djnr.ffi.x86asm.enabled=false");
        }
        return libc;
    }

    /**
     * JNR-FFI's own x86 stub loses the sixth integer argument (jnr-ffi #181), and nobody would notice before a datagram goes
     * to the wrong place. A datagram to a unix socket's own address, whose name is as long as the sixth argument says, comes
     * back only if that argument arrives. A unix socket needs no interface and no right.
     */
    static boolean passesSixArguments(Libc libc) {
        int fd = libc.socket(AF_UNIX, SOCK_DGRAM, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(128);
            MemorySegment addressLength = arena.allocate(Integer.BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            // bound with the family alone, the socket gets a name of its own (unix(7), autobind)
            if (fd < 0 || libc.bind(fd, address.address(), Short.BYTES) != 0) {
                return false;
            }
            addressLength.set(ValueLayout.JAVA_INT, 0, (int) address.byteSize());
            if (libc.getsockname(fd, address.address(), addressLength.address()) != 0) {
                return false;
            }
            int length = addressLength.get(ValueLayout.JAVA_INT, 0);
            return libc.sendto(fd, address.address(), 1, MSG_DONTWAIT, address.address(), length) == 1
                    && libc.recvfrom(fd, address.address(), 1, MSG_DONTWAIT, 0, 0) == 1;
        } finally {
            libc.close(fd);
        }
    }

    /** The result of a call, if it is one; else one sentence. */
    public static int check(int result, String what) {
        return check(result, what, "");
    }

    /**
     * @param what   what was tried, such as {@code cannot open /dev/net/tun}
     * @param remedy what to do when it fails; may be empty
     */
    public static int check(int result, String what, String remedy) {
        if (result < 0) {
            throw new LinuxException(what, Errno.last(), remedy);
        }
        return result;
    }
}
