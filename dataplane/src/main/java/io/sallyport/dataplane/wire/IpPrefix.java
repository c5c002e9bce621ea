package io.sallyport.dataplane.wire;

import java.util.regex.Pattern;

/**
 * A CIDR block, such as {@code 10.100.10.0/24}: the address with all host bits zero, and a prefix length in bits.
 */
public record IpPrefix(IpAddress address, int length) {

    private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

    /**
     * @throws IllegalArgumentException when the length does not fit the family, or a host bit is set
     */
    public IpPrefix {
        if (length < 0 || length > address.width()) {
            throw new IllegalArgumentException("prefix length " + length + " is not in 0–" + address.width());
        }
        IpAddress network = mask(address, length);
        if (!network.equals(address)) {
            throw new IllegalArgumentException(
                    address + "/" + length + " has host bits set; the network is " + network + "/" + length);
        }
    }

    /**
     * Reads {@code address/length}; an address alone is a host prefix (/32 or /128).
     *
     * @throws IllegalArgumentException naming what is wrong with the text
     */
    public static IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return host(IpAddress.parse(text));
        }
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        String digits = text.substring(slash + 1);
        if (!LENGTH.matcher(digits).matches()) {
            throw new IllegalArgumentException("'" + text + "' needs a prefix length in 0–" + address.width() + " after '/'");
        }
        return new IpPrefix(address, Integer.parseInt(digits));
    }

    public static IpPrefix host(IpAddress address) {
        return new IpPrefix(address, address.width());
    }

    public boolean v6() {
        return address.v6();
    }

    public boolean contains(IpAddress other) {
        return other.v6() == address.v6() && mask(other, length).equals(address);
    }

    public boolean contains(IpPrefix other) {
        return other.length >= length && contains(other.address);
    }

    public boolean overlaps(IpPrefix other) {
        return contains(other) || other.contains(this);
    }

    private static IpAddress mask(IpAddress address, int length) {
        if (!address.v6()) {
            return new IpAddress(false, 0, address.low() & (topBits(length) >>> 32));
        }
        return new IpAddress(true, address.high() & topBits(length), address.low() & topBits(length - 64));
    }

    /** A mask of the first {@code count} bits of a long; all or none outside 0–64. */
    private static long topBits(int count) {
        return count <= 0 ? 0 : count >= 64 ? -1L : -1L << (64 - count);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
