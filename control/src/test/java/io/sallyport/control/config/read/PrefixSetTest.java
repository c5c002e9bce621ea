package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Against the naive way: ask every prefix. */
class PrefixSetTest {

    @Property
    void agreesWithAskingEveryPrefix(@ForAll("prefixes") List<IpPrefix> members, @ForAll("prefix") IpPrefix asked) {
        PrefixSet set = new PrefixSet();
        members.forEach(set::add);

        assertThat(set.covers(asked)).isEqualTo(members.stream().anyMatch(member -> member.contains(asked)));
        assertThat(set.overlaps(asked)).isEqualTo(members.stream().anyMatch(member -> member.overlaps(asked)));
    }

    @Provide
    Arbitrary<List<IpPrefix>> prefixes() {
        return prefix().list().ofMaxSize(12);
    }

    /** From a small space, so that prefixes meet; the top and the bottom of both families are in it. */
    @Provide
    Arbitrary<IpPrefix> prefix() {
        Arbitrary<Long> ends = Arbitraries.of(0L, 1L, 2L, 3L, 0x80000000L, 0xfffffffeL, 0xffffffffL);
        Arbitrary<Long> highs = Arbitraries.of(0L, 1L, Long.MIN_VALUE, -1L);
        Arbitrary<IpPrefix> v4 = Combinators.combine(ends, Arbitraries.integers().between(0, 32))
                .as((low, length) -> masked(new IpAddress(false, 0, low), length));
        Arbitrary<IpPrefix> v6 = Combinators.combine(highs, highs, Arbitraries.integers().between(0, 128))
                .as((high, low, length) -> masked(IpAddress.v6(high, low), length));
        return Arbitraries.oneOf(v4, v6);
    }

    private static IpPrefix masked(IpAddress address, int length) {
        byte[] bytes = address.toBytes();
        for (int bit = length; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return new IpPrefix(IpAddress.of(InetAddress.getByAddress(bytes)), length);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
