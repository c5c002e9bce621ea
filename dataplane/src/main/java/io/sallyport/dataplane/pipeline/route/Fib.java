package io.sallyport.dataplane.pipeline.route;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Route;
import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.pipeline.TransitBatch;
import io.sallyport.dataplane.pipeline.lpm.LookupBatch;
import io.sallyport.dataplane.pipeline.lpm.PrefixTable;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The forwarding information base: longest prefix to next-hop group, a group being the peers of that prefix by metric.
 * 100 000 routes to a few peers share a few groups.
 */
public final class Fib {

    public static final int NO_ROUTE = PrefixTable.NONE;
    /** The group without peers: the destination is behind this node. */
    public static final int LOCAL_GROUP = 0;

    private final PrefixTable groups;
    /** Group {@code g} is {@code members[starts[g], starts[g + 1])}. */
    private final int[] starts;
    private final int[] members;

    private Fib(PrefixTable groups, int[] starts, int[] members) {
        this.groups = groups;
        this.starts = starts;
        this.members = members;
    }

    /**
     * @param local prefixes behind this node; they win over a route of the same prefix
     * @throws IllegalArgumentException when a route names a peer that the snapshot does not have
     */
    public static Fib compile(List<Route> routes, Collection<IpPrefix> local, int peerCount) {
        Map<IpPrefix, TreeMap<Integer, List<Integer>>> byPrefix = new HashMap<>();
        for (Route route : routes) {
            if (route.peer() < 0 || route.peer() >= peerCount) {
                throw new IllegalArgumentException(
                        "route " + route.prefix() + " names peer " + route.peer() + " of " + peerCount);
            }
            byPrefix.computeIfAbsent(route.prefix(), prefix -> new TreeMap<>())
                    .merge(route.metric(), List.of(route.peer()), Fib::concatenated);
        }
        PrefixTable.Builder table = PrefixTable.builder();
        Map<List<Integer>, Integer> numbers = new HashMap<>();
        numbers.put(List.of(), LOCAL_GROUP);
        byPrefix.forEach((prefix, peers) -> {
            List<Integer> group = peers.values().stream().flatMap(List::stream).distinct().toList();
            table.put(prefix, numberOf(group, numbers));
        });
        local.forEach(prefix -> table.put(prefix, LOCAL_GROUP));
        return pack(table.build(), numbers);
    }

    private static int numberOf(List<Integer> group, Map<List<Integer>, Integer> numbers) {
        Integer next = numbers.size();
        Integer known = numbers.putIfAbsent(group, next);
        return known == null ? next : known;
    }

    private static List<Integer> concatenated(List<Integer> first, List<Integer> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static Fib pack(PrefixTable table, Map<List<Integer>, Integer> numbers) {
        List<List<Integer>> ordered =
                numbers.entrySet().stream().sorted(Map.Entry.comparingByValue()).map(Map.Entry::getKey).toList();
        int[] starts = new int[ordered.size() + 1];
        for (int i = 0; i < ordered.size(); i++) {
            starts[i + 1] = starts[i] + ordered.get(i).size();
        }
        int[] members = ordered.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
        return new Fib(table, starts, members);
    }

    /** The group of the longest prefix that holds the address: {@link #LOCAL_GROUP}, {@link #NO_ROUTE}, or one with peers. */
    public int group(boolean v6, long high, long low) {
        return groups.lookup(v6, high, low);
    }

    /** Sets {@link io.sallyport.dataplane.pipeline.Transit#routeGroup} of every packet to the {@link #group} of its end. */
    void findGroups(TransitBatch batch, LookupBatch ends) {
        groups.lookup(ends);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).routeGroup = ends.value(i);
        }
    }

    /**
     * The peer with the lowest metric that is up; else the one with the lowest metric that is connecting, for which the tunnel
     * holds packets back a moment; else {@link Packet#NO_PEER}.
     */
    int choose(int group, PeerView peers) {
        int connecting = Packet.NO_PEER;
        for (int i = starts[group]; i < starts[group + 1]; i++) {
            int state = peers.state(members[i]);
            if (state == PeerView.UP) {
                return members[i];
            }
            if (state == PeerView.CONNECTING && connecting == Packet.NO_PEER) {
                connecting = members[i];
            }
        }
        return connecting;
    }

    /** Whether the group's prefix is routed to the peer, at whatever metric. */
    boolean contains(int group, int peer) {
        for (int i = starts[group]; i < starts[group + 1]; i++) {
            if (members[i] == peer) {
                return true;
            }
        }
        return false;
    }
}
