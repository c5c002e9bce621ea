package io.sallyport.bench.lab.vpc.model;

import io.sallyport.dataplane.wire.IpPrefix;

/**
 * What may be done to the rows of a route table.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRoute.html">ReplaceRoute</a>
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html">CreateRoute</a>
 */
public final class RouteRules {

    private RouteRules() {
    }

    public static VpcState create(VpcState state, String tableId, Route route) {
        RouteTable table = state.routeTable(tableId);
        requireTarget(state, route);
        requireOutside(state, route);
        if (table.route(route.destination()).isPresent()) {
            throw Ec2Refusal.of("RouteAlreadyExists", "The route identified by " + route.destination() + " already exists.");
        }
        return state.with(table.with(route));
    }

    public static VpcState replace(VpcState state, String tableId, Route route) {
        RouteTable table = state.routeTable(tableId);
        requireTarget(state, route);
        if (table.route(route.destination()).isEmpty()) {
            throw Ec2Refusal.invalidValue("There is no route defined for '" + route.destination()
                    + "' in the route table. Use CreateRoute instead.");
        }
        return state.with(table.with(route));
    }

    public static VpcState delete(VpcState state, String tableId, IpPrefix destination) {
        RouteTable table = state.routeTable(tableId);
        if (table.route(destination).isEmpty()) {
            throw Ec2Refusal.of("InvalidRoute.NotFound",
                    "no route with destination-cidr-block " + destination + " in route table " + tableId);
        }
        return state.with(table.without(destination));
    }

    private static void requireTarget(VpcState state, Route route) {
        if (route.toInterface()) {
            state.networkInterface(route.target());
        }
    }

    /** EC2 would allow one that equals a subnet's block (middlebox routing); the lab has no use for it. */
    private static void requireOutside(VpcState state, Route route) {
        if (state.cidrs().stream().anyMatch(cidr -> cidr.contains(route.destination()))) {
            throw Ec2Refusal.invalidValue("The destination CIDR block " + route.destination()
                    + " is equal to or more specific than one of this VPC's CIDR blocks.");
        }
    }
}
