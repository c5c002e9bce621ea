package io.sallyport.dataplane.pipeline.lpm;

import java.util.Arrays;
import java.util.List;

/**
 * Builds a {@link PrefixTrie} in one pass over sorted prefixes.
 *
 * <p>Sorted by address and then length, a prefix comes before all that nest in it, and everything below one slot is
 * contiguous: writing in that order leaves the longest match in every slot.
 */
final class PrefixTrieBuilder {

    /** A prefix as the trie sees it: its bits at the top of 128. */
    record Entry(long high, long low, int length, int value) implements Comparable<Entry> {

        @Override
        public int compareTo(Entry other) {
            int order = Long.compareUnsigned(high, other.high);
            if (order == 0) {
                order = Long.compareUnsigned(low, other.low);
            }
            return order != 0 ? order : Integer.compare(length, other.length);
        }
    }

    /** From here on the first table is worth 256 KiB. */
    private static final int LARGE = 1_000;
    private static final int SMALL_DIRECT_BITS = 10;
    private static final int LARGE_DIRECT_BITS = 16;

    private final Entry[] entries;
    private long[] nodes = new long[PrefixTrie.FIRST_NODE + 64 * PrefixTrie.NODE_LONGS];
    private int nodesUsed = PrefixTrie.FIRST_NODE;
    private int[] spilled = new int[256];
    private int spilledUsed;
    /** Scratch: the values of one node's leaves, first the one that it inherits. */
    private final int[] leaves = new int[1 + PrefixTrie.SLOTS];

    PrefixTrieBuilder(List<Entry> distinct) {
        entries = distinct.toArray(Entry[]::new);
        Arrays.sort(entries);
    }

    PrefixTrie build() {
        int bits = entries.length < LARGE ? SMALL_DIRECT_BITS : LARGE_DIRECT_BITS;
        int rootDepth = rootDepth(bits);
        int end = rootDepth + bits;
        int[] direct = new int[1 << bits];
        Arrays.fill(direct, PrefixTable.NONE);
        fill(direct, rootDepth, bits, end, 0, entries.length);
        for (int i = 0; i < direct.length; i++) {
            direct[i] = PrefixTrie.leaf(direct[i]);
        }
        int from = nextLonger(0, entries.length, end);
        while (from < entries.length) {
            int slot = slot(entries[from], rootDepth, bits);
            int to = endOfSlot(from, entries.length, rootDepth, bits);
            int node = reserve(1);
            writeNode(node, end, from, to, PrefixTrie.value(direct[slot]));
            direct[slot] = node;
            from = nextLonger(to, entries.length, end);
        }
        long rootHigh = entries.length == 0 ? 0 : entries[0].high;
        long rootLow = entries.length == 0 ? 0 : entries[0].low;
        return new PrefixTrie(rootDepth, rootHigh, rootLow, direct,
                Arrays.copyOf(nodes, nodesUsed), Arrays.copyOf(spilled, spilledUsed));
    }

    /** How many bits the first table may skip: those that all agree on, as far as its index then stays in one half. */
    private int rootDepth(int bits) {
        if (entries.length == 0) {
            return 0;
        }
        int depth = sharedDepth(0, entries.length);
        return depth < Long.SIZE ? Math.min(depth, Long.SIZE - bits) : depth;
    }

    /**
     * Writes the node for the entries {@code [from, to)}, which agree in their first {@code parentEnd} bits and are all longer.
     *
     * @param inherited the value of what covers them all
     */
    private void writeNode(int node, int parentEnd, int from, int to, int inherited) {
        int depth = depthOf(parentEnd, from, to);
        int end = endOf(depth);
        int[] values = new int[PrefixTrie.SLOTS];
        Arrays.fill(values, inherited);
        fill(values, depth, PrefixTrie.STRIDE, end, from, to);

        long children = 0;
        for (int i = nextLonger(from, to, end); i < to; i = nextLonger(i + 1, to, end)) {
            children |= 1L << slot(entries[i], depth, PrefixTrie.STRIDE);
        }
        leaves[0] = inherited;
        long runs = leafRuns(values, children);
        int childBase = reserve(Long.bitCount(children));
        nodes[node + PrefixTrie.CHILDREN] = children;
        nodes[node + PrefixTrie.LEAF_RUNS] = runs;
        nodes[node + PrefixTrie.META] = (long) childBase << Integer.SIZE | depth;
        nodes[node + PrefixTrie.EXPECTED] = depth < Long.SIZE ? entries[from].high : entries[from].low;
        writeLeaves(node, 1 + Long.bitCount(runs));
        writeChildren(childBase, depth, from, to, values);
    }

