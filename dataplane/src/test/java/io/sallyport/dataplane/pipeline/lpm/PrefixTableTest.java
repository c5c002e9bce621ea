package io.sallyport.dataplane.pipeline.lpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The trie against the obvious: try every prefix, keep the longest that holds the address. */
class PrefixTableTest {

    private static final long SEED = Long.getLong("sallyport.seed", System.nanoTime());

    @Test
    void anEmptyTableHoldsNothing() {
        PrefixTable table = PrefixTable.builder().build();
        assertThat(lookup(table, "10.0.0.1")).isEqualTo(PrefixTable.NONE);
        assertThat(lookup(table, "fd00::1")).isEqualTo(PrefixTable.NONE);
    }

    @Test
    void theLongestPrefixWins() {
        PrefixTable table = table("0.0.0.0/0", "10.100.0.0/16", "10.100.100.0/24", "10.100.100.15/32", "::/0", "fd00:100::/48",
                "fd00:100:0:1::/64", "fd00:100:0:1::15/128");
        assertThat(lookup(table, "9.9.9.9")).isZero();
        assertThat(lookup(table, "10.100.1.1")).isEqualTo(1);
        assertThat(lookup(table, "10.100.100.14")).isEqualTo(2);
        assertThat(lookup(table, "10.100.100.15")).isEqualTo(3);
        assertThat(lookup(table, "2001:db8::1")).isEqualTo(4);
        assertThat(lookup(table, "fd00:100:0:ffff::1")).isEqualTo(5);
        assertThat(lookup(table, "fd00:100:0:1::14")).isEqualTo(6);
        assertThat(lookup(table, "fd00:100:0:1::15")).isEqualTo(7);
    }

    /** A skipped bit that differs has to give the value of what covers the node, not of what is below it. */
    @Test
    void aSkippedBitIsComparedAll() {
        PrefixTable table = table("fd00::/8", "fd00:1:2:3:4:5:6:7/128");
        assertThat(lookup(table, "fd00:1:2:3:4:5:6:7")).isEqualTo(1);
        for (int bit = 8; bit < 128; bit++) {
            IpAddress flipped = flip(IpAddress.parse("fd00:1:2:3:4:5:6:7"), bit);
            assertThat(table.lookup(true, flipped.high(), flipped.low())).as("bit %d", bit).isZero();
        }
    }

    @Test
    void aPrefixPutTwiceKeepsItsLastValue() {
        PrefixTable table = PrefixTable.builder()
                .put(IpPrefix.parse("10.0.0.0/8"), 1).put(IpPrefix.parse("10.0.0.0/8"), 2).build();
        assertThat(lookup(table, "10.1.1.1")).isEqualTo(2);
        assertThatThrownBy(() -> PrefixTable.builder().put(IpPrefix.parse("10.0.0.0/8"), -1))
                .hasMessageContaining("10.0.0.0/8");
    }

