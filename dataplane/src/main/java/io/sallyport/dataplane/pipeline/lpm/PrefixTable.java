package io.sallyport.dataplane.pipeline.lpm;

import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prefixes of both families, each with a value of zero or more; a lookup answers with that of the longest match. */
public final class PrefixTable {

    /** No prefix holds the address. */
    public static final int NONE = -1;

    private final PrefixTrie v4;
    private final PrefixTrie v6;

    private PrefixTable(PrefixTrie v4, PrefixTrie v6) {
        this.v4 = v4;
        this.v6 = v6;
    }

    /** The address as in {@link io.sallyport.dataplane.wire.IpAddress}: an IPv4 one in the low half, unsigned. */
    public int lookup(boolean isV6, long high, long low) {
        return isV6 ? v6.lookup(high, low) : v4.lookup(low << Integer.SIZE, 0);
    }

    /** Looks up all that was added to the batch, of both families; {@link LookupBatch#value} then has the answers. */
    public void lookup(LookupBatch batch) {
        v4.lookup(batch, false);
        v6.lookup(batch, true);
    }

    /** Heap bytes of the tables. */
    public long footprint() {
        return v4.footprint() + v6.footprint();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects prefixes; a prefix put twice keeps its last value. */
    public static final class Builder {

        private final Map<IpPrefix, Integer> values = new LinkedHashMap<>();

        private Builder() {
        }

        public Builder put(IpPrefix prefix, int value) {
            if (value < 0) {
                throw new IllegalArgumentException("value " + value + " of " + prefix + " is negative");
            }
            values.put(prefix, value);
            return this;
        }

        public PrefixTable build() {
            List<PrefixTrieBuilder.Entry> v4 = new ArrayList<>();
            List<PrefixTrieBuilder.Entry> v6 = new ArrayList<>();
            values.forEach((prefix, value) -> {
                long high = prefix.address().high();
                long low = prefix.address().low();
                if (prefix.v6()) {
                    v6.add(new PrefixTrieBuilder.Entry(high, low, prefix.length(), value));
                } else {
                    v4.add(new PrefixTrieBuilder.Entry(low << Integer.SIZE, 0, prefix.length(), value));
                }
            });
            return new PrefixTable(new PrefixTrieBuilder(v4).build(), new PrefixTrieBuilder(v6).build());
        }
    }
}
