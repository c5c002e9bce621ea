package io.sallyport.dataplane.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IPv4 or IPv6 address as two longs, in network order: {@code high} holds the first 64 bits. An IPv4 address stands in
 * the low 32 bits of {@code low}, with {@code high} zero.
 *
 * @param v6 whether this is an IPv6 address
 */
public record IpAddress(boolean v6, long high, long low) {

    public IpAddress {
        if (!v6 && (high != 0 || (low >>> 32) != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    public static IpAddress v4(int bits) {
        return new IpAddress(false, 0, Integer.toUnsignedLong(bits));
    }

    public static IpAddress v6(long high, long low) {
        return new IpAddress(true, high, low);
    }

    /**
     * Reads a literal such as {@code 10.100.0.15} or {@code fd00::1}; never asks a resolver. An IPv4-mapped IPv6 address is
     * the IPv4 address.
     *
     * @throws IllegalArgumentException naming the text, when it is neither
     */
    public static IpAddress parse(String text) {
        try {
            return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 or IPv6 address", e);
        }
    }

    private static IpAddress parseV6(String text) {
        if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
            throw new IllegalArgumentException("a zone or bracket is not part of an address");
        }
        return of(Inet6Address.ofLiteral(text));
    }

    /** Four decimal parts; the JDK also takes {@code 10.1}, which nobody means, and is slow where there are 100 000. */
    private static IpAddress parseV4(String text) {
        int bits = 0;
        int from = 0;
        for (int part = 0; part < 4; part++) {
            int dot = part < 3 ? text.indexOf('.', from) : text.length();
            bits = bits << 8 | octet(text, from, dot);
            from = dot + 1;
        }
        return v4(bits);
    }

    private static int octet(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                throw new IllegalArgumentException("not a dotted quad");
            }
            value = value * 10 + digit - '0';
        }
        if (to <= from || to - from > 3 || value > 255) {
            throw new IllegalArgumentException("an octet has one to three digits and is at most 255");
        }
        if (to - from > 1 && text.charAt(from) == '0') {
            throw new IllegalArgumentException("a leading zero could be read as octal");
        }
        return value;
    }

    public static IpAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return new IpAddress(false, 0, bits(bytes, 0, 4));
        }
        return new IpAddress(true, bits(bytes, 0, 8), bits(bytes, 8, 8));
    }

    private static long bits(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | bytes[i] & 0xff;
        }
        return value;
    }

    /** 32 or 128. */
    public int width() {
        return v6 ? 128 : 32;
    }

    /** The address in network order, 4 or 16 bytes. */
    public byte[] toBytes() {
        byte[] bytes = new byte[width() / 8];
        for (int i = 0; i < bytes.length; i++) {
            int shift = (bytes.length - 1 - i) * 8;
            bytes[i] = (byte) (shift >= 64 ? high >>> (shift - 64) : low >>> shift);
        }
        return bytes;
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(toBytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are always an address", e);
        }
    }

    /** The text form of RFC 5952. */
    @Override
    public String toString() {
        return v6 ? Ipv6Text.format(high, low) : toInetAddress().getHostAddress();
    }
}
