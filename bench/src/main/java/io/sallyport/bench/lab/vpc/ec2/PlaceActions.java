package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.Instance;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.Subnet;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Instances and their types, subnets and security groups: what surrounds an interface, to be looked at only. */
final class PlaceActions {

    /** The one group there is: it lets everything through. */
    static final String GROUP = "sg-00000000000000001";
    static final String GROUP_NAME = "default";

    private static final int MOST = 1000;
    private static final int RUNNING = 16;

    private static final Filters<Instance> INSTANCES = new Filters<Instance>()
            .with("instance-id", (state, instance) -> List.of(instance.id()))
            .with("vpc-id", (state, instance) -> List.of(state.vpcId()))
            .with("availability-zone", (state, instance) -> List.of(instance.zone()))
            .with("instance-state-name", (state, instance) -> List.of("running"));

    private static final Filters<Subnet> SUBNETS = new Filters<Subnet>()
            .with("subnet-id", (state, subnet) -> List.of(subnet.id()))
            .with("vpc-id", (state, subnet) -> List.of(state.vpcId()))
            .with("availability-zone", (state, subnet) -> List.of(subnet.zone()))
            .with("cidr-block", (state, subnet) -> List.of(subnet.cidr().toString()));

    private static final Filters<String> GROUPS = new Filters<String>()
            .with("group-id", (state, group) -> List.of(group))
            .with("vpc-id", (state, group) -> List.of(state.vpcId()));

    private final VpcModel vpc;

    PlaceActions(VpcModel vpc) {
        this.vpc = vpc;
    }

    void register(Map<String, Action> actions) {
        actions.put("DescribeInstances", Action.describe(this::instances));
        actions.put("DescribeInstanceTypes", Action.describe(this::instanceTypes));
        actions.put("DescribeSubnets", Action.describe(this::subnets));
        actions.put("DescribeSecurityGroups", Action.describe(this::securityGroups));
    }

    private Consumer<XmlAnswer> instances(QueryRequest request, long nowNs) {
        VpcState state = vpc.described(nowNs);
        Page<Instance> page = Page.of(INSTANCES.select(state, state.instances(), request.list("InstanceId"), request.filters(),
                "InvalidInstanceID.NotFound", "instance"), request, MOST);
        return answer -> page.write(answer, "reservationSet", instance -> answer
                .text("reservationId", "r-" + instance.id().substring("i-".length())).text("ownerId", state.account())
                .set("instancesSet", List.of(instance), each -> write(answer, state, each)));
    }

    private static void write(XmlAnswer answer, VpcState state, Instance instance) {
        List<NetworkInterface> interfaces = state.interfaces().values().stream()
                .filter(eni -> eni.instanceId().equals(instance.id())).toList();
        answer.text("instanceId", instance.id()).text("instanceType", instance.type()).text("vpcId", state.vpcId());
        answer.element("instanceState", () -> answer.text("code", RUNNING).text("name", "running"));
        answer.element("placement", () -> answer.text("availabilityZone", instance.zone()));
        interfaces.stream().filter(eni -> eni.deviceIndex() == 0).findFirst().ifPresent(primary ->
                answer.text("privateIpAddress", primary.primary()).text("subnetId", primary.subnetId()));
        answer.element("iamInstanceProfile", () ->
                answer.text("arn", "arn:aws:iam::" + state.account() + ":instance-profile/" + instance.role()));
        answer.set("networkInterfaceSet", interfaces, eni -> InterfaceActions.write(answer, state, eni));
    }

    /** Of the types that there are instances of. */
    private Consumer<XmlAnswer> instanceTypes(QueryRequest request, long nowNs) {
        SortedMap<String, Integer> slots = new TreeMap<>();
        VpcState state = vpc.described(nowNs);
        state.interfaces().values().stream().filter(NetworkInterface::attached).forEach(eni ->
                slots.put(state.instance(eni.instanceId()).type(), eni.slots()));
        List<String> wanted = request.list("InstanceType");
        if (!slots.keySet().containsAll(wanted)) {
            throw Ec2Refusal.of("InvalidInstanceType", "The lab has no instances of one of the types " + wanted);
        }
        return answer -> answer.set("instanceTypeSet", wanted.isEmpty() ? slots.keySet() : wanted, type ->
                answer.text("instanceType", type).element("networkInfo", () -> answer
                        .text("ipv4AddressesPerInterface", slots.get(type)).text("ipv6AddressesPerInterface", slots.get(type))));
    }

    private Consumer<XmlAnswer> subnets(QueryRequest request, long nowNs) {
        VpcState state = vpc.described(nowNs);
        Page<Subnet> page = Page.of(SUBNETS.select(state, state.subnets(), request.list("SubnetId"), request.filters(),
                "InvalidSubnetID.NotFound", "subnet"), request, MOST);
        return answer -> page.write(answer, "subnetSet", subnet -> {
            answer.text("subnetId", subnet.id()).text("vpcId", state.vpcId()).text("state", "available")
                    .text("availabilityZone", subnet.zone()).text("cidrBlock", subnet.cidr());
            answer.set("ipv6CidrBlockAssociationSet", subnet.ipv6Cidr().stream().toList(), cidr ->
                    answer.text("ipv6CidrBlock", cidr).element("ipv6CidrBlockState", () -> answer.text("state", "associated")));
        });
    }

    private Consumer<XmlAnswer> securityGroups(QueryRequest request, long nowNs) {
        VpcState state = vpc.described(nowNs);
        List<String> groups = GROUPS.select(state, Map.of(GROUP, GROUP), request.list("GroupId"), request.filters(),
                "InvalidGroup.NotFound", "security group");
        return answer -> answer.set("securityGroupInfo", groups, group -> {
            answer.text("groupId", group).text("groupName", GROUP_NAME).text("groupDescription", "lets everything through")
                    .text("vpcId", state.vpcId()).text("ownerId", state.account());
            answer.set("ipPermissions", List.of("-1"), protocol -> answer.text("ipProtocol", protocol)
                    .set("ipRanges", List.of("0.0.0.0/0"), cidr -> answer.text("cidrIp", cidr))
                    .set("ipv6Ranges", List.of("::/0"), cidr -> answer.text("cidrIpv6", cidr)));
        });
    }
}
