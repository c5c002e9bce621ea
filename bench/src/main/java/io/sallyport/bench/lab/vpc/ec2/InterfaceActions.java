package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Network interfaces: what they hold and their source/destination check. */
final class InterfaceActions {

    private static final String ENI = "NetworkInterfaceId";
    private static final String CHECK = "SourceDestCheck.Value";

    private static final Filters<NetworkInterface> FILTERS = new Filters<NetworkInterface>()
            .with("network-interface-id", (state, eni) -> List.of(eni.id()))
            .with("subnet-id", (state, eni) -> List.of(eni.subnetId()))
            .with("vpc-id", (state, eni) -> List.of(state.vpcId()))
            .with("attachment.instance-id", (state, eni) -> List.of(eni.instanceId()))
            .with("attachment.device-index", (state, eni) -> List.of(Integer.toString(eni.deviceIndex())))
            .with("mac-address", (state, eni) -> List.of(eni.mac()))
            .with("private-ip-address", (state, eni) -> List.of(eni.primary().toString()))
            .with("addresses.private-ip-address", (state, eni) -> eni.ipv4().stream().map(IpAddress::toString).toList())
            .with("ipv6-addresses.ipv6-address", (state, eni) -> eni.ipv6().stream().map(IpAddress::toString).toList());

    private final VpcModel vpc;

    InterfaceActions(VpcModel vpc) {
        this.vpc = vpc;
    }

    void register(Map<String, Action> actions) {
        actions.put("DescribeNetworkInterfaces", Action.describe(this::describe));
        actions.put("DescribeNetworkInterfaceAttribute", Action.describe(this::describeAttribute));
        actions.put("ModifyNetworkInterfaceAttribute", Action.on("network-interface", ENI, true, this::modifyAttribute));
    }

    private Consumer<XmlAnswer> describe(QueryRequest request, long nowNs) {
        VpcState state = vpc.described(nowNs);
        List<NetworkInterface> found = FILTERS.select(state, state.interfaces(), request.list(ENI), request.filters(),
                "InvalidNetworkInterfaceID.NotFound", "networkInterface");
        Page<NetworkInterface> page = Page.of(found, request, 1000);
        return answer -> page.write(answer, "networkInterfaceSet", eni -> write(answer, state, eni));
    }

    /** One interface, as DescribeNetworkInterfaces has it; DescribeInstances has most of it too. */
    static void write(XmlAnswer answer, VpcState state, NetworkInterface eni) {
        answer.text("networkInterfaceId", eni.id()).text("subnetId", eni.subnetId()).text("vpcId", state.vpcId())
                .text("availabilityZone", state.subnetOf(eni).zone()).text("ownerId", state.account())
                .text("status", eni.attached() ? "in-use" : "available")
                .text("macAddress", eni.mac()).text("privateIpAddress", eni.primary())
                .text("sourceDestCheck", eni.sourceDestCheck()).text("interfaceType", "interface");
        answer.set("groupSet", List.of(PlaceActions.GROUP), group ->
                answer.text("groupId", group).text("groupName", PlaceActions.GROUP_NAME));
        if (eni.attached()) {
            answer.element("attachment", () -> answer.text("attachmentId", "eni-attach-" + eni.id().substring("eni-".length()))
                    .text("instanceId", eni.instanceId()).text("deviceIndex", eni.deviceIndex()).text("status", "attached"));
        }
        answer.set("privateIpAddressesSet", eni.ipv4(), address ->
                answer.text("privateIpAddress", address).text("primary", address.equals(eni.primary())));
        answer.set("ipv6AddressesSet", eni.ipv6(), address -> answer.text("ipv6Address", address));
        answer.set("ipv4PrefixSet", prefixes(eni, false), prefix -> answer.text("ipv4Prefix", prefix));
        answer.set("ipv6PrefixSet", prefixes(eni, true), prefix -> answer.text("ipv6Prefix", prefix));
    }

    private static List<IpPrefix> prefixes(NetworkInterface eni, boolean v6) {
        return eni.prefixes().stream().filter(prefix -> prefix.v6() == v6).toList();
    }

    private Consumer<XmlAnswer> describeAttribute(QueryRequest request, long nowNs) {
        NetworkInterface eni = vpc.described(nowNs).networkInterface(request.required(ENI));
        String attribute = request.required("Attribute");
        if (!attribute.equals("sourceDestCheck")) {
            throw Ec2Refusal.invalidValue("Value (" + attribute + ") for parameter Attribute is not known to the lab");
        }
        return answer -> answer.text("networkInterfaceId", eni.id())
                .element("sourceDestCheck", () -> answer.text("value", eni.sourceDestCheck()));
    }

    private Consumer<XmlAnswer> modifyAttribute(QueryRequest request, long nowNs) {
        String eni = request.required(ENI);
        boolean check = Boolean.parseBoolean(request.required(CHECK));
        vpc.change(nowNs, state -> state.with(state.networkInterface(eni).withSourceDestCheck(check)));
        return answer -> answer.text("return", true);
    }
}
