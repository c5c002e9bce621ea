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

    /** Whose addresses and prefixes come or go. */
    private record Change(String eni, List<IpAddress> addresses, List<IpPrefix> prefixes) {

        /** A count instead of addresses would make EC2 choose; the lab's users say which they want. */
        static Change of(QueryRequest request, String addresses, String prefixes) {
            Change change = new Change(request.required(ENI), request.addresses(addresses), request.prefixes(prefixes));
            if (change.addresses.isEmpty() && change.prefixes.isEmpty()) {
                throw Ec2Refusal.of("MissingParameter", "Either addresses or prefixes must be specified");
            }
            return change;
        }

        VpcState assignPrefixes(VpcState state) {
            return AddressRules.assignPrefixes(state, eni, prefixes);
        }

        VpcState unassignPrefixes(VpcState state) {
            return AddressRules.unassignPrefixes(state, eni, prefixes);
        }
    }

    private Consumer<XmlAnswer> assign(QueryRequest request, long nowNs) {
        Change change = Change.of(request, IPV4, IPV4_PREFIX);
        boolean move = request.flag("AllowReassignment");
        vpc.change(nowNs, state -> change.assignPrefixes(AddressRules.assign(state, change.eni, change.addresses, move)));
        return answer -> answer.text("networkInterfaceId", change.eni)
                .set("assignedPrivateIpAddressesSet", change.addresses, address -> answer.text("privateIpAddress", address))
                .set("assignedIpv4PrefixSet", change.prefixes, prefix -> answer.text("ipv4Prefix", prefix))
                .text("return", true);
    }

    private Consumer<XmlAnswer> unassign(QueryRequest request, long nowNs) {
        Change change = Change.of(request, IPV4, IPV4_PREFIX);
        vpc.change(nowNs, state -> change.unassignPrefixes(AddressRules.unassign(state, change.eni, change.addresses)));
        return answer -> answer.text("return", true);
    }

    private Consumer<XmlAnswer> assignIpv6(QueryRequest request, long nowNs) {
        Change change = Change.of(request, IPV6, IPV6_PREFIX);
        vpc.change(nowNs, state -> change.assignPrefixes(AddressRules.assignIpv6(state, change.eni, change.addresses)));
        return answer -> answer.text("networkInterfaceId", change.eni)
                .set("assignedIpv6Addresses", change.addresses, answer::item)
                .set("assignedIpv6PrefixSet", change.prefixes, answer::item);
    }

    private Consumer<XmlAnswer> unassignIpv6(QueryRequest request, long nowNs) {
        Change change = Change.of(request, IPV6, IPV6_PREFIX);
        vpc.change(nowNs, state -> change.unassignPrefixes(AddressRules.unassignIpv6(state, change.eni, change.addresses)));
        return answer -> answer.text("networkInterfaceId", change.eni)
                .set("unassignedIpv6Addresses", change.addresses, answer::item)
                .set("unassignedIpv6PrefixSet", change.prefixes, answer::item);
    }
}
