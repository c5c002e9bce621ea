package io.sallyport.bench.lab.vpc.fabric;

import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.Route;
import io.sallyport.bench.lab.vpc.model.RouteTable;
import io.sallyport.bench.lab.vpc.model.Subnet;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The kernel routes and rules that a state of the VPC comes to.
 *
 * @param routes  the device to leave by; {@link #BLACK_HOLE} where packets end
 * @param tables  the table that decides for what comes from a device
 * @param marks   the table that decides for frames with a mark
 */
record ForwardingPlan(Map<Key, String> routes, Map<String, Integer> tables, Map<Integer, Integer> marks) {

    static final String BLACK_HOLE = "";
    static final int MAIN = 254;

    private static final int NEXT_HOPS = 0x10000;
    private static final int ROUTE_TABLES = 0x20000;
    private static final IpPrefix ALL_V4 = IpPrefix.parse("0.0.0.0/0");
    private static final IpPrefix ALL_V6 = IpPrefix.parse("::/0");

    /** Where a route stands: the kernel has one for each. */
    record Key(int table, IpPrefix destination) {

        /** Frames to a next hop that nobody is any more end here; elsewhere a shorter prefix may take over. */
        boolean ofNextHop() {
            return table >= NEXT_HOPS && table < ROUTE_TABLES;
        }
    }

    static ForwardingPlan nothing() {
        return new ForwardingPlan(Map.of(), Map.of(), Map.of());
    }

    /**
     * @param uplink   the device behind every internet gateway
     * @param nextHops numbers of all addresses that were ever held: one that nobody holds now leads nowhere
     */
    static ForwardingPlan of(VpcState state, String uplink, Numbers<IpAddress> nextHops, Numbers<String> routeTables) {
        ForwardingPlan plan = new ForwardingPlan(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (NetworkInterface eni : state.interfaces().values()) {
            eni.held().forEach(prefix -> plan.held(prefix, eni, nextHops));
        }
        for (RouteTable table : state.routeTables().values()) {
            plan.routeTable(state, table, ROUTE_TABLES + routeTables.of(table.id()), uplink);
        }
        for (NetworkInterface eni : state.interfaces().values().stream().filter(NetworkInterface::hasCable).toList()) {
            Subnet subnet = state.subnetOf(eni);
            plan.tables.put(eni.device(), ROUTE_TABLES + routeTables.of(state.routeTableOf(subnet.id()).id()));
        }
        return plan;
    }

    private void held(IpPrefix prefix, NetworkInterface eni, Numbers<IpAddress> nextHops) {
        routes.put(new Key(MAIN, prefix), eni.device());
        if (prefix.length() == prefix.address().width()) {
            int number = nextHops.of(prefix.address());
            routes.put(new Key(NEXT_HOPS + number, prefix.v6() ? ALL_V6 : ALL_V4), eni.device());
            marks.put(number, NEXT_HOPS + number);
        }
    }

    private void routeTable(VpcState state, RouteTable table, int number, String uplink) {
        state.cidrs().forEach(cidr -> routes.put(new Key(number, cidr), BLACK_HOLE));
        table.routes().forEach(route -> routes.put(new Key(number, route.destination()), device(state, route, uplink)));
    }

    private static String device(VpcState state, Route route, String uplink) {
        if (!route.toInterface()) {
            return uplink;
        }
        NetworkInterface eni = state.interfaces().get(route.target());
        return eni == null ? BLACK_HOLE : eni.device();
    }
}
