package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;

/**
 * What the calling thread may do (capget(2)). Linux keeps capabilities per thread, and a new thread inherits its maker's: drop
 * them first thing in {@code main}, before other threads are made.
 */
public final class Capabilities {

    /** {@code _LINUX_CAPABILITY_VERSION_3}: two 32-bit halves of each set. */
    private static final int VERSION_3 = 0x20080522;
    private static final int CALLING_THREAD = 0;
    private static final int HEADER_BYTES = 8;
    /** {@code struct __user_cap_data_struct}: effective, permitted, inheritable; one for each half. */
    private static final int HALF_BYTES = 12;
    private static final int EFFECTIVE = 0;
    private static final int PERMITTED = 4;
    private static final int INHERITABLE = 8;
    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int LAST_CAPABILITY = 63;

    private Capabilities() {
    }

    public static boolean has(Capability capability) {
        try (Arena arena = Arena.ofConfined()) {
            return (effective(read(arena)) & capability.bit()) != 0;
        }
    }

    /**
     * Gives up every capability of the calling thread but {@code keep}, for ever and also across execve. What of
     * {@code keep} the thread does not have, it does not get.
     */
    public static void retainOnly(Set<Capability> keep) {
        long kept = 0;
        for (Capability capability : keep) {
            kept |= capability.bit();
        }
        dropBoundingSet(kept);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = read(arena);
            for (int half = 0; half < 2; half++) {
                int mask = (int) (kept >>> 32 * half);
                retain(data, half * HALF_BYTES + EFFECTIVE, mask);
                retain(data, half * HALF_BYTES + PERMITTED, mask);
                retain(data, half * HALF_BYTES + INHERITABLE, mask);
            }
            check(LIBC.capset(header(arena).address(), data.address()), "cannot drop capabilities");
        }
        check(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "cannot refuse new privileges");
    }

    /** Dropping from the bounding set takes CAP_SETPCAP; a process without it has no set worth bounding. */
    private static void dropBoundingSet(long kept) {
        for (int number = 0; number <= LAST_CAPABILITY; number++) {
            if ((kept & 1L << number) == 0 && LIBC.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) != 0) {
                return; // EPERM: not ours to drop; EINVAL: past the kernel's last capability
            }
        }
    }

    private static void retain(MemorySegment data, long offset, int mask) {
        data.set(ValueLayout.JAVA_INT, offset, data.get(ValueLayout.JAVA_INT, offset) & mask);
    }

    private static MemorySegment read(Arena arena) {
        MemorySegment data = arena.allocate(2 * HALF_BYTES, Integer.BYTES);
        check(LIBC.capget(header(arena).address(), data.address()), "cannot read capabilities");
        return data;
    }

    private static MemorySegment header(Arena arena) {
        MemorySegment header = arena.allocate(HEADER_BYTES, Integer.BYTES);
        header.set(ValueLayout.JAVA_INT, 0, VERSION_3);
        header.set(ValueLayout.JAVA_INT, 4, CALLING_THREAD);
        return header;
    }

    private static long effective(MemorySegment data) {
        return Integer.toUnsignedLong(data.get(ValueLayout.JAVA_INT, EFFECTIVE))
                | (long) data.get(ValueLayout.JAVA_INT, HALF_BYTES + EFFECTIVE) << 32;
    }
}
