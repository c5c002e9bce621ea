package io.sallyport.dataplane.pipeline.nat;

import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.pipeline.lpm.PrefixTable;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;

/**
 * The inside NAT rows of this node, found by longest match from either side. The gateway's own addresses are rows that
 * translate an address to itself: they take part, untranslated.
 */
public final class NatTable {

    /** No row covers the address: its host takes no part. */
    public static final int NO_ROW = PrefixTable.NONE;

    private static final int LONGS_PER_ROW = 6;
    private static final int HOST_HIGH = 0;
    private static final int HOST_LOW = 1;
    private static final int LOCAL_HIGH = 2;
    private static final int LOCAL_LOW = 3;
    private static final int NETWORK_HIGH = 4;
    private static final int NETWORK_LOW = 5;

    private final PrefixTable byLocal;
    private final PrefixTable byNetwork;
    /** Host mask, local and network prefix of each row, side by side so that one visit finds them all. */
    private final long[] rows;
    private final int firstOwnRow;
    private final IpAddress[] own;
    private final IpAddress ownV4;
    private final IpAddress ownV6;

    private NatTable(PrefixTable byLocal, PrefixTable byNetwork, long[] rows, int firstOwnRow, List<IpAddress> own) {
        this.byLocal = byLocal;
        this.byNetwork = byNetwork;
        this.rows = rows;
        this.firstOwnRow = firstOwnRow;
        this.own = own.toArray(IpAddress[]::new);
        this.ownV4 = own.stream().filter(address -> !address.v6()).findFirst().orElse(null);
        this.ownV6 = own.stream().filter(IpAddress::v6).findFirst().orElse(null);
    }

    public static NatTable compile(List<NatRow> natRows, List<IpAddress> ownAddresses) {
        PrefixTable.Builder byLocal = PrefixTable.builder();
        PrefixTable.Builder byNetwork = PrefixTable.builder();
        long[] rows = new long[(natRows.size() + ownAddresses.size()) * LONGS_PER_ROW];
        int row = 0;
        for (NatRow natRow : natRows) {
            writeRow(rows, row, natRow.local(), natRow.network());
            byLocal.put(natRow.local(), row);
            byNetwork.put(natRow.network(), row);
            row++;
        }
        for (IpAddress address : ownAddresses) {
            IpPrefix host = IpPrefix.host(address);
            writeRow(rows, row, host, host);
            byNetwork.put(host, row);
            if (natRows.stream().anyMatch(natRow -> natRow.local().contains(address))) {
                byLocal.put(host, row);
            } // else it is found by its side door, and local prefixes keep the leading bits that they share
            row++;
        }
        return new NatTable(byLocal.build(), byNetwork.build(), rows, natRows.size(), ownAddresses);
    }

    private static void writeRow(long[] rows, int row, IpPrefix local, IpPrefix network) {
        int at = row * LONGS_PER_ROW;
        int hostBits = local.address().width() - local.length();
        rows[at + HOST_HIGH] = hostBits <= Long.SIZE ? 0 : lowBits(hostBits - Long.SIZE);
        rows[at + HOST_LOW] = lowBits(Math.min(hostBits, Long.SIZE));
        rows[at + LOCAL_HIGH] = local.address().high();
        rows[at + LOCAL_LOW] = local.address().low();
        rows[at + NETWORK_HIGH] = network.address().high();
        rows[at + NETWORK_LOW] = network.address().low();
    }

    private static long lowBits(int count) {
        return count == 0 ? 0 : -1L >>> Long.SIZE - count;
    }

    /** The row of a local host, or {@link #NO_ROW}. */
    public int localRow(boolean v6, long high, long low) {
        int row = byLocal.lookup(v6, high, low);
        return row != NO_ROW ? row : ownRow(v6, high, low);
    }

    private int ownRow(boolean v6, long high, long low) {
        for (int i = 0; i < own.length; i++) {
            if (own[i].low() == low && own[i].high() == high && own[i].v6() == v6) {
                return firstOwnRow + i;
            }
        }
        return NO_ROW;
    }

    /** The row of an address of the virtual network that is behind this node, or {@link #NO_ROW}. */
    public int networkRow(boolean v6, long high, long low) {
        return byNetwork.lookup(v6, high, low);
    }

    /** Whether the row is one of the gateway's own addresses. */
    public boolean isOwn(int row) {
        return row >= firstOwnRow;
    }

    long toNetworkHigh(int row, long localHigh) {
        return translated(row, NETWORK_HIGH, HOST_HIGH, localHigh);
    }

    long toNetworkLow(int row, long localLow) {
        return translated(row, NETWORK_LOW, HOST_LOW, localLow);
    }

    long toLocalHigh(int row, long networkHigh) {
        return translated(row, LOCAL_HIGH, HOST_HIGH, networkHigh);
    }

    long toLocalLow(int row, long networkLow) {
        return translated(row, LOCAL_LOW, HOST_LOW, networkLow);
    }

    private long translated(int row, int prefix, int hostMask, long address) {
        int at = row * LONGS_PER_ROW;
        return rows[at + prefix] | address & rows[at + hostMask];
    }

    /** The gateway's first address of a family in the virtual network, from which it speaks; null when it has none. */
    public IpAddress ownAddress(boolean v6) {
        return v6 ? ownV6 : ownV4;
    }
}
