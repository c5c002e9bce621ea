package io.sallyport.dataplane.pipeline.lpm;

/**
 * A compressed multibit trie after Poptrie (Asai and Ohara, SIGCOMM 2015): the first bits index a table, below it every
 * node decides six bits with two 64-bit vectors and a population count. 100 000 routes stay within a few megabytes, which a
 * cache holds, where DIR-24-8 would take 32 MB for any table at all.
 *
 * <p>Beyond the paper, the first table and every node may skip bits that all prefixes below share, so that a /128 costs two
 * or three visits instead of twenty, and a table within one /16 is decided by the bits that differ. Keys are 128 bits; an
 * IPv4 address stands in the top 32 of them, the rest zero.
 */
final class PrefixTrie {

    /** Bits a node decides. */
    static final int STRIDE = 6;
    /** Slots of a node, one for each value of those bits. */
    static final int SLOTS = 1 << STRIDE;

    // One node is NODE_LONGS consecutive longs, so that a visit touches one or two cache lines.
    /** A set bit: the slot leads to a child; the children stand in slot order from the child base on. */
    static final int CHILDREN = 0;
    /** A set bit: a run of equal leaves begins at this slot; one leaf is stored per run. */
    static final int LEAF_RUNS = 1;
    /** Child base (an index into {@link #nodes}) in the upper half, leaf base in the lower. */
    static final int BASES = 2;
    /** The value on a mismatch in the upper half; below it {@link #SKIPS} and the depth in bits. */
    static final int META = 3;
    /** What the key must hold in its first {@code depth} bits, when {@link #SKIPS} is set. */
    static final int EXPECTED_HIGH = 4;
    static final int EXPECTED_LOW = 5;
    static final int NODE_LONGS = 6;

    /** In {@link #META}: bits between this node and its parent are decided by neither and have to be compared. */
    static final long SKIPS = 1L << 8;
    private static final int DEPTH_MASK = 0xff;

    /** A direct entry below zero is the leaf {@code LEAF - entry}; else it is the index of a node. */
    static final int LEAF = -2;

    private final int rootDepth;
    private final long rootHigh;
    private final long rootLow;
    private final int directShift;
    private final int[] direct;
    private final long[] nodes;
    private final int[] leaves;

    /** @param rootDepth bits that every prefix shares with {@code rootHigh} and {@code rootLow} and that are not indexed */
    PrefixTrie(int rootDepth, long rootHigh, long rootLow, int[] direct, long[] nodes, int[] leaves) {
        this.rootDepth = rootDepth;
        this.rootHigh = rootHigh;
        this.rootLow = rootLow;
        this.directShift = Long.SIZE - Integer.numberOfTrailingZeros(direct.length);
        this.direct = direct;
        this.nodes = nodes;
        this.leaves = leaves;
    }

    /** The value of the longest prefix that holds the key, or {@link PrefixTable#NONE}. */
    int lookup(long high, long low) {
        if (!agree(rootDepth, high ^ rootHigh, low ^ rootLow)) {
            return PrefixTable.NONE;
        }
        int node = direct[(int) (half(rootDepth, high, low) << rootDepth >>> directShift)];
        if (node < 0) {
            return LEAF - node;
        }
        while (true) {
            long meta = nodes[node + META];
            int depth = (int) meta & DEPTH_MASK;
            if ((meta & SKIPS) != 0
                    && !agree(depth, high ^ nodes[node + EXPECTED_HIGH], low ^ nodes[node + EXPECTED_LOW])) {
                return (int) (meta >> Integer.SIZE);
            }
            int slot = (int) (half(depth, high, low) << depth >>> Long.SIZE - STRIDE);
            long upToSlot = (2L << slot) - 1;
            long children = nodes[node + CHILDREN];
            long bases = nodes[node + BASES];
            if ((children >>> slot & 1) == 0) {
                return leaves[(int) bases + Long.bitCount(nodes[node + LEAF_RUNS] & upToSlot) - 1];
            }
            node = (int) (bases >>> Integer.SIZE) + (Long.bitCount(children & upToSlot) - 1) * NODE_LONGS;
        }
    }

    /**
     * The half of a key that holds the bits from a depth on. Depths are chosen so that nothing straddles the halves; the shift
     * that follows counts modulo 64.
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
        return (long) Integer.BYTES * (direct.length + leaves.length) + (long) Long.BYTES * nodes.length;
    }
}