    /** Spread out, and crowded into one /12 or /44 so that prefixes nest and nodes fill. */
    @ParameterizedTest(name = "{0} prefixes, v6 {1}, {2} fixed bits")
    @CsvSource({"1,false,0", "50,false,0", "50,false,12", "900,false,12", "3000,false,0", "3000,false,12",
            "1,true,0", "50,true,0", "50,true,44", "900,true,60", "3000,true,0", "3000,true,44", "3000,true,62"})
    void agreesWithTheNaiveOracle(int prefixes, boolean v6, int fixedBits) {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED + prefixes * 31L + fixedBits);
        for (int round = 0; round < 3; round++) {
            Map<IpPrefix, Integer> oracle = new LinkedHashMap<>();
            PrefixTable.Builder builder = PrefixTable.builder();
            for (int i = 0; i < prefixes; i++) {
                IpPrefix prefix = randomPrefix(random, v6, fixedBits);
                oracle.put(prefix, i / 3);
                builder.put(prefix, i / 3);
            }
            compare(builder.build(), oracle, random, v6);
        }
    }

    private static void compare(PrefixTable table, Map<IpPrefix, Integer> oracle, Random random, boolean v6) {
        IpPrefix[] prefixes = oracle.keySet().toArray(IpPrefix[]::new);
        List<IpAddress> asked = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            IpPrefix near = prefixes[random.nextInt(prefixes.length)];
            IpAddress address = random.nextInt(8) == 0 ? randomAddress(random, v6) : within(random, near);
            if (random.nextBoolean()) {
                address = flip(address, random.nextInt(address.width()));
            }
            assertThat(table.lookup(v6, address.high(), address.low()))
                    .as("%s with seed %d", address, SEED).isEqualTo(longest(oracle, address));
            asked.add(address);
        }
        for (int i = 0; i < asked.size(); i += LookupBatch.CAPACITY) {
            compareSideBySide(table, asked.subList(i, Math.min(i + LookupBatch.CAPACITY, asked.size())));
        }
    }

    /** Look-ups side by side find what they find one by one, addresses of the other family among them. */
    private static void compareSideBySide(PrefixTable table, List<IpAddress> addresses) {
        LookupBatch batch = new LookupBatch();
        for (int i = 0; i < addresses.size(); i++) {
            IpAddress address = i % 5 == 4 ? otherFamily(addresses.get(i)) : addresses.get(i);
            batch.add(i, address.v6(), address.high(), address.low());
        }
        table.lookup(batch);
        for (int i = 0; i < addresses.size(); i++) {
            IpAddress address = i % 5 == 4 ? otherFamily(addresses.get(i)) : addresses.get(i);
            assertThat(batch.value(i)).as("%s with seed %d", address, SEED)
                    .isEqualTo(table.lookup(address.v6(), address.high(), address.low()));
        }
    }

    private static IpAddress otherFamily(IpAddress address) {
        return address.v6() ? IpAddress.v4((int) address.low()) : IpAddress.v6(address.low(), address.low());
    }

    @Test
    void theSameAddressTwiceRunningIsLookedUpOnce() {
        PrefixTable table = table("10.0.0.0/8", "10.1.0.0/16", "::/0");
        LookupBatch batch = new LookupBatch();
        String[] addresses = {"10.1.0.1", "10.1.0.1", "10.2.0.1", "::a02:1", "10.2.0.1", "10.2.0.1", "11.0.0.0"};
        for (int i = 0; i < addresses.length; i++) {
            IpAddress address = IpAddress.parse(addresses[i]);
            batch.add(i, address.v6(), address.high(), address.low());
        }
        assertThat(batch.size).isEqualTo(5);
        table.lookup(batch);
        for (int i = 0; i < addresses.length; i++) {
            assertThat(batch.value(i)).as(addresses[i]).isEqualTo(lookup(table, addresses[i]));
        }
    }

    /** More leaves than stand in a node, and values that do not fit it. */
    @ParameterizedTest(name = "values from {0}")
    @ValueSource(ints = {0, 65_533, 65_534, 65_535, Integer.MAX_VALUE - 40})
    void aNodeSpillsItsLeaves(int first) {
        Map<IpPrefix, Integer> oracle = new LinkedHashMap<>();
        PrefixTable.Builder builder = PrefixTable.builder();
        for (int i = 0; i < 40; i++) {
            IpPrefix prefix = IpPrefix.parse("10.96.7." + (i * 6 & 0xfc) + "/30");
            oracle.put(prefix, first + i);
            builder.put(prefix, first + i);
        }
        PrefixTable table = builder.build();
        for (int host = 0; host < 256; host++) {
            IpAddress address = IpAddress.parse("10.96.7." + host);
            assertThat(table.lookup(false, 0, address.low())).as("%s", address).isEqualTo(longest(oracle, address));
        }
    }

    @Test
    void aHundredThousandRoutesStayWithinACache() {
        Random random = new Random(1);
        PrefixTable.Builder builder = PrefixTable.builder();
        for (int i = 0; i < 100_000; i++) {
            builder.put(masked(randomAddress(random, false), 16 + random.nextInt(9)), i & 0xff);
        }
        assertThat(builder.build().footprint()).isLessThan(12L << 20);
        assertThat(table("10.0.0.0/8").footprint()).isLessThan(16 << 10);
    }

    private static int longest(Map<IpPrefix, Integer> oracle, IpAddress address) {
        int best = PrefixTable.NONE;
        int length = -1;
        for (Map.Entry<IpPrefix, Integer> entry : oracle.entrySet()) {
            if (entry.getKey().length() > length && entry.getKey().contains(address)) {
                best = entry.getValue();
                length = entry.getKey().length();
            }
        }
        return best;
    }

    private static PrefixTable table(String... prefixes) {
        PrefixTable.Builder builder = PrefixTable.builder();
        for (int i = 0; i < prefixes.length; i++) {
            builder.put(IpPrefix.parse(prefixes[i]), i);
        }
        return builder.build();
    }

    private static int lookup(PrefixTable table, String address) {
        IpAddress key = IpAddress.parse(address);
        return table.lookup(key.v6(), key.high(), key.low());
    }

    private static IpPrefix randomPrefix(Random random, boolean v6, int fixedBits) {
        IpAddress fixed = v6 ? IpAddress.parse("fd00:100:0:3::") : IpAddress.parse("10.96.0.0");
        IpAddress noise = randomAddress(random, v6);
        IpAddress address = fixedBits == 0 ? noise : merge(fixed, noise, fixedBits);
        return masked(address, fixedBits + random.nextInt(address.width() - fixedBits + 1));
    }

    private static IpAddress within(Random random, IpPrefix prefix) {
        return merge(prefix.address(), randomAddress(random, prefix.v6()), prefix.length());
    }

    /** The first {@code bits} of one address, the rest of another. */
    private static IpAddress merge(IpAddress first, IpAddress rest, int bits) {
        IpAddress merged = rest;
        for (int bit = 0; bit < bits; bit++) {
            if (bit(first, bit) != bit(merged, bit)) {
                merged = flip(merged, bit);
            }
        }
        return merged;
    }

    private static IpPrefix masked(IpAddress address, int length) {
        IpAddress zero = address.v6() ? IpAddress.v6(0, 0) : IpAddress.v4(0);
        return new IpPrefix(merge(address, zero, length), length);
    }

    private static long bit(IpAddress address, int bit) {
        int shift = address.width() - 1 - bit;
        return (shift >= 64 ? address.high() >>> shift - 64 : address.low() >>> shift) & 1;
    }

    private static IpAddress flip(IpAddress address, int bit) {
        int shift = address.width() - 1 - bit;
        return shift >= 64
                ? IpAddress.v6(address.high() ^ 1L << shift - 64, address.low())
                : new IpAddress(address.v6(), address.high(), address.low() ^ 1L << shift);
    }

    private static IpAddress randomAddress(Random random, boolean v6) {
        return v6 ? IpAddress.v6(random.nextLong(), random.nextLong()) : IpAddress.v4(random.nextInt());
    }
}
