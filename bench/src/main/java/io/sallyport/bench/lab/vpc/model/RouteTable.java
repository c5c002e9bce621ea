package io.sallyport.bench.lab.vpc.model;

import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A route table.
 *
 * @param main    whether subnets without an association of their own follow it
 * @param subnets explicitly associated
 * @param routes  beside the local ones, which follow from the VPC's blocks and cannot be changed
 */
public record RouteTable(String id, boolean main, List<String> subnets, List<Route> routes) {

    public RouteTable {
        subnets = List.copyOf(subnets);
        routes = List.copyOf(routes);
    }

    public Optional<Route> route(IpPrefix destination) {
        return routes.stream().filter(route -> route.destination().equals(destination)).findFirst();
    }

    /** With this route in the place of the one to its destination, or at the end. */
    RouteTable with(Route route) {
        List<Route> changed = new ArrayList<>(routes);
        changed.replaceAll(each -> each.destination().equals(route.destination()) ? route : each);
        if (!changed.contains(route)) {
            changed.add(route);
        }
        return new RouteTable(id, main, subnets, changed);
    }

    RouteTable without(IpPrefix destination) {
        return new RouteTable(id, main, subnets,
                routes.stream().filter(route -> !route.destination().equals(destination)).toList());
    }
}
