package io.sallyport.dataplane.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One worker's counters. The worker is the only writer; any thread may read a value that is at most a moment old.
 *
 * <p>Opaque access: no torn or stuck values, no fence on the hot path.
 */
public final class WorkerStats {

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
    /** One cache line on each side keeps two workers' counters from sharing a line. */
    private static final int PAD = 8;
    private static final int COUNTERS = Counter.values().length;
    private static final int DROPS = DropReason.values().length;

    private final long[] counters = new long[COUNTERS + 2 * PAD];
    private final long[] drops = new long[DROPS + 2 * PAD];

    public void add(Counter counter, long count) {
        bump(counters, PAD + counter.ordinal(), count);
    }

    public void increment(Counter counter) {
        bump(counters, PAD + counter.ordinal(), 1);
    }

    public void drop(DropReason reason) {
        bump(drops, PAD + reason.ordinal(), 1);
    }

    public void drop(DropReason reason, long count) {
        bump(drops, PAD + reason.ordinal(), count);
    }

    public long get(Counter counter) {
        return (long) ELEMENT.getOpaque(counters, PAD + counter.ordinal());
    }

    public long get(DropReason reason) {
        return (long) ELEMENT.getOpaque(drops, PAD + reason.ordinal());
    }

    private static void bump(long[] array, int index, long count) {
        ELEMENT.setOpaque(array, index, array[index] + count);
    }
}
