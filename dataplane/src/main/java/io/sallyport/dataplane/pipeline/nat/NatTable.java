package io.sallyport.dataplane.pipeline.nat;

import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.pipeline.lpm.LookupBatch;
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

    private final PrefixTable byLocal;
    private final PrefixTable byNetwork;
    /**
     * Two longs a row: the bits in which its local and its network prefix differ. They are of one length, so that an address
     * of either side becomes that of the other when these bits are flipped.
     */
    private final long[] differences;
    private final int firstOwnRow;
    private final IpAddress[] own;
    private final IpAddress ownV4;
    private final IpAddress ownV6;

    private NatTable(PrefixTable byLocal, PrefixTable byNetwork, long[] differences, List<IpAddress> own) {
        this.byLocal = byLocal;
        this.byNetwork = byNetwork;
        this.differences = differences;
        this.firstOwnRow = differences.length / 2 - own.size();
        this.own = own.toArray(IpAddress[]::new);
        this.ownV4 = own.stream().filter(address -> !address.v6()).findFirst().orElse(null);
        this.ownV6 = own.stream().filter(IpAddress::v6).findFirst().orElse(null);
    }

    public static NatTable compile(List<NatRow> natRows, List<IpAddress> ownAddresses) {
        PrefixTable.Builder byLocal = PrefixTable.builder();
        PrefixTable.Builder byNetwork = PrefixTable.builder();
        long[] differences = new long[(natRows.size() + ownAddresses.size()) * 2]; // nothing differs at an own address
        int row = 0;
        for (NatRow natRow : natRows) {
            IpAddress local = natRow.local().address();
            IpAddress network = natRow.network().address();
            differences[row * 2] = local.high() ^ network.high();
            differences[row * 2 + 1] = local.low() ^ network.low();
            byLocal.put(natRow.local(), row);
            byNetwork.put(natRow.network(), row);
            row++;
        }
        for (IpAddress address : ownAddresses) {
            IpPrefix host = IpPrefix.host(address);
            byNetwork.put(host, row);
            if (natRows.stream().anyMatch(natRow -> natRow.local().contains(address))) {
                byLocal.put(host, row);
            } // else it is found by its side door, and local prefixes keep the leading bits that they share
            row++;
        }
        return new NatTable(byLocal.build(), byNetwork.build(), differences, ownAddresses);
    }

    /** The row of a local host, or {@link #NO_ROW}. */
    public int localRow(boolean v6, long high, long low) {
        int row = byLocal.lookup(v6, high, low);
        return row != NO_ROW ? row : ownRow(v6, high, low);
    }

    /** The row of one of the gateway's own addresses, or {@link #NO_ROW}. */
    int ownRow(boolean v6, long high, long low) {
        for (int i = 0; i < own.length; i++) {
            if (own[i].low() == low && own[i].high() == high && own[i].v6() == v6) {
                return firstOwnRow + i;
            }
        }
        return NO_ROW;
    }

    /** Finds rows of local hosts; own addresses that no row covers are left to {@link #ownRow}. */
    void lookupLocal(LookupBatch batch) {
        byLocal.lookup(batch);
    }

    /** Finds rows of addresses of the virtual network. */
    void lookupNetwork(LookupBatch batch) {
        byNetwork.lookup(batch);
    }

    /** The row of an address of the virtual network that is behind this node, or {@link #NO_ROW}. */
    public int networkRow(boolean v6, long high, long low) {
        return byNetwork.lookup(v6, high, low);
    }

    /** Whether the row is one of the gateway's own addresses. */
    public boolean isOwn(int row) {
        return row >= firstOwnRow;
    }

    /** The upper half of a local address in the virtual network, or the other way round. */
    long translatedHigh(int row, long high) {
        return high ^ differences[row * 2];
    }

    long translatedLow(int row, long low) {
        return low ^ differences[row * 2 + 1];
    }

    /** The gateway's first address of a family in the virtual network, from which it speaks; null when it has none. */
    public IpAddress ownAddress(boolean v6) {
        return v6 ? ownV6 : ownV4;
    }
}
