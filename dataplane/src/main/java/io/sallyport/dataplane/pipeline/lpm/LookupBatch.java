package io.sallyport.dataplane.pipeline.lpm;

/**
 * Addresses to be looked up side by side, and the values found. A look-up in a large table waits for memory at every node; the
 * waits of many that know nothing of each other overlap.
 *
 * <p>Owner: one worker, which fills it anew for every use.
 */
public final class LookupBatch {

    /** Enough to keep as many misses in flight as a core can have; few enough that all of it stays in the first-level cache. */
    public static final int CAPACITY = 32;

    final boolean[] v6 = new boolean[CAPACITY];
    /** Keys as {@link PrefixTrie} has them. */
    final long[] high = new long[CAPACITY];
    final long[] low = new long[CAPACITY];
    /** Where each look-up has come to: an entry as in {@link PrefixTrie}. */
    final int[] entries = new int[CAPACITY];
    /** Scratch: the look-ups that are not at a leaf yet. */
    final int[] pending = new int[CAPACITY];
    /** Written so that loads ahead have a use, and the JIT has to leave them in. */
    long touched;
    /** Look-ups there are to do. */
    int size;

    /** The look-up that has the answer for each address added. */
    private final int[] lookupOf = new int[CAPACITY];

    public void clear() {
        size = 0;
    }

    /**
     * Adds number {@code index}, one more than the last, from 0 to below {@link #CAPACITY}; the address as in
     * {@link io.sallyport.dataplane.wire.IpAddress}. Packets of one flow often follow one another: the same address twice
     * running is looked up once.
     */
    public void add(int index, boolean isV6, long addressHigh, long addressLow) {
        long keyHigh = isV6 ? addressHigh : addressLow << Integer.SIZE;
        long keyLow = isV6 ? addressLow : 0;
        int lookup = size;
        if (index == 0 || high[lookup - 1] != keyHigh || low[lookup - 1] != keyLow || v6[lookup - 1] != isV6) {
            v6[lookup] = isV6;
            high[lookup] = keyHigh;
            low[lookup] = keyLow;
            size = ++lookup;
        }
        lookupOf[index] = lookup - 1;
    }

    /** What {@link PrefixTable#lookup(LookupBatch)} found for the address that was added as number {@code index}. */
    public int value(int index) {
        return PrefixTrie.value(entries[lookupOf[index]]);
    }
}
