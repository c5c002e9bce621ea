package io.sallyport.control.config.read;

import io.sallyport.control.config.Network;
import io.sallyport.control.config.Route;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Routes: inside the network, to somebody, once. */
final class RouteCheck {

    /** What makes two routes the same route. */
    private record Key(IpPrefix prefix, String node) {
    }

    /** What makes the choice between two routes arbitrary. */
    private record Preference(IpPrefix prefix, int metric) {
    }

    private final Network network;
    private final Names names;
    private final Findings findings;

    RouteCheck(Network network, Names names, Findings findings) {
        this.network = network;
        this.names = names;
        this.findings = findings;
    }

    void run() {
        List<Route> routes = network.routes();
        Map<Key, Integer> seen = HashMap.newHashMap(routes.size());
        Map<Preference, Integer> preferred = HashMap.newHashMap(routes.size());
        for (int i = 0; i < routes.size(); i++) {
            if (!(routes.get(i) instanceof Route route)) {
                continue;
            }
            if (!names.isDestination(route.node())) {
                names.requireDestination(route.node(), pointer(i) + "/node", findings);
            }
            if (route.networkCidr() == null) {
                continue;
            }
            place(route, i);
            Integer same = seen.putIfAbsent(new Key(route.networkCidr(), route.node()), i);
            if (same != null) {
                findings.fault(pointer(i), route.networkCidr() + " → " + route.node(), "",
                        "repeats " + pointer(same) + ", the same prefix to the same destination; remove one");
                continue;
            }
            Integer equal = preferred.putIfAbsent(new Preference(route.networkCidr(), route.metric()), i);
            if (equal != null) {
                findings.warn(pointer(i) + "/metric", "has the prefix and the metric of " + pointer(equal)
                        + "; the one that stands first is preferred");
            }
        }
    }

    private void place(Route route, int index) {
        if (!ConfigValidator.inside(network, route.networkCidr())) {
            findings.fault(pointer(index) + "/networkCidr", route.networkCidr(), "inside " + network.networkCidr(),
                    "a route leads to a part of the virtual network, which is " + network.networkCidr());
        }
    }

    private static String pointer(int index) {
        return "/network/routes/" + index;
    }
}
