package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.provider.aws.AwsCloud;
import io.sallyport.control.provider.aws.MetadataInterface;
import io.sallyport.control.provider.aws.RouteTable;
import io.sallyport.control.reconcile.holdings.Wanted.ClusterIp;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where in the VPC the wanted things are. A cluster IP inside its interface's subnet is a secondary address of the ENI. One outside
 * every CIDR of the VPC, for members in two zones, is a host route to the ENI. Between the two nothing works: EC2 assigns only
 * addresses of the subnet, and takes no route inside the VPC's own CIDRs but a subnet's.
 *
 * <p>What is not there or not permitted is a fault, and the rest goes on without it. What does not answer leaves the whole unknown:
 * half of what is wanted would be taken for all. For one use.
 */
final class CloudPlan {

    private final AwsCloud cloud;
    private final OwnInterfaces own;
    /** By name: each is asked for once. */
    private final Map<String, Answer<MetadataInterface>> interfaces = new HashMap<>();
    private final List<EniAddress> addresses = new ArrayList<>();
    private final List<CloudRoute> routes = new ArrayList<>();
    private final List<OsAddress> os = new ArrayList<>();
    private final List<ProviderFault> faults = new ArrayList<>();
    private Optional<ProviderFault> unanswered = Optional.empty();

    private CloudPlan(AwsCloud cloud, OwnInterfaces own) {
        this.cloud = cloud;
        this.own = own;
    }

    static Answer<Desired> of(Wanted wanted, AwsCloud cloud, OwnInterfaces own) {
        CloudPlan plan = new CloudPlan(cloud, own);
        for (ClusterIp one : wanted.addresses()) {
            plan.known(plan.eni(one.interfaceName())).ifPresent(eni -> plan.address(one, eni, wanted.tables()));
        }
        wanted.dataInterface().filter(name -> !wanted.cloudRoutes().isEmpty()).ifPresent(name ->
                plan.known(plan.eni(name)).ifPresent(eni -> plan.routes(wanted.cloudRoutes(), name, eni, wanted.tables())));
        return plan.unanswered.<Answer<Desired>>map(Unknown::new).orElseGet(() ->
                new Done<>(new Desired(new Holdings(plan.addresses, plan.routes, plan.os, List.of()), plan.faults)));
    }

    private Answer<MetadataInterface> eni(String interfaceName) {
        return interfaces.computeIfAbsent(interfaceName, own::verified);
    }

    private void address(ClusterIp wanted, MetadataInterface eni, List<String> tables) {
        boolean inSubnet = eni.inSubnet(wanted.address());
        if (!inSubnet && eni.inVpc(wanted.address())) {
            faults.add(ProviderFault.of(ClusterProblem.ADDRESS_OUTSIDE_SUBNET, "", wanted.address() + " is in the VPC "
                    + eni.vpc() + ", but not in " + eni.subnet() + ", the subnet of " + wanted.interfaceName()));
            return;
        }
        os.add(new OsAddress(wanted.interfaceName(), wanted.address()));
        if (inSubnet) {
            addresses.add(new EniAddress(wanted.interfaceName(), wanted.address()));
        } else {
            routes(List.of(IpPrefix.host(wanted.address())), wanted.interfaceName(), eni, tables);
        }
    }

    private void routes(List<IpPrefix> destinations, String interfaceName, MetadataInterface eni, List<String> tables) {
        List<String> found = tables(eni, tables);
        for (IpPrefix destination : destinations) {
            found.forEach(table -> routes.add(new CloudRoute(table, destination, interfaceName)));
        }
    }

    private List<String> tables(MetadataInterface eni, List<String> configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        Optional<List<RouteTable>> found =
                known(cloud.ec2().then(ec2 -> ec2.routeTablesOf(eni.subnetId(), eni.vpcId())));
        if (found.isPresent() && found.get().isEmpty()) {
            fault(ProviderFault.of(ClusterProblem.NO_ROUTE_TABLE_FOUND, "", "neither " + eni.subnetId() + " nor " + eni.vpcId()
                    + " shows one"));
        }
        return found.orElse(List.of()).stream().map(RouteTable::id).toList();
    }

    private <T> Optional<T> known(Answer<T> answer) {
        return switch (answer) {
            case Done<T> done -> Optional.of(done.value());
            case Refused<T> refused -> {
                fault(refused.fault());
                yield Optional.empty();
            }
            case Unknown<T> unknown -> {
                unanswered = Optional.of(unknown.fault());
                yield Optional.empty();
            }
        };
    }

    private void fault(ProviderFault fault) {
        if (!faults.contains(fault)) {
            faults.add(fault);
        }
    }
}