    private void writeChildren(int childBase, int depth, int from, int to, int[] values) {
        int end = endOf(depth);
        int child = childBase;
        int first = nextLonger(from, to, end);
        while (first < to) {
            int next = endOfSlot(first, to, depth, PrefixTrie.STRIDE);
            writeNode(child, end, first, next, values[slot(entries[first], depth, PrefixTrie.STRIDE)]);
            child += PrefixTrie.NODE_LONGS;
            first = nextLonger(next, to, end);
        }
    }

    /** Collects one leaf per run of equal values, slots with a child not counting; returns where runs begin. */
    private long leafRuns(int[] values, long children) {
        long runs = 0;
        int count = 1;
        for (int slot = 0; slot < values.length; slot++) {
            boolean isChild = (children >>> slot & 1) != 0;
            if (!isChild && (runs == 0 || leaves[count - 1] != values[slot])) {
                runs |= 1L << slot;
                leaves[count++] = values[slot];
            }
        }
        return runs;
    }

    private void writeLeaves(int node, int count) {
        boolean fit = count <= PrefixTrie.MAX_LEAVES;
        for (int i = 0; i < count; i++) {
            fit &= leaves[i] < PrefixTrie.LEAF_MASK;
        }
        if (fit) {
            for (int i = 0; i < count; i++) {
                int word = i * PrefixTrie.LEAF_BITS / Long.SIZE;
                nodes[node + PrefixTrie.LEAVES + word] |= (leaves[i] + 1L) << i * PrefixTrie.LEAF_BITS; // counts modulo 64
            }
            return;
        }
        nodes[node + PrefixTrie.META] |= PrefixTrie.SPILLED;
        nodes[node + PrefixTrie.LEAVES] = spilledUsed;
        if (spilledUsed + count > spilled.length) {
            spilled = Arrays.copyOf(spilled, spilled.length * 2);
        }
        for (int i = 0; i < count; i++) {
            spilled[spilledUsed++] = PrefixTrie.leaf(leaves[i]);
        }
    }

    /** Writes what is no longer than {@code end} into its slots; nested prefixes come later and overwrite. */
    private void fill(int[] values, int depth, int bits, int end, int from, int to) {
        for (int i = from; i < to; i++) {
            Entry entry = entries[i];
            if (entry.length <= end) {
                int spare = depth + bits - entry.length;
                int slot = slot(entry, depth, bits);
                Arrays.fill(values, slot, slot + (1 << spare), entry.value);
            }
        }
    }

    /** Where the node for these entries starts to decide: its skipped bits lie in one half of the key, as it compares them. */
    private int depthOf(int parentEnd, int from, int to) {
        int depth = sharedDepth(from, to);
        return parentEnd < Long.SIZE && depth >= Long.SIZE ? Math.max(parentEnd, Long.SIZE - PrefixTrie.STRIDE) : depth;
    }

    /** Where a node stops to decide: at the latest where the halves of a key meet; the bits behind count as zero. */
    private static int endOf(int depth) {
        int end = depth + PrefixTrie.STRIDE;
        return depth < Long.SIZE ? Math.min(end, Long.SIZE) : end;
    }

    /** How many bits the entries agree in before any of them ends. */
    private int sharedDepth(int from, int to) {
        int shared = sharedBits(entries[from], entries[to - 1]);
        for (int i = from; i < to; i++) {
            shared = Math.min(shared, entries[i].length - 1);
        }
        return Math.max(shared, 0);
    }

    private static int sharedBits(Entry a, Entry b) {
        long high = a.high ^ b.high;
        return high != 0 ? Long.numberOfLeadingZeros(high) : Long.SIZE + Long.numberOfLeadingZeros(a.low ^ b.low);
    }

    private int nextLonger(int from, int to, int bits) {
        int i = from;
        while (i < to && entries[i].length <= bits) {
            i++;
        }
        return i;
    }

    private int endOfSlot(int from, int to, int depth, int bits) {
        int slot = slot(entries[from], depth, bits);
        int i = from + 1;
        while (i < to && slot(entries[i], depth, bits) == slot) {
            i++;
        }
        return i;
    }

    private static int slot(Entry entry, int depth, int bits) {
        return (int) ((depth < Long.SIZE ? entry.high : entry.low) << depth >>> Long.SIZE - bits);
    }

    /** Room for {@code count} consecutive nodes; returns the index of the first. */
    private int reserve(int count) {
        int first = nodesUsed;
        nodesUsed += count * PrefixTrie.NODE_LONGS;
        if (nodesUsed > nodes.length) {
            nodes = Arrays.copyOf(nodes, Math.max(nodesUsed, nodes.length * 2));
        }
        return first;
    }
}
