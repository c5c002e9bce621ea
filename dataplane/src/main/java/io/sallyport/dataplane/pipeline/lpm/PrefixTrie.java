package io.sallyport.dataplane.pipeline.lpm;

/**
 * A compressed multibit trie after Poptrie (Asai and Ohara, SIGCOMM 2015): the first bits index a table, below it every
 * node decides six bits with two 64-bit vectors and a population count. 100 000 routes take a few megabytes, where DIR-24-8
 * would take 32 MB for any table at all.
 *
 * <p>Beyond the paper, the first table and every node may skip bits that all prefixes below share, so that a /128 costs two
 * or three visits instead of twenty, and a table within one /16 is decided by the bits that differ. A node holds its leaves
 * too, and fills one cache line: with many prefixes a visit is a miss, and then it should be one. Keys are 128 bits; an IPv4
 * address stands in the top 32 of them, the rest zero.
 *
 * <p>An <em>entry</em> is what a look-up goes on with: the index of a node, or below zero a leaf, {@code -2 - value}.
 */
final class PrefixTrie {

    /** Bits a node decides. */
    static final int STRIDE = 6;
    /** Slots of a node, one for each value of those bits. */
    static final int SLOTS = 1 << STRIDE;

    /** A set bit: the slot leads to a child; the children stand in slot order from the child base on. */
    static final int CHILDREN = 0;
    /** A set bit: a run of equal leaves begins at this slot; one leaf is stored per run. */
    static final int LEAF_RUNS = 1;
    /** Child base (an index into {@link #nodes}) in the upper half; below it {@link #SPILLED} and the depth in bits. */
    static final int META = 2;
    /** What the key has to hold before the bits that the node decides, in the half that they are in. */
    static final int EXPECTED = 3;
    /**
     * From here on 16 leaves, each {@code value + 1} in 16 bits: first the one for a key that is not as expected, then one a
     * run. When {@link #SPILLED}, the index in {@link #spilled} at which they stand instead.
     */
    static final int LEAVES = 4;
    static final int MAX_LEAVES = 16;
    static final int LEAF_BITS = 16;
    static final int LEAF_MASK = 0xffff;
    /** A cache line of 64 bytes. */
    static final int NODE_LONGS = 8;
    /** Collectors start a large array at a page; behind its 16 bytes of header and these, nodes are lines. */
    static final int FIRST_NODE = 6;

    /** In {@link #META}: leaves too many, or too large, for the node. */
    static final long SPILLED = 1L << 8;
    private static final int DEPTH_MASK = 0xff;

    private final int rootDepth;
    private final long rootHigh;
    private final long rootLow;
    private final int directShift;
    private final int[] direct;
    private final long[] nodes;
    private final int[] spilled;

    /**
     * @param rootDepth bits that every prefix shares with {@code rootHigh} and {@code rootLow} and that are not indexed
     * @param direct    entries by the bits that follow
     */
    PrefixTrie(int rootDepth, long rootHigh, long rootLow, int[] direct, long[] nodes, int[] spilled) {
        this.rootDepth = rootDepth;
        this.rootHigh = rootHigh;
        this.rootLow = rootLow;
        this.directShift = Long.SIZE - Integer.numberOfTrailingZeros(direct.length);
        this.direct = direct;
        this.nodes = nodes;
        this.spilled = spilled;
    }

    static int leaf(int value) {
        return -2 - value;
    }

    /** The value of an entry that is a leaf. */
    static int value(int entry) {
        return -2 - entry;
    }

    /** The value of the longest prefix that holds the key, or {@link PrefixTable#NONE}. */
    int lookup(long high, long low) {
        int entry = begin(high, low);
        while (entry >= 0) {
            entry = visit(entry, high, low);
        }
        return value(entry);
    }

    /**
     * Finds the entries of all keys of one family. All take a step before any takes the next, and nothing branches on whether
     * one has arrived: the processor runs ahead over the loads of many.
     */
    void lookup(LookupBatch batch, boolean v6) {
        int pending = 0;
        for (int i = 0; i < batch.size; i++) {
            if (batch.v6[i] == v6) {
                int entry = begin(batch.high[i], batch.low[i]);
                batch.entries[i] = entry;
                batch.pending[pending] = i;
                pending += ~entry >>> Integer.SIZE - 1;
            }
        }
        while (pending > 0) {
            pending = visitAll(batch, pending);
        }
    }

    private int visitAll(LookupBatch batch, int pending) {
        touch(batch, pending);
        int left = 0;
        for (int i = 0; i < pending; i++) {
            int lane = batch.pending[i];
            int entry = visit(batch.entries[lane], batch.high[lane], batch.low[lane]);
            batch.entries[lane] = entry;
            batch.pending[left] = lane;
            left += ~entry >>> Integer.SIZE - 1;
        }
        return left;
    }

    /** Loads all nodes that are to be visited: a loop so short that their misses are all on their way before the first is needed. */
    private void touch(LookupBatch batch, int pending) {
        long touched = 0;
        for (int i = 0; i < pending; i++) {
            touched |= nodes[batch.entries[batch.pending[i]]];
        }
        batch.touched = touched;
    }

    private int begin(long high, long low) {
        if (!agree(rootDepth, high ^ rootHigh, low ^ rootLow)) {
            return leaf(PrefixTable.NONE);
        }
        return direct[(int) (half(rootDepth, high, low) << rootDepth >>> directShift)];
    }

    private int visit(int node, long high, long low) {
        long meta = nodes[node + META];
        int depth = (int) meta & DEPTH_MASK;
        long key = half(depth, high, low);
        if (((key ^ nodes[node + EXPECTED]) & ~(-1L >>> depth)) != 0) {
            return leafOf(node, meta, 0);
        }
        int slot = (int) (key << depth >>> Long.SIZE - STRIDE);
        long upToSlot = -1L >>> Long.SIZE - 1 - slot;
        long children = nodes[node + CHILDREN];
        int leaf = leafOf(node, meta, Long.bitCount(nodes[node + LEAF_RUNS] & upToSlot));
        int child = (int) (meta >>> Integer.SIZE) + (Long.bitCount(children & upToSlot) - 1) * NODE_LONGS;
        int isChild = -(int) (children >>> slot & 1);
        return leaf ^ (leaf ^ child) & isChild;
    }

    private int leafOf(int node, long meta, int index) {
        if ((meta & SPILLED) != 0) {
            return spilled[(int) nodes[node + LEAVES] + index];
        }
        long four = nodes[node + LEAVES + (index >>> 2)];
        return ~((int) (four >>> index * LEAF_BITS) & LEAF_MASK);
    }

    /**
     * The half of a key that holds the bits from a depth on. No table or node decides bits of both; the shifts that follow
     * count modulo 64.
     */
    private static long half(int depth, long high, long low) {
        return depth < Long.SIZE ? high : low;
    }

    /** Whether two keys whose difference is given agree in their first {@code depth} bits. */
    private static boolean agree(int depth, long differsHigh, long differsLow) {
        if (depth <= Long.SIZE) {
            return depth == 0 || differsHigh >>> Long.SIZE - depth == 0;
        }
        return differsHigh == 0 && differsLow >>> 2 * Long.SIZE - depth == 0;
    }

    /** Heap bytes of the tables, for status and tests. */
    long footprint() {
        return (long) Integer.BYTES * (direct.length + spilled.length) + (long) Long.BYTES * nodes.length;
    }
}
