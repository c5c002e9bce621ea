package io.sallyport.bench.lab.vpc.model;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** All that a VPC is at one moment, by id; every change makes a new one. */
public record VpcState(
        String region,
        String account,
        String vpcId,
        List<IpPrefix> cidrs,
        SortedMap<String, Subnet> subnets,
        SortedMap<String, Instance> instances,
        SortedMap<String, NetworkInterface> interfaces,
        SortedMap<String, RouteTable> routeTables) {

    public VpcState {
        cidrs = List.copyOf(cidrs);
        subnets = Collections.unmodifiableSortedMap(new TreeMap<>(subnets));
        instances = Collections.unmodifiableSortedMap(new TreeMap<>(instances));
        interfaces = Collections.unmodifiableSortedMap(new TreeMap<>(interfaces));
        routeTables = Collections.unmodifiableSortedMap(new TreeMap<>(routeTables));
    }

    public static VpcState of(
            String region, String account, String vpcId, List<IpPrefix> cidrs,
            List<Subnet> subnets, List<Instance> instances, List<NetworkInterface> interfaces, List<RouteTable> routeTables) {
        return new VpcState(region, account, vpcId, cidrs, byId(subnets, Subnet::id), byId(instances, Instance::id),
                byId(interfaces, NetworkInterface::id), byId(routeTables, RouteTable::id));
    }

    private static <T> SortedMap<String, T> byId(Collection<T> all, Function<T, String> id) {
        SortedMap<String, T> map = new TreeMap<>();
        all.forEach(each -> map.put(id.apply(each), each));
        return map;
    }

    /** Of a kind of thing such as {@code network-interface}: what IAM decides about. */
    public String arn(String kind, String id) {
        return "arn:aws:ec2:" + region + ":" + account + ":" + kind + "/" + id;
    }

    public Instance instance(String id) {
        return required(instances, id, "InvalidInstanceID.NotFound", "instance");
    }

    public NetworkInterface networkInterface(String id) {
        return required(interfaces, id, "InvalidNetworkInterfaceID.NotFound", "networkInterface");
    }

    public RouteTable routeTable(String id) {
        return required(routeTables, id, "InvalidRouteTableID.NotFound", "routeTable");
    }

    /** @throws Ec2Refusal with EC2's sentence when there is none of that id */
    public static <T> T required(Map<String, T> all, String id, String code, String kind) {
        T found = all.get(id);
        if (found == null) {
            throw Ec2Refusal.of(code, "The " + kind + " ID '" + id + "' does not exist");
        }
        return found;
    }

    public Subnet subnetOf(NetworkInterface eni) {
        return subnets.get(eni.subnetId());
    }

    /** The interface to which the address is delivered. */
    public Optional<NetworkInterface> holder(IpAddress address) {
        return interfaces.values().stream().filter(eni -> eni.holds(address)).findFirst();
    }

    /** The table that the subnet is associated with, or else the main one, implicitly. */
    public RouteTable routeTableOf(String subnetId) {
        return routeTables.values().stream().filter(table -> table.subnets().contains(subnetId)).findFirst()
                .orElseGet(() -> routeTables.values().stream().filter(RouteTable::main).findFirst().orElseThrow());
    }

    /** A route whose interface is gone, or attached to nothing, is a black hole. */
    public boolean active(Route route) {
        return !route.toInterface()
                || interfaces.containsKey(route.target()) && interfaces.get(route.target()).attached();
    }

    public VpcState with(NetworkInterface eni) {
        SortedMap<String, NetworkInterface> changed = new TreeMap<>(interfaces);
        changed.put(eni.id(), eni);
        return withInterfaces(changed);
    }

    public VpcState withoutInterface(String id) {
        SortedMap<String, NetworkInterface> changed = new TreeMap<>(interfaces);
        changed.remove(id);
        return withInterfaces(changed);
    }

    private VpcState withInterfaces(SortedMap<String, NetworkInterface> changed) {
        return new VpcState(region, account, vpcId, cidrs, subnets, instances, changed, routeTables);
    }

    public VpcState with(Instance instance) {
        SortedMap<String, Instance> changed = new TreeMap<>(instances);
        changed.put(instance.id(), instance);
        return new VpcState(region, account, vpcId, cidrs, subnets, changed, interfaces, routeTables);
    }

    public VpcState with(RouteTable table) {
        SortedMap<String, RouteTable> changed = new TreeMap<>(routeTables);
        changed.put(table.id(), table);
        return new VpcState(region, account, vpcId, cidrs, subnets, instances, interfaces, changed);
    }
}
