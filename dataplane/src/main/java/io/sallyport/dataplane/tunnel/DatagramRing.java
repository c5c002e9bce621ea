package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;

/** A bounded queue of datagrams, copied in and out; one thread offers, one polls. */
final class DatagramRing {

    static final int SLOTS = 64;
    /** A jumbo frame of EC2 (9 001) and what is noted about it. */
    private static final int SLOT_LENGTH = 9_216;

    // a slot
    private static final int LENGTH = 0;
    private static final int TRAFFIC_CLASS = 4;
    private static final int PORT = 8;
    private static final int FAMILY = 12;
    private static final int HIGH = 16;
    private static final int LOW = 24;
    private static final int BYTES = 32;

    private final MemorySegment slots = Arena.ofAuto().allocate((long) SLOTS * SLOT_LENGTH, Long.BYTES);
    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong polled = new AtomicLong();

    boolean offer(Packet train, int size) {
        long next = offered.getPlain();
        if (next - polled.getAcquire() == SLOTS || size > SLOT_LENGTH - BYTES) {
            return false;
        }
        long slot = slot(next);
        slots.set(ValueLayout.JAVA_INT, slot + LENGTH, size);
        slots.set(ValueLayout.JAVA_INT, slot + TRAFFIC_CLASS, train.outerTrafficClass());
        slots.set(ValueLayout.JAVA_INT, slot + PORT, train.remotePort());
        slots.set(ValueLayout.JAVA_INT, slot + FAMILY, train.remoteV6() ? 6 : 4);
        slots.set(ValueLayout.JAVA_LONG, slot + HIGH, train.remoteHigh());
        slots.set(ValueLayout.JAVA_LONG, slot + LOW, train.remoteLow());
        MemorySegment.copy(train.memory(), train.start(), slots, slot + BYTES, size);
        offered.setRelease(next + 1);
        return true;
    }

    boolean isEmpty() {
        return offered.getAcquire() == polled.getPlain();
    }

    boolean poll(Packet into) {
        if (isEmpty()) {
            return false;
        }
        long next = polled.getPlain();
        long slot = slot(next);
        int size = slots.get(ValueLayout.JAVA_INT, slot + LENGTH);
        into.length(size);
        into.outerTrafficClass(slots.get(ValueLayout.JAVA_INT, slot + TRAFFIC_CLASS));
        into.remote(slots.get(ValueLayout.JAVA_INT, slot + FAMILY) == 6, slots.get(ValueLayout.JAVA_LONG, slot + HIGH),
                slots.get(ValueLayout.JAVA_LONG, slot + LOW), slots.get(ValueLayout.JAVA_INT, slot + PORT));
        MemorySegment.copy(slots, slot + BYTES, into.memory(), into.start(), size);
        polled.setRelease(next + 1);
        return true;
    }

    boolean skip() {
        if (isEmpty()) {
            return false;
        }
        polled.setRelease(polled.getPlain() + 1);
        return true;
    }

    private static long slot(long number) {
        return (number & SLOTS - 1) * SLOT_LENGTH;
    }
}
