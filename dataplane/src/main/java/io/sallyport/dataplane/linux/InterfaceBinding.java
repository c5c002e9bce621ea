package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Sockets of somebody else's that belong to one network interface (socket(7)). */
public final class InterfaceBinding {

    private static final int SOL_SOCKET = 1;
    /** Since Linux 5.0; without CAP_NET_RAW since 5.7, for a socket that is bound to none yet. */
    private static final int SO_BINDTOIFINDEX = 62;

    private InterfaceBinding() {
    }

    /**
     * Receives from this interface alone, and sends by its routes alone. Sockets of different interfaces may have one address and port.
     *
     * @return whether the kernel agrees; else {@link Errno#last()} says why not
     */
    public static boolean bind(int fd, int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, index);
            return LIBC.setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, value.address(), Integer.BYTES) == 0;
        }
    }
}
