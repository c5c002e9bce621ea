package io.sallyport.control.provider.aws;

import io.sallyport.dataplane.wire.IpPrefix;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Route;

/**
 * A route table of a VPC, with its routes by destination. Routes to prefix lists have no CIDR and are left aside.
 *
 * @param main whether it serves the subnets of its VPC that have no table of their own
 */
public record RouteTable(String id, String vpcId, boolean main, Map<IpPrefix, Target> routes) {

    /**
     * Where a route leads.
     *
     * @param networkInterface the ENI's id; empty for gateways, connections and the like
     * @param blackhole        the target is gone, and the VPC drops what takes this route
     */
    public record Target(String networkInterface, boolean blackhole) {
    }

    public RouteTable {
        routes = Map.copyOf(routes);
    }

    public boolean leadsTo(String eni, IpPrefix destination) {
        return Optional.ofNullable(routes.get(destination))
                .filter(target -> !target.blackhole() && target.networkInterface().equals(eni))
                .isPresent();
    }

    static RouteTable of(software.amazon.awssdk.services.ec2.model.RouteTable read) {
        Map<IpPrefix, Target> routes = new LinkedHashMap<>();
        for (Route route : read.routes()) {
            String destination = route.destinationCidrBlock() != null ? route.destinationCidrBlock() : route.destinationIpv6CidrBlock();
            if (destination != null) {
                routes.put(IpPrefix.parse(destination), new Target(
                        route.networkInterfaceId() == null ? "" : route.networkInterfaceId(),
                        "blackhole".equals(route.stateAsString())));
            }
        }
        return new RouteTable(read.routeTableId(), read.vpcId() == null ? "" : read.vpcId(),
                read.associations().stream().anyMatch(association -> Boolean.TRUE.equals(association.main())), routes);
    }
}
