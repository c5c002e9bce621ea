package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The Internet checksum (RFC 1071), whole and incremental (RFC 1624).
 *
 * <p>A <em>sum</em> is the one's-complement sum of 16-bit words, not yet complemented; sums of ranges of even length may be
 * added as {@code long}s and folded once. A <em>checksum</em> is what stands in a header: the complement of a sum. A
 * <em>difference</em> is the sum {@code ~m + m'} of a change from {@code m} to {@code m'}; a NAT row has one for its lifetime.
 *
 * <p>Zero has two forms here, 0 and 0xffff. {@link #update} follows RFC 1624 equation 3, which never turns a right checksum
 * into a wrong zero. UDP says "no checksum" with 0 and sends a computed 0 as 0xffff (RFC 768): see {@link #udp} and
 * {@link #updateUdp}.
 */
public final class Checksum {

    private static final ValueLayout.OfLong NATIVE_LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt NATIVE_INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort NATIVE_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long LOW_32 = 0xffff_ffffL;

    private Checksum() {
    }

    /**
     * The folded sum of a range. An odd last byte counts as the high half of a word (RFC 1071 §4.1).
     *
     * <p>The words are added in the machine's own order and swapped once at the end (RFC 1071 §2(B)); 64-bit loads are
     * split into halves, so that a {@code long} takes the carries of any range.
     */
    public static int sum(MemorySegment memory, long offset, int length) {
        int words = length >>> 3;
        long sum = 0;
        for (int i = 0; i < words; i++) { // one load a turn: in this form the JIT makes vector instructions of it
            long word = memory.get(NATIVE_LONG, offset + ((long) i << 3));
            sum += (word & LOW_32) + (word >>> 32);
        }
        int summed = words << 3;
        int folded = fold(sum + sumOfTail(memory, offset + summed, length - summed));
        return LITTLE_ENDIAN ? swap(folded) : folded;
    }

    /** Fewer than eight bytes, in native order, not folded. */
    private static long sumOfTail(MemorySegment memory, long offset, int length) {
        long sum = 0;
        int i = 0;
        if ((length & 4) != 0) {
            sum += memory.get(NATIVE_INT, offset + i) & LOW_32;
            i += 4;
        }
        if ((length & 2) != 0) {
            sum += memory.get(NATIVE_SHORT, offset + i) & 0xffff;
            i += 2;
        }
        if ((length & 1) != 0) {
            int last = memory.get(ValueLayout.JAVA_BYTE, offset + i) & 0xff;
            sum += LITTLE_ENDIAN ? last : last << 8;
        }
        return sum;
    }

    /**
     * Brings a non-negative sum to 16 bits; 0 stays 0, any other multiple of 0xffff becomes 0xffff. Adding a word to itself
     * with its halves exchanged leaves their sum in the upper half, the carry of the lower one included.
     */
    public static int fold(long sum) {
        int folded = (int) (sum + Long.rotateLeft(sum, 32) >>> 32);
        return folded + Integer.rotateLeft(folded, 16) >>> 16;
    }

    /** The two bytes of a word exchanged: what a sum becomes when its range moves by an odd number of bytes. */
    public static int swap(int word) {
        return (word << 8 | word >>> 8) & 0xffff;
    }

    /** The checksum that belongs to a sum. */
    public static int of(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** The checksum that belongs to a sum, as UDP sends it: never 0 (RFC 768). */
    public static int udp(long sum) {
        int checksum = of(sum);
        return checksum == 0 ? 0xffff : checksum;
    }

    /** Whether a sum over a range that includes its checksum field says that the range is intact. */
    public static boolean valid(long sum) {
        return fold(sum) == 0xffff;
    }

    /** Sum of the IPv4 pseudo-header (RFC 9293 §3.1); {@code length} is that of transport header and payload. */
    public static long pseudoV4(long source, long destination, int protocol, int length) {
        return (source & LOW_32) + (destination & LOW_32) + protocol + length;
    }

    /** Sum of the IPv6 pseudo-header (RFC 8200 §8.1); {@code length} is that of transport header and payload. */
    public static long pseudoV6(
            long sourceHigh, long sourceLow, long destinationHigh, long destinationLow, int protocol, int length) {
        return halves(sourceHigh) + halves(sourceLow) + halves(destinationHigh) + halves(destinationLow) + protocol + length;
    }

    /** The difference that a 16-bit field makes. */
    public static int difference16(int before, int after) {
        return fold((~before & 0xffff) + (long) (after & 0xffff));
    }

    /** The difference that 64 bits make, such as a pair of IPv4 addresses: a sum, to be added to others and folded once. */
    public static long difference64(long before, long after) {
        return halves(~before) + halves(after);
    }

    /** A checksum after a change: {@code HC' = ~(~HC + ~m + m')} (RFC 1624 §3, equation 3). */
    public static int update(int checksum, int difference) {
        return ~fold((~checksum & 0xffff) + (long) difference) & 0xffff;
    }

    /** A UDP checksum after a change: 0 stays "none", a computed 0 is sent as 0xffff. */
    public static int updateUdp(int checksum, int difference) {
        if (checksum == 0) {
            return 0;
        }
        int updated = update(checksum, difference);
        return updated == 0 ? 0xffff : updated;
    }

    /**
     * An un-complemented pseudo-header sum after a change, as it stands in the checksum field of a packet whose checksum
     * is still to be completed ({@code VIRTIO_NET_HDR_F_NEEDS_CSUM}): the difference is added, not subtracted.
     */
    public static int updatePartial(int sum, int difference) {
        return fold((long) sum + difference);
    }

    /** A 64-bit word as a sum, not folded. */
    static long halves(long word) {
        return (word & LOW_32) + (word >>> 32);
    }
}
