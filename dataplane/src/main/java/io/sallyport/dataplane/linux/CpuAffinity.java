package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/** Which CPUs a thread may run on (sched_setaffinity(2), CPU_SET(3)). */
public final class CpuAffinity {

    /** {@code CPU_SETSIZE} bits. */
    private static final int SET_BYTES = 1024 / 8;
    private static final int CALLING_THREAD = 0;

    private CpuAffinity() {
    }

    /**
     * Keeps the calling thread on {@code cpu} from now on.
     *
     * @throws LinuxException naming the CPUs that may be used, when this is none of them
     */
    public static void pin(int cpu) {
        BitSet allowed = allowed();
        if (cpu < 0 || !allowed.get(cpu)) {
            throw new LinuxException("cannot pin a worker to CPU " + cpu + ": this process may use " + allowed
                    + "; change node.cpus");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
            set.set(ValueLayout.JAVA_BYTE, cpu / 8, (byte) (1 << cpu % 8));
            check(LIBC.sched_setaffinity(CALLING_THREAD, SET_BYTES, set.address()), "cannot pin a worker to CPU " + cpu);
        }
    }

    /** The CPUs that the calling thread may run on. */
    public static BitSet allowed() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
            check(LIBC.sched_getaffinity(CALLING_THREAD, SET_BYTES, set.address()), "cannot read the CPU affinity");
            return BitSet.valueOf(set.asByteBuffer());
        }
    }
}
