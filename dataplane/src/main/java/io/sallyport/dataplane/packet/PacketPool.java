package io.sallyport.dataplane.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The free packets of one worker, last in first out so that few buffers stay hot in the cache. Not thread-safe.
 */
public final class PacketPool {

    /**
     * Distance between buffers. An odd number of cache lines, so that the headers of neighbouring buffers do not fall into
     * the same cache set, as they would at 64 KiB.
     */
    static final int STRIDE;

    private static final int CACHE_LINE = 64;

    static {
        int lines = Math.ceilDiv(Packet.HEADROOM + Packet.MAX_LENGTH + Packet.TAILROOM, CACHE_LINE);
        STRIDE = (lines | 1) * CACHE_LINE;
    }

    private final Packet[] free;
    private int available;

    /**
     * A pool on memory of its own, which is zeroed and therefore resident from the start.
     *
     * @param size packets in the pool
     */
    public PacketPool(int size) {
        // The global arena: buffers live as long as the process, and its check costs the hot path nothing.
        this(Arena.global().allocate(bytesFor(size), CACHE_LINE), size);
    }

    /**
     * A pool on given memory, such as a mapping that becomes resident only as packets touch it.
     *
     * @param slab of at least {@link #bytesFor} bytes, alive as long as any packet is used
     */
    public PacketPool(MemorySegment slab, int size) {
        free = new Packet[size];
        for (int i = 0; i < size; i++) {
            free[i] = new Packet(this, slab, (long) i * STRIDE, STRIDE);
        }
        available = size;
    }

    /** Bytes of memory that a pool of {@code size} packets stands on. */
    public static long bytesFor(int size) {
        return (long) size * STRIDE;
    }

    /** An empty packet that the caller now owns, or {@code null} when none is left. */
    public Packet acquire() {
        if (available == 0) {
            return null;
        }
        Packet packet = free[--available];
        packet.inPool = false;
        packet.reset();
        return packet;
    }

    void release(Packet packet) {
        if (packet.inPool) {
            throw new IllegalStateException("a packet was released twice");
        }
        packet.inPool = true;
        free[available++] = packet;
    }

    /** Packets free now. */
    public int available() {
        return available;
    }

    /** Packets in all. */
    public int size() {
        return free.length;
    }
}
