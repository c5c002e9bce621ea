package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;

import java.lang.foreign.MemorySegment;

/**
 * Memory that costs nothing until it is touched (mmap(2), {@code MAP_ANONYMOUS}), where the JDK's arenas zero all of theirs at
 * once. Huge pages are asked for: packets lie a page and more apart, and would miss the TLB at every step.
 */
public final class AnonymousMemory {

    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
    private static final int MADV_HUGEPAGE = 14;
    private static final int NO_FILE = -1;

    private AnonymousMemory() {
    }

    /**
     * Zeroed memory that stays mapped until the process ends.
     *
     * @throws LinuxException when the kernel gives none
     */
    public static MemorySegment map(long bytes) {
        long address = LIBC.mmap(0, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, NO_FILE, 0);
        if (address == -1) {
            throw new LinuxException("cannot map " + bytes + " bytes for packet buffers", Errno.last(), "lower node.packetBuffers");
        }
        LIBC.madvise(address, bytes, MADV_HUGEPAGE); // advice: without huge pages it works all the same
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }
}
