package io.sallyport.bench.lab.vpc;

import static org.awaitility.Awaitility.await;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.ec2.Ec2Client;
import tools.jackson.databind.JsonNode;

/**
 * Two gateways in a VPC, and who talks to them. Each gateway answers for another address of the virtual network, so that who
 * answers tells who was reached.
 *
 * <pre>
 *   a  192.168.10.11 ─┐            ┌─ host  192.168.10.15
 *      10.100.0.1     ├─ site-vpc ─┤
 *   b  192.168.10.12 ─┤            ├─ other 192.168.20.15, of another subnet
 *      192.168.30.12 ─┘            └─ internet 198.51.100.9
 *      10.100.0.2            cluster IP 192.168.10.50
 * </pre>
 */
final class PairInVpc implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(30);
    static final String CLUSTER_IP = "192.168.10.50";
    static final String CLUSTER_IPV6 = "fd00:192:168:10::50";
    static final String NETWORK = "10.100.0.0/16";
    static final String BEHIND_A = "10.100.0.1";
    static final String BEHIND_B = "10.100.0.2";
    static final String INTERNET = "198.51.100.9";
    private static final String TABLE = "rtb-main";

    private final Sandbox sandbox;
    final Namespace a;
    final Namespace b;
    final Namespace host;
    final Namespace other;
    final String eniA;
    final String eniB;
    final String spare;
    private final VpcProcess vpc;
    private final Ec2Client ec2;

    PairInVpc(Path root) {
        sandbox = Sandbox.create(root, Sandbox.freshId("it"));
        a = gateway("a", BEHIND_A, "fd00:100::1");
        b = gateway("b", BEHIND_B, "fd00:100::2");
        host = sandbox.namespace("host");
        other = sandbox.namespace("other");
        VpcSite site = new VpcSite(sandbox, "site", List.of("192.168.0.0/16", "fd00:192:168::/48"))
                .subnet("subnet-1", "eu-central-1a", "192.168.10.0/24", "fd00:192:168:10::/64")
                .subnet("subnet-2", "eu-central-1b", "192.168.20.0/24", "fd00:192:168:20::/64")
                .subnet("subnet-3", "eu-central-1a", "192.168.30.0/24");
        eniA = site.attach(a, "lan0", "subnet-1", false, "192.168.10.11", "fd00:192:168:10::11");
        eniB = site.attach(b, "lan0", "subnet-1", false, "192.168.10.12", "fd00:192:168:10::12");
        site.attach(host, "eth0", "subnet-1", true, "192.168.10.15", "fd00:192:168:10::15");
        site.attach(other, "eth0", "subnet-2", true, "192.168.20.15", "fd00:192:168:20::15");
        site.defaultRoute(host, "eth0", "subnet-1");
        site.defaultRoute(other, "eth0", "subnet-2");
        Namespace internet = sandbox.namespace("internet");
        site.uplink(internet.link("eth0"), "198.51.100.254");
        internet.loopback().address(INTERNET + "/32");
        internet.route("192.168.0.0/16", "via", "198.51.100.254", "dev", "eth0", "onlink", "src", INTERNET);
        spare = site.attach(sandbox.namespace("spare"), "eth0", "subnet-1", false, "192.168.10.99");
        site.attach(b, "wan0", "subnet-3", true, "192.168.30.12");
        b.route(INTERNET + "/32", "via", "192.168.30.1");
        site.routeTable(TABLE, List.of(), Map.of(NETWORK, eniA, "fd00:100::/48", eniA, "10.200.0.0/16", spare,
                "0.0.0.0/0", VpcSite.INTERNET_GATEWAY));
        vpc = site.start();
        await().atMost(SOON).until(vpc::listening);
        ec2 = NamespaceSockets.open(a, () -> client(a));
    }

    private Namespace gateway(String name, String... behind) {
        Namespace gateway = sandbox.namespace(name);
        gateway.forward();
        List.of(behind).forEach(address -> gateway.loopback().address(address + (address.contains(":") ? "/128" : "/32")));
        // both have it: who answers for it is for the VPC to say
        gateway.loopback().address(CLUSTER_IP + "/32").address(CLUSTER_IPV6 + "/128");
        return gateway;
    }

    /** With the keys of its role, from IMDS. */
    private static Ec2Client client(Namespace gateway) {
        String role = metadata(gateway, "iam/security-credentials/");
        JsonNode keys = VpcJson.MAPPER.readTree(metadata(gateway, "iam/security-credentials/" + role));
        return SmallVpc.client(URI.create(VpcProcess.ec2Endpoint()), AwsSessionCredentials.create(
                keys.get("AccessKeyId").asString(), keys.get("SecretAccessKey").asString(), keys.get("Token").asString()));
    }

    static String metadata(Namespace from, String path) {
        String token = from.command("curl", "-s", "-m", "20", "-X", "PUT", "-H", "X-aws-ec2-metadata-token-ttl-seconds: 60",
                "http://169.254.169.254/latest/api/token").output();
        return from.command("curl", "-s", "-m", "20", "-H", "X-aws-ec2-metadata-token: " + token,
                "http://169.254.169.254/latest/meta-data/" + path).output();
    }

    VpcControl control() {
        return vpc.control();
    }

    /** As it was at first; only what was deleted stays so. */
    void putBack() {
        vpc.control().clear();
        check(eniA, false);
        replaceRoute(eniA);
        vpc.control().holder(CLUSTER_IP).ifPresent(holder -> call(client -> client.unassignPrivateIpAddresses(
                request -> request.networkInterfaceId(holder).privateIpAddresses(CLUSTER_IP))));
    }

    /** A call from inside gateway a. */
    <T> T call(Function<Ec2Client, T> call) {
        return NamespaceSockets.open(a, () -> call.apply(ec2));
    }

    void assign(String eni) {
        call(client -> client.assignPrivateIpAddresses(request -> request.networkInterfaceId(eni).privateIpAddresses(CLUSTER_IP)
                .allowReassignment(true)));
    }

    void assignIpv6(String eni) {
        call(client -> client.assignIpv6Addresses(request -> request.networkInterfaceId(eni).ipv6Addresses(CLUSTER_IPV6)));
    }

    void unassignIpv6(String eni) {
        call(client -> client.unassignIpv6Addresses(request -> request.networkInterfaceId(eni).ipv6Addresses(CLUSTER_IPV6)));
    }

    void replaceRoute(String eni) {
        call(client -> client.replaceRoute(request -> request.routeTableId(TABLE).destinationCidrBlock(NETWORK)
                .networkInterfaceId(eni)));
    }

    void check(String eni, boolean on) {
        vpc.control().sourceDestCheck(eni, on);
    }

    static boolean reaches(Namespace from, String address, String... options) {
        List<String> command = new ArrayList<>(List.of("ping", "-n", "-c1", "-W1"));
        command.addAll(List.of(options));
        command.add(address);
        return from.command(command.toArray(String[]::new)).run().ok();
    }

    static void awaitReach(Namespace from, String address, boolean expected, String... options) {
        await().atMost(SOON).until(() -> reaches(from, address, options) == expected);
    }

    @Override
    public void close() {
        ec2.close();
        sandbox.close();
    }
}
