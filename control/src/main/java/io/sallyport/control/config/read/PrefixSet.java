package io.sallyport.control.config.read;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.Comparator;
import java.util.TreeSet;

/** Prefixes that can be asked what lies above and below a prefix, in steps of its length rather than of the set's size. */
final class PrefixSet {

    /** A prefix stands before everything that it contains, and what it contains follows without a gap. */
    private static final Comparator<IpPrefix> BY_ADDRESS_THEN_LENGTH = Comparator
            .comparing((IpPrefix prefix) -> prefix.v6())
            .thenComparing(prefix -> prefix.address().high(), Long::compareUnsigned)
            .thenComparing(prefix -> prefix.address().low(), Long::compareUnsigned)
            .thenComparingInt(IpPrefix::length);

    private final TreeSet<IpPrefix> prefixes = new TreeSet<>(BY_ADDRESS_THEN_LENGTH);

    void add(IpPrefix prefix) {
        prefixes.add(prefix);
    }

    /** Whether one prefix of the set contains all of this one. */
    boolean covers(IpPrefix prefix) {
        for (int length = prefix.length(); length >= 0; length--) {
            if (prefixes.contains(shortened(prefix, length))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a prefix of the set contains this one or lies in it. */
    boolean overlaps(IpPrefix prefix) {
        IpPrefix next = prefixes.ceiling(prefix);
        return next != null && prefix.contains(next) || covers(prefix);
    }

    private static IpPrefix shortened(IpPrefix prefix, int length) {
        IpAddress address = prefix.address();
        if (!address.v6()) {
            return new IpPrefix(new IpAddress(false, 0, address.low() & top(length) >>> 32), length);
        }
        return new IpPrefix(IpAddress.v6(address.high() & top(length), address.low() & top(length - 64)), length);
    }

    /** The first {@code count} bits of a long. */
    private static long top(int count) {
        return count <= 0 ? 0 : -1L << 64 - Math.min(count, 64);
    }
}
