package io.sallyport.control.cluster.holdings;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every holding with what is believed of it, in the order of the configuration; retired ones stay until they are gone. */
final class Ledger {

    private final Map<Holding, Entry> entries = new LinkedHashMap<>();
    private List<Entry> addresses = List.of();
    private List<Entry> routes = List.of();
    private List<Entry> os = List.of();
    /** What says who has the cluster: addresses at ENIs or, where there are none, routes; without those that are retired. */
    private List<Entry> deciding = List.of();
    private long metadataSelfNs = NEVER;

    Ledger(Holdings holdings) {
        change(holdings);
    }

    void change(Holdings holdings) {
        List<Holding> wanted = new ArrayList<>(holdings.addresses());
        wanted.addAll(holdings.routes());
        wanted.addAll(holdings.os());
        Set<Holding> known = new HashSet<>(wanted);
        entries.forEach((holding, entry) -> entry.retired = !known.contains(holding));
        Map<Holding, Entry> ordered = new LinkedHashMap<>();
        wanted.forEach(holding -> ordered.put(holding, entries.getOrDefault(holding, new Entry(holding, false))));
        entries.forEach(ordered::putIfAbsent);
        holdings.retired().forEach(holding -> ordered.computeIfAbsent(holding, gone -> new Entry(gone, true)));
        entries.clear();
        entries.putAll(ordered);
        sort();
        metadataSelfNs = NEVER;
    }

    private void sort() {
        addresses = of(EniAddress.class);
        routes = of(CloudRoute.class);
        os = of(OsAddress.class);
        deciding = addresses.stream().filter(entry -> !entry.retired).toList();
        if (deciding.isEmpty()) {
            deciding = routes.stream().filter(entry -> !entry.retired).toList();
        }
    }

    private List<Entry> of(Class<? extends Holding> kind) {
        return entries.values().stream().filter(entry -> kind.isInstance(entry.holding)).toList();
    }

    /** Forgets what has left the configuration and is not with this member any more. */
    void dropGone() {
        boolean dropped = entries.values().removeIf(entry -> entry.retired && entry.inFlight == 0 && entry.verified()
                && entry.believed() != Holder.UNKNOWN && !entry.self());
        if (dropped) {
            sort();
        }
    }

    List<Entry> addresses() {
        return addresses;
    }

    List<Entry> routes() {
        return routes;
    }

    List<Entry> os() {
        return os;
    }

    Iterable<Entry> all() {
        return entries.values();
    }

    void seen(Map<? extends Holding, Holder> holders, long fromNs) {
        holders.forEach((holding, holder) -> {
            Entry entry = entries.get(holding);
            if (entry != null) {
                entry.seen(holder, fromNs);
            }
        });
    }

    /** The metadata service only confirms or raises doubts: it knows the own ENI, and may lag. */
    boolean metadata(Map<? extends Holding, Holder> holders, long fromNs) {
        boolean all = addresses.stream().filter(entry -> !entry.retired)
                .allMatch(entry -> holders.get(entry.holding) == Holder.SELF);
        if (all) {
            metadataSelfNs = Math.max(metadataSelfNs, fromNs);
        }
        return all;
    }

    void newClaim(long readSinceNs) {
        entries.values().stream().filter(entry -> !(entry.holding instanceof OsAddress)).forEach(entry -> entry.newClaim(readSinceNs));
        metadataSelfNs = NEVER;
    }

    List<Entry> deciding() {
        return deciding;
    }

    /** Whether EC2 refuses this member everything that says who has the cluster. */
    boolean refused() {
        return !deciding.isEmpty() && deciding.stream().allMatch(entry -> entry.refused && !entry.self());
    }

    /**
     * When the newest evidence that this member holds the cluster was begun. Any address, or else any route, is enough: one that EC2
     * refuses, to this member or to everybody, must not keep the others from working.
     */
    long confirmedNs() {
        long last = newestNs(deciding);
        if (last == NEVER && refused()) {
            return newestNs(routes);
        }
        return last == NEVER ? NEVER : Math.max(last, metadataSelfNs);
    }

    private static long newestNs(List<Entry> entries) {
        long last = NEVER;
        for (Entry entry : entries) {
            last = entry.retired ? last : Math.max(last, entry.selfSinceNs());
        }
        return last;
    }

    /** Whether the arbiter, if there is one, has given this address to this member. */
    boolean confirmed(OsAddress address) {
        Entry atEni = entries.get(new EniAddress(address.interfaceName(), address.address()));
        return atEni != null ? atEni.self() : deciding.isEmpty() || confirmedNs() != NEVER;
    }

    boolean addressesGone() {
        for (Entry entry : addresses) {
            if (entry.self() || entry.had() && entry.believed() == Holder.UNKNOWN) {
                return false;
            }
        }
        return true;
    }

    boolean osReleased() {
        for (Entry entry : os) {
            if (entry.believed() != Holder.ABSENT) {
                return false;
            }
        }
        return true;
    }
}
