package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.AddressRules;
import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Assign and unassign, both families. None of them knows DryRun. */
final class AddressActions {

    private static final String ENI = "NetworkInterfaceId";
    private static final String IPV4 = "PrivateIpAddress";
    private static final String IPV4_PREFIX = "Ipv4Prefix";
    private static final String IPV6 = "Ipv6Addresses";
    private static final String IPV6_PREFIX = "Ipv6Prefix";

    private final VpcModel vpc;

    AddressActions(VpcModel vpc) {
        this.vpc = vpc;
    }

    void register(Map<String, Action> actions) {
        actions.put("AssignPrivateIpAddresses", onInterface(this::assign));
        actions.put("UnassignPrivateIpAddresses", onInterface(this::unassign));
        actions.put("AssignIpv6Addresses", onInterface(this::assignIpv6));
        actions.put("UnassignIpv6Addresses", onInterface(this::unassignIpv6));
    }

    private static Action onInterface(BiFunction<QueryRequest, Long, Consumer<XmlAnswer>> perform) {
        return Action.on("network-interface", ENI, false, perform);
    }

    private Consumer<XmlAnswer> assign(QueryRequest request, long nowNs) {
        String eni = request.required(ENI);
        List<IpAddress> addresses = request.addresses(IPV4);
        List<IpPrefix> prefixes = request.prefixes(IPV4_PREFIX);
        requireSome(addresses, prefixes);
        boolean move = request.flag("AllowReassignment");
        vpc.change(nowNs, state -> AddressRules.assignPrefixes(AddressRules.assign(state, eni, addresses, move), eni, prefixes));
        return answer -> answer.text("networkInterfaceId", eni)
                .set("assignedPrivateIpAddressesSet", addresses, address -> answer.text("privateIpAddress", address))
                .set("assignedIpv4PrefixSet", prefixes, prefix -> answer.text("ipv4Prefix", prefix))
                .text("return", true);
    }

    private Consumer<XmlAnswer> unassign(QueryRequest request, long nowNs) {
        String eni = request.required(ENI);
        List<IpAddress> addresses = request.addresses(IPV4);
        List<IpPrefix> prefixes = request.prefixes(IPV4_PREFIX);
        requireSome(addresses, prefixes);
        vpc.change(nowNs, state -> unassigned(AddressRules.unassign(state, eni, addresses), eni, prefixes));
        return answer -> answer.text("return", true);
    }

    private Consumer<XmlAnswer> assignIpv6(QueryRequest request, long nowNs) {
        String eni = request.required(ENI);
        List<IpAddress> addresses = request.addresses(IPV6);
        List<IpPrefix> prefixes = request.prefixes(IPV6_PREFIX);
        requireSome(addresses, prefixes);
        vpc.change(nowNs, state -> AddressRules.assignPrefixes(AddressRules.assignIpv6(state, eni, addresses), eni, prefixes));
        return answer -> answer.text("networkInterfaceId", eni)
                .set("assignedIpv6Addresses", addresses, answer::item)
                .set("assignedIpv6PrefixSet", prefixes, answer::item);
    }

    private Consumer<XmlAnswer> unassignIpv6(QueryRequest request, long nowNs) {
        String eni = request.required(ENI);
        List<IpAddress> addresses = request.addresses(IPV6);
        List<IpPrefix> prefixes = request.prefixes(IPV6_PREFIX);
        requireSome(addresses, prefixes);
        vpc.change(nowNs, state -> unassigned(AddressRules.unassignIpv6(state, eni, addresses), eni, prefixes));
        return answer -> answer.text("networkInterfaceId", eni)
                .set("unassignedIpv6Addresses", addresses, answer::item)
                .set("unassignedIpv6PrefixSet", prefixes, answer::item);
    }

    private static VpcState unassigned(VpcState state, String eni, List<IpPrefix> prefixes) {
        return AddressRules.unassignPrefixes(state, eni, prefixes);
    }

    /** A count instead of addresses would make EC2 choose; the lab's users say which they want. */
    private static void requireSome(List<IpAddress> addresses, List<IpPrefix> prefixes) {
        if (addresses.isEmpty() && prefixes.isEmpty()) {
            throw Ec2Refusal.of("MissingParameter", "Either addresses or prefixes must be specified");
        }
    }
}
