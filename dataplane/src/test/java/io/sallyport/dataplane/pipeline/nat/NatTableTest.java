package io.sallyport.dataplane.pipeline.nat;

import static io.sallyport.dataplane.pipeline.TestGateway.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class NatTableTest {

    private static final long SEED = Long.getLong("sallyport.seed", System.nanoTime());

    @Test
    void aRowWithinARowWins() {
        NatTable table = NatTable.compile(
                List.of(row("192.168.0.0/16", "10.1.0.0/16"), row("192.168.7.0/24", "10.2.9.0/24")), List.of());
        assertThat(toNetwork(table, "192.168.8.9")).isEqualTo("10.1.8.9");
        assertThat(toNetwork(table, "192.168.7.9")).isEqualTo("10.2.9.9");
        assertThat(toLocal(table, "10.2.9.9")).isEqualTo("192.168.7.9");
        assertThat(toLocal(table, "10.2.8.9")).isNull();
    }

    /** Host bits stay in both halves of an IPv6 address. */
    @Test
    void keepsTheHostBitsOfAnyPrefixLength() {
        NatTable table = NatTable.compile(List.of(row("fd00:1::/32", "fd00:2::/32"), row("fd01::/65", "fd02::/65"),
                row("fd03::5/128", "fd04::6/128"), row("fd05::/64", "fd06::/64"), row("0.0.0.0/0", "0.0.0.0/0")), List.of());
        assertThat(toNetwork(table, "fd00:1:3:4:5:6:7:8")).isEqualTo("fd00:2:3:4:5:6:7:8");
        assertThat(toNetwork(table, "fd01::7fff:1:2:3")).isEqualTo("fd02::7fff:1:2:3");
        assertThat(toNetwork(table, "fd01::8000:1:2:3")).isNull();
        assertThat(toNetwork(table, "fd03::5")).isEqualTo("fd04::6");
        assertThat(toNetwork(table, "fd05::ffff:0:0:1")).isEqualTo("fd06::ffff:0:0:1");
        assertThat(toNetwork(table, "9.8.7.6")).isEqualTo("9.8.7.6");
    }

    /** Even where a row covers the gateway's own address. */
    @Test
    void ownAddressesTranslateToThemselves() {
        IpAddress own = IpAddress.parse("10.1.0.1");
        NatTable apart = NatTable.compile(List.of(row("192.168.0.0/16", "10.1.0.0/16")), List.of(own));
        assertThat(toNetwork(apart, "10.1.0.1")).isEqualTo("10.1.0.1");
        assertThat(toLocal(apart, "10.1.0.1")).isEqualTo("10.1.0.1");
        NatTable covered = NatTable.compile(List.of(row("10.1.0.0/16", "10.9.0.0/16")), List.of(own));
        assertThat(toNetwork(covered, "10.1.0.1")).isEqualTo("10.1.0.1");
        assertThat(toNetwork(covered, "10.1.0.2")).isEqualTo("10.9.0.2");
        assertThat(covered.isOwn(covered.localRow(false, 0, own.low()))).isTrue();
        assertThat(covered.ownAddress(false)).isEqualTo(own);
        assertThat(covered.ownAddress(true)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 2000})
    void agreesWithTheNaiveOracle(int count) {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED + count);
        List<NatRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = 20 + random.nextInt(13);
            rows.add(new NatRow(prefix(0xc0a80000 | random.nextInt(1 << 16), length),
                    prefix(0x0a640000 | random.nextInt(1 << 16), length)));
        }
        NatTable table = NatTable.compile(rows, List.of());
        for (int i = 0; i < 2000; i++) {
            IpAddress local = IpAddress.v4(0xc0a80000 | random.nextInt(1 << 16));
            assertThat(toNetwork(table, local.toString())).as("%s of seed %d", local, SEED).isEqualTo(naive(rows, local));
        }
    }

    /** The last of equal prefixes counts, as it does in the table. */
    private static String naive(List<NatRow> rows, IpAddress local) {
        return rows.reversed().stream().filter(row -> row.local().contains(local))
                .max(Comparator.comparingInt((NatRow row) -> row.local().length()).thenComparing(rows::lastIndexOf))
                .map(row -> IpAddress.v4((int) (row.network().address().low() | local.low() - row.local().address().low()))
                        .toString())
                .orElse(null);
    }

    private static IpPrefix prefix(int bits, int length) {
        return new IpPrefix(IpAddress.v4(bits & -1 << 32 - length), length);
    }

    private static String toNetwork(NatTable table, String local) {
        IpAddress from = IpAddress.parse(local);
        int row = table.localRow(from.v6(), from.high(), from.low());
        return row == NatTable.NO_ROW ? null
                : new IpAddress(from.v6(), table.translatedHigh(row, from.high()), table.translatedLow(row, from.low())).toString();
    }

    private static String toLocal(NatTable table, String network) {
        IpAddress from = IpAddress.parse(network);
        int row = table.networkRow(from.v6(), from.high(), from.low());
        return row == NatTable.NO_ROW ? null
                : new IpAddress(from.v6(), table.translatedHigh(row, from.high()), table.translatedLow(row, from.low())).toString();
    }
}
