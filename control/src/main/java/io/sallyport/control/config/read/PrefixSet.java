package io.sallyport.control.config.read;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.TreeSet;

/** Prefixes that can be asked what lies above and below a prefix, in steps of its length rather than of the set's size. */
final class PrefixSet {

    private final TreeSet<IpPrefix> prefixes = new TreeSet<>(PrefixSet::compare);

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

    /** Puts a prefix before everything that it contains, and what it contains behind it without a gap. */
    private static int compare(IpPrefix one, IpPrefix other) {
        int order = Boolean.compare(one.v6(), other.v6());
        order = order != 0 ? order : Long.compareUnsigned(one.address().high(), other.address().high());
        order = order != 0 ? order : Long.compareUnsigned(one.address().low(), other.address().low());
        return order != 0 ? order : Integer.compare(one.length(), other.length());
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
