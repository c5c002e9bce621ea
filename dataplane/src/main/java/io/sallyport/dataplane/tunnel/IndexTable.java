package io.sallyport.dataplane.tunnel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/**
 * Receiver index to session or handshake. The worker of handshakes writes, every worker reads.
 *
 * <p>An index is a random number whose low bits are a free slot, so that a look-up is one array access, no probing.
 */
final class IndexTable {

    /** Twice what 16 000 peers take when they renew: a call, a next, a current and a previous session each. */
    private static final int SLOTS = 1 << 17;
    private static final int MASK = SLOTS - 1;

    private final AtomicReferenceArray<Indexed> slots = new AtomicReferenceArray<>(SLOTS);
    private final RandomGenerator random;

    IndexTable(RandomGenerator random) {
        this.random = random;
    }

    /** A random index whose slot is free. */
    int allocate() {
        while (true) {
            int index = random.nextInt();
            if (slots.getPlain(index & MASK) == null) {
                return index;
            }
        }
    }

    void put(Indexed entry) {
        slots.setRelease(entry.localIndex() & MASK, entry);
    }

    /** What {@code index} leads to, or {@code null}. */
    Indexed get(int index) {
        Indexed entry = slots.getAcquire(index & MASK);
        return entry != null && entry.localIndex() == index ? entry : null;
    }

    /** Removes the entry if it is still there; the same index may have passed from a handshake to its session. */
    void remove(Indexed entry) {
        slots.compareAndSet(entry.localIndex() & MASK, entry, null);
    }
}
