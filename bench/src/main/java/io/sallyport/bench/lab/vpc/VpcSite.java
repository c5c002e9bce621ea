package io.sallyport.bench.lab.vpc;

import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.vpc.fabric.Cable;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.Instance;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.Route;
import io.sallyport.bench.lab.vpc.model.RouteTable;
import io.sallyport.bench.lab.vpc.model.Subnet;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds a VPC around namespaces that exist: first its blocks, subnets and route tables, then a cable for every interface, then
 * {@link #start}.
 *
 * <pre>
 *   gateway a ──eni──┐                     ┌──eni── host
 *                    ├── &lt;name&gt;-vpc (fabric) ┤
 *   gateway b ──eni──┘   EC2, IMDS         └── uplink (internet gateway), when there is one
 * </pre>
 */
public final class VpcSite {

    public static final String REGION = "eu-central-1";
    public static final String ACCOUNT = "123456789012";

    /** What the internet gateway is called as the target of a route. */
    public static final String INTERNET_GATEWAY = "igw-1";
    private static final String UPLINK = "uplink";
    private static final String UPLINK_MAC = "02:00:00:00:00:01";

    private static final String ROLE = "sallyport-gateway";
    private static final String TYPE = "c7i.large";
    /** Of that type. */
    private static final int SLOTS = 10;

    private final Sandbox sandbox;
    private final String name;
    private final Namespace fabric;
    private final List<IpPrefix> cidrs;
    private final Map<String, Subnet> subnets = new LinkedHashMap<>();
    private final Map<String, Instance> instances = new LinkedHashMap<>();
    private final List<NetworkInterface> interfaces = new ArrayList<>();
    private final List<RouteTable> routeTables = new ArrayList<>();
    private String uplink = "";

    /**
     * @param name  begins the names of the fabric's namespace and of the process in it
     * @param cidrs the VPC's blocks, of both families
     */
    public VpcSite(Sandbox sandbox, String name, List<String> cidrs) {
        this.sandbox = sandbox;
        this.name = name;
        this.cidrs = cidrs.stream().map(IpPrefix::parse).toList();
        fabric = sandbox.namespace(name + "-vpc");
        fabric.forward();
        fabric.loopback().address(VpcAgent.EC2_ADDRESS + "/32").address(VpcAgent.IMDS_ADDRESS + "/32");
    }

    /** @param cidrs one of IPv4, and one of IPv6 or none */
    public VpcSite subnet(String id, String zone, String... cidrs) {
        Optional<IpPrefix> v6 = cidrs.length > 1 ? Optional.of(IpPrefix.parse(cidrs[1])) : Optional.empty();
        subnets.put(id, new Subnet(id, zone, IpPrefix.parse(cidrs[0]), v6));
        return this;
    }

    /**
     * @param associated subnets; empty: this is the main table
     * @param routes     destination to target: an interface's id or {@link #INTERNET_GATEWAY}
     */
    public VpcSite routeTable(String id, List<String> associated, Map<String, String> routes) {
        routeTables.add(new RouteTable(id, associated.isEmpty(), associated, routes.entrySet().stream()
                .map(route -> new Route(IpPrefix.parse(route.getKey()), route.getValue())).toList()));
        return this;
    }

    /** The id of the interface that {@link #attach} makes of a device. */
    public static String interfaceId(Namespace guest, String device) {
        return "eni-" + guest.name().substring(Namespace.PREFIX.length()) + "-" + device;
    }

    /** The id of the instance that a namespace is. */
    public static String instanceId(Namespace guest) {
        return "i-" + guest.name().substring(Namespace.PREFIX.length());
    }

    /**
     * Makes a device of the guest an interface of the VPC, with its primary addresses, and routes to the rest of the VPC. Over
     * its first interface a guest reaches IMDS and EC2.
     *
     * @param addresses one of IPv4, and one of IPv6 or none; without a prefix length
     */
    public String attach(Namespace guest, String device, String subnetId, boolean sourceDestCheck, String... addresses) {
        Subnet subnet = subnets.get(subnetId);
        IpAddress primary = IpAddress.parse(addresses[0]);
        String mac = "02:00:%02x:%02x:%02x:%02x".formatted((Object[]) boxed(primary.toBytes()));
        Link link = guest.link(device);
        String cable = "eni" + interfaces.size();
        Cable.run(fabric.link(cable), link, mac, List.of(subnet.router() + "/32"));
        link.address(primary + "/" + subnet.cidr().length());
        List<IpAddress> ipv6 = new ArrayList<>();
        if (addresses.length > 1) {
            ipv6.add(IpAddress.parse(addresses[1]));
            link.address(addresses[1] + "/" + subnet.ipv6Cidr().orElseThrow().length());
        }
        String instance = instanceId(guest);
        int index = (int) interfaces.stream().filter(eni -> eni.instanceId().equals(instance)).count();
        if (index == 0) {
            instances.put(instance, new Instance(instance, subnet.zone(), TYPE, ROLE, policy()));
            routes(link, subnet, primary);
        }
        String id = interfaceId(guest, device);
        interfaces.add(new NetworkInterface(id, subnetId, instance, index, cable, mac, SLOTS, primary, List.of(), ipv6, List.of(),
                sourceDestCheck));
        return id;
    }

    private static Byte[] boxed(byte[] bytes) {
        return new Byte[] {bytes[0], bytes[1], bytes[2], bytes[3]};
    }

    private void routes(Link link, Subnet subnet, IpAddress primary) {
        Namespace guest = link.namespace();
        // with the primary address as source, by which IMDS knows who asks, whatever else the device holds
        guest.route(VpcAgent.IMDS_ADDRESS + "/32", "dev", link.device(), "src", primary.toString());
        guest.route(VpcAgent.EC2_ADDRESS + "/32", "via", subnet.router().toString(), "src", primary.toString());
        for (IpPrefix cidr : cidrs) {
            if (cidr.v6() && subnet.ipv6Cidr().isPresent() && !cidr.equals(subnet.ipv6Cidr().get())) {
                guest.route(cidr.toString(), "via", Cable.ROUTER_V6, "dev", link.device());
            } else if (!cidr.v6() && !cidr.equals(subnet.cidr())) {
                guest.route(cidr.toString(), "via", subnet.router().toString());
            }
        }
    }

    /** Lets a guest leave everything that it has no other route for to the VPC's router: its route table decides. */
    public void defaultRoute(Namespace guest, String device, String subnetId) {
        guest.route("0.0.0.0/0", "via", subnets.get(subnetId).router().toString(), "dev", device);
        guest.route("::/0", "via", Cable.ROUTER_V6, "dev", device);
    }

    /**
     * What is behind the VPC's internet gateway: addresses are public already, nothing is translated.
     *
     * @param outside the device there, which the fabric sends to
     * @param router  the fabric's addresses on that cable, by which whoever is outside reaches the VPC
     */
    public void uplink(Link outside, String... router) {
        uplink = UPLINK;
        Cable.run(fabric.link(UPLINK), outside, UPLINK_MAC, Stream.of(router)
               .map(address -> address + (address.contains(":") ? "/128" : "/32")).toList());
    }

    /** What FEATURES §6 asks for: Describe on everything, the rest on interfaces and route tables. */
    public static List<IamStatement> policy() {
        String arn = "arn:aws:ec2:" + REGION + ":" + ACCOUNT + ":";
        return List.of(
                IamStatement.allow(List.of("ec2:Describe*"), List.of(IamStatement.ANY)),
                IamStatement.allow(List.of("ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
                        "ec2:AssignIpv6Addresses", "ec2:UnassignIpv6Addresses"), List.of(arn + "network-interface/*")),
                IamStatement.allow(List.of("ec2:ReplaceRoute", "ec2:CreateRoute", "ec2:DeleteRoute"),
                        List.of(arn + "route-table/*")));
    }

    /** Starts the process that is the VPC; it serves when {@link VpcProcess#listening} says so. */
    public VpcProcess start() {
        VpcState state = VpcState.of(REGION, ACCOUNT, "vpc-" + name, cidrs, List.copyOf(subnets.values()),
                List.copyOf(instances.values()), interfaces, routeTables);
        Path file = sandbox.directory().resolve(name + "-vpc.json");
        try {
            Files.writeString(file, VpcJson.MAPPER.writeValueAsString(state));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return VpcProcess.start(fabric, name, file, sandbox.directory().resolve(name + "-vpc.sock"), uplink);
    }
}
