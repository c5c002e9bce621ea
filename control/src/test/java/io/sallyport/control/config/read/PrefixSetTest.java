package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against the naive way: ask every prefix. */
class PrefixSetTest {

    private static final long SEED = 0x5a11_1900_0002L;
    private static final int ROUNDS = 5_000;
    /** Few values, so that prefixes meet; the top and the bottom of both families are among them. */
    private static final long[] V4_ADDRESSES = {0, 1, 2, 3, 0x80000000L, 0xfffffffeL, 0xffffffffL};
    private static final long[] V6_HALVES = {0, 1, Long.MIN_VALUE, -1};

    private final Random random = new Random(SEED);

    @Test
    void agreesWithAskingEveryPrefix() {
        for (int round = 0; round < ROUNDS; round++) {
            List<IpPrefix> members = Stream.generate(this::prefix).limit(random.nextInt(13)).toList();
            IpPrefix asked = prefix();
            PrefixSet set = new PrefixSet();
            members.forEach(set::add);

            String where = "seed %x, round %d: %s in %s".formatted(SEED, round, asked, members);
            assertThat(set.covers(asked)).as(where).isEqualTo(members.stream().anyMatch(member -> member.contains(asked)));
            assertThat(set.overlaps(asked)).as(where).isEqualTo(members.stream().anyMatch(member -> member.overlaps(asked)));
        }
    }

    private IpPrefix prefix() {
        if (random.nextBoolean()) {
            return masked(new IpAddress(false, 0, any(V4_ADDRESSES)), random.nextInt(33));
        }
        return masked(IpAddress.v6(any(V6_HALVES), any(V6_HALVES)), random.nextInt(129));
    }

    private long any(long[] values) {
        return values[random.nextInt(values.length)];
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
