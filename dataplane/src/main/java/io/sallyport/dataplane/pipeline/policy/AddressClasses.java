package io.sallyport.dataplane.pipeline.policy;

import io.sallyport.dataplane.pipeline.lpm.PrefixTable;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * For one end of the rules: which rows hold an address, as a bit vector found by longest match. A prefix's vector has the rows
 * that name it and those of every prefix around it.
 */
final class AddressClasses {

    /** An outer prefix comes right before all that is inside it. */
    private static final Comparator<IpPrefix> OUTER_FIRST = Comparator.comparing(IpPrefix::v6)
            .thenComparing(prefix -> prefix.address().high(), Long::compareUnsigned)
            .thenComparing(prefix -> prefix.address().low(), Long::compareUnsigned)
            .thenComparing(IpPrefix::length);

    private final PrefixTable classes;
    private final long[] vectors;
    private final int words;

    private AddressClasses(PrefixTable classes, long[] vectors, int words) {
        this.classes = classes;
        this.vectors = vectors;
        this.words = words;
    }

    /** @param prefixes one for each row; absent: any */
    static AddressClasses compile(List<Optional<IpPrefix>> prefixes, int words) {
        List<Integer> anyRows = new ArrayList<>();
        Map<IpPrefix, List<Integer>> rowsOf = new HashMap<>();
        for (int row = 0; row < prefixes.size(); row++) {
            prefixes.get(row).map(prefix -> rowsOf.computeIfAbsent(prefix, absent -> new ArrayList<>())).orElse(anyRows)
                    .add(row);
        }
        List<IpPrefix> ordered = rowsOf.keySet().stream().sorted(OUTER_FIRST).toList();
        // Vector 0 is that of addresses in no prefix; vector i + 1 belongs to prefix i.
        long[] vectors = new long[(ordered.size() + 1) * words];
        anyRows.forEach(row -> set(vectors, 0, row));
        PrefixTable.Builder table = PrefixTable.builder();
        Deque<Integer> around = new ArrayDeque<>();
        for (int i = 0; i < ordered.size(); i++) {
            IpPrefix prefix = ordered.get(i);
            while (!around.isEmpty() && !ordered.get(around.peek()).contains(prefix)) {
                around.pop();
            }
            int base = (i + 1) * words;
            int outer = around.isEmpty() ? 0 : (around.peek() + 1) * words;
            System.arraycopy(vectors, outer, vectors, base, words);
            rowsOf.get(prefix).forEach(row -> set(vectors, base, row));
            table.put(prefix, i + 1);
            around.push(i);
        }
        return new AddressClasses(table.build(), vectors, words);
    }

    private static void set(long[] vectors, int base, int row) {
        vectors[base + row / Long.SIZE] |= 1L << row;
    }

    /** Where the address's vector starts in {@link #vectors()}. */
    int vectorOf(boolean v6, long high, long low) {
        return Math.max(classes.lookup(v6, high, low), 0) * words;
    }

    long[] vectors() {
        return vectors;
    }
}
