package io.sallyport.bench.lab.vpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.vpc.ec2.CallLog.Call;
import io.sallyport.bench.lab.vpc.fabric.Cut;
import io.sallyport.bench.lab.vpc.imds.ImdsFaults.Outage;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/**
 * The packets do as EC2 says. Each gateway answers for another address of the virtual network, so that who answers tells who was
 * reached.
 *
 * <pre>
 *                    ┌──────────── wan0 of b, 192.168.30.12
 *   a  192.168.10.11 ─┐            ┌─ host  192.168.10.15
 *      10.100.0.1     ├─ site-vpc ─┤
 *   b  192.168.10.12 ─┘            └─ other 192.168.20.15, of another subnet
 *      10.100.0.2
 *        cluster IP 192.168.10.50      internet 198.51.100.9
 * </pre>
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VpcSiteIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CLUSTER_IP = "192.168.10.50";
    private static final String CLUSTER_IPV6 = "fd00:192:168:10::50";
    private static final String NETWORK = "10.100.0.0/16";
    private static final String BEHIND_A = "10.100.0.1";
    private static final String BEHIND_B = "10.100.0.2";
    private static final String INTERNET = "198.51.100.9";
    private static final String TABLE = "rtb-main";

    private Sandbox sandbox;
    private Namespace a;
    private Namespace b;
    private Namespace host;
    private Namespace other;
    private String eniA;
    private String eniB;
    private String spare;
    private VpcProcess vpc;
    private Ec2Client ec2;

    @BeforeAll
    void build(@TempDir Path directory) {
        sandbox = Sandbox.create(directory.resolve("root"), Sandbox.freshId("it"));
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
        ec2 = NamespaceSockets.open(a, VpcSiteIT::client);
    }

    private Namespace gateway(String name, String... behind) {
        Namespace gateway = sandbox.namespace(name);
        gateway.forward();
        List.of(behind).forEach(address -> gateway.loopback().address(address + (address.contains(":") ? "/128" : "/32")));
        // both have it: who answers for it is for the VPC to say
        gateway.loopback().address(CLUSTER_IP + "/32").address(CLUSTER_IPV6 + "/128");
        return gateway;
    }

    /** As a gateway makes it, with the keys of its role from IMDS. */
    private static Ec2Client client() {
        try (InstanceProfileCredentialsProvider keys = InstanceProfileCredentialsProvider.create()) {
            return Ec2Client.builder().endpointOverride(URI.create(VpcProcess.ec2Endpoint())).region(Region.EU_CENTRAL_1)
                    .credentialsProvider(StaticCredentialsProvider.create(keys.resolveCredentials()))
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())).build();
        }
    }

    @AfterAll
    void remove() {
        ec2.close();
        sandbox.close();
    }

    @BeforeEach
    void putBack() {
        vpc.control().clear();
        check(eniA, false);
        replaceRoute(eniA);
        vpc.control().holder(CLUSTER_IP).ifPresent(holder -> call(client -> client.unassignPrivateIpAddresses(
                request -> request.networkInterfaceId(holder).privateIpAddresses(CLUSTER_IP))));
    }

    /** A call from inside gateway a. */
    private <T> T call(Function<Ec2Client, T> call) {
        return NamespaceSockets.open(a, () -> call.apply(ec2));
    }

    private void assign(String eni) {
        call(client -> client.assignPrivateIpAddresses(request -> request.networkInterfaceId(eni).privateIpAddresses(CLUSTER_IP)
                .allowReassignment(true)));
    }

    private void assignIpv6(String eni) {
        call(client -> client.assignIpv6Addresses(request -> request.networkInterfaceId(eni).ipv6Addresses(CLUSTER_IPV6)));
    }

    private void unassignIpv6(String eni) {
        call(client -> client.unassignIpv6Addresses(request -> request.networkInterfaceId(eni).ipv6Addresses(CLUSTER_IPV6)));
    }

    private void replaceRoute(String eni) {
        call(client -> client.replaceRoute(request -> request.routeTableId(TABLE).destinationCidrBlock(NETWORK)
                .networkInterfaceId(eni)));
    }

    private void check(String eni, boolean on) {
        vpc.control().sourceDestCheck(eni, on);
    }

    private static boolean reaches(Namespace from, String address, String... options) {
        List<String> command = new ArrayList<>(List.of("ping", "-n", "-c1", "-W1"));
        command.addAll(List.of(options));
        command.add(address);
        return from.command(command.toArray(String[]::new)).run().ok();
    }

    private static void awaitReach(Namespace from, String address, boolean expected, String... options) {
        await().atMost(SOON).until(() -> reaches(from, address, options) == expected);
    }

    @Test
    void everyoneReachesEveryoneByTheAddressesHeld() {
        for (Namespace from : List.of(a, b, host, other)) {
            for (String to : List.of("192.168.10.11", "192.168.10.12", "192.168.10.15", "192.168.20.15",
                    "fd00:192:168:10::11", "fd00:192:168:10::12", "fd00:192:168:10::15", "fd00:192:168:20::15")) {
                assertThat(reaches(from, to)).as(from + " to " + to).isTrue();
            }
        }
    }

    /** What nobody holds is not answered for: there is no broadcast that a gateway with the address on its loopback could hear. */
    @Test
    void anAddressThatIsNotAssignedReachesNobody() {
        assertThat(reaches(host, CLUSTER_IP)).isFalse();
        assertThat(reaches(host, CLUSTER_IPV6)).isFalse();

        assign(eniB);
        assignIpv6(eniB);
        awaitReach(host, CLUSTER_IP, true);
        awaitReach(host, CLUSTER_IPV6, true);
        unassignIpv6(eniB);
        awaitReach(host, CLUSTER_IPV6, false);
    }

    /** Every datagram of a stream reaches the old holder or the new one: none both, none neither. */
    @Test
    void aMoveLosesNoPacketAndDoublesNone() {
        assign(eniA);
        awaitReach(host, CLUSTER_IP, true);
        try (DatagramStream stream = DatagramStream.to(CLUSTER_IP, host, a, b)) {
            stream.start();
            stream.awaitReceivedBy(a);
            assign(eniB);
            stream.awaitReceivedBy(b);
            assign(eniA);
            stream.stop();

            await().atMost(SOON).untilAsserted(() -> assertThat(stream.missing()).isEmpty());
            assertThat(stream.received()).doesNotHaveDuplicates();
        }
        assertThat(vpc.control().lastChange()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
    }

    /** AssignPrivateIpAddresses, "asynchronous": the answer comes before the packets. */
    @Test
    void packetsFollowAfterThePropagationDelay() {
        assign(eniA);
        awaitReach(host, CLUSTER_IP, true);
        try (DatagramStream stream = DatagramStream.to(CLUSTER_IP, host, a, b)) {
            stream.start();
            stream.awaitReceivedBy(a);
            vpc.control().lags(Duration.ofMillis(1500), Duration.ZERO, Duration.ZERO);
            long movedNs = System.nanoTime();
            assign(eniB);
            assertThat(vpc.control().holder(CLUSTER_IP)).contains(eniB);
            stream.awaitReceivedBy(b);
            assertThat(System.nanoTime() - movedNs).isGreaterThan(Duration.ofMillis(1400).toNanos());
            stream.stop();
        }
    }

    /** The seed's LAN host: "ip route add 172.16.0.0/12 via 10.0.1.50". */
    @Test
    void theClusterIpAsNextHopLeadsToItsHolder() {
        host.route(NETWORK, "via", CLUSTER_IP);
        try {
            assign(eniA);
            awaitReach(host, BEHIND_A, true);
            assertThat(reaches(host, BEHIND_B)).isFalse();
            assign(eniB);
            awaitReach(host, BEHIND_B, true);
            assertThat(reaches(host, BEHIND_A)).isFalse();
        } finally {
            host.ip("route", "delete", NETWORK, "via", CLUSTER_IP);
        }
    }

    @Test
    void theIpv6ClusterIpAsNextHopLeadsToItsHolder() {
        host.route("fd00:100::/48", "via", CLUSTER_IPV6);
        try {
            for (String eni : List.of(eniA, eniB)) {
                assignIpv6(eni);
                awaitReach(host, eni.equals(eniA) ? "fd00:100::1" : "fd00:100::2", true);
                assertThat(reaches(host, eni.equals(eniA) ? "fd00:100::2" : "fd00:100::1")).isFalse();
                unassignIpv6(eni);
            }
        } finally {
            host.ip("-6", "route", "delete", "fd00:100::/48", "via", CLUSTER_IPV6);
        }
    }

    @Test
    void aReplacedRouteLeadsElsewhere() {
        for (Namespace from : List.of(host, other)) {
            replaceRoute(eniA);
            awaitReach(from, BEHIND_A, true);
            assertThat(reaches(from, BEHIND_B)).isFalse();
            replaceRoute(eniB);
            awaitReach(from, BEHIND_B, true);
            assertThat(reaches(from, BEHIND_A)).isFalse();
        }
        assertThat(reaches(host, "fd00:100::1")).isTrue();
    }

    /** userguide, source/destination checks: on by default, and a gateway does not work with it. */
    @Test
    void theSourceDestinationCheckDropsTransit() {
        awaitReach(host, BEHIND_A, true);
        long before = vpc.control().drops().get("destination-eni0");

        check(eniA, true);
        awaitReach(host, BEHIND_A, false);
        assertThat(vpc.control().drops().get("destination-eni0")).isGreaterThan(before);
        assertThat(reaches(host, "192.168.10.11")).isTrue();

        check(eniA, false);
        awaitReach(host, BEHIND_A, true);
    }

    @Test
    void aForgedSourceIsDropped() {
        host.loopback().address("10.9.9.9/32");
        long before = vpc.control().drops().get("source-eni2");

        assertThat(reaches(host, "192.168.10.11", "-I", "10.9.9.9")).isFalse();
        assertThat(vpc.control().drops().get("source-eni2")).isGreaterThan(before);
    }

    @Test
    void theDefaultRouteLeadsOutOfTheVpc() {
        awaitReach(host, INTERNET, true);
    }

    /** A route table's black hole, and no answer any more at the address of who is gone. */
    @Test
    void aDeletedInterfaceIsReachedByNothing() {
        awaitReach(host, "192.168.10.99", true);

        vpc.control().deleteInterface(spare);
        awaitReach(host, "192.168.10.99", false);
        RouteTable table = call(client -> client.describeRouteTables(request -> request.filters(
                Filter.builder().name("route.destination-cidr-block").values("10.200.0.0/16").build()))).routeTables().getFirst();
        assertThat(table.routes())
                .filteredOn(route -> "10.200.0.0/16".equals(route.destinationCidrBlock()))
                .extracting(Route::state).containsExactly(RouteState.BLACKHOLE);
    }

    /** A partition that nobody's link tells of, in one direction, between two members that both reach everyone else. */
    @Test
    void aCutIsOneWayAndSilent() {
        // once answered: each knows the other's MAC address
        awaitReach(a, "192.168.10.12", true);

        vpc.control().cut(new Cut(eniA, eniB));
        assertThat(reaches(a, "192.168.10.12")).isFalse();
        assertThat(reaches(b, "192.168.10.11")).isFalse();
        assertThat(reaches(host, "192.168.10.11")).isTrue();
        assertThat(reaches(host, "192.168.10.12")).isTrue();

        vpc.control().cut(new Cut(Cut.ANYONE, eniB));
        assertThat(reaches(host, "192.168.10.12")).isFalse();
        assertThat(b.command("curl", "-s", "-m", "1", "http://169.254.169.254/").run().ok()).isFalse();

        vpc.control().clear();
        assertThat(reaches(a, "192.168.10.12")).isTrue();
    }

    /** A gateway with two interfaces: the second one leads out. */
    @Test
    void aSecondInterfaceHasItsOwnSubnetAndRouteTable() {
        awaitReach(b, INTERNET, true, "-I", "192.168.30.12");
        assertThat(metadata(b, "network/interfaces/macs/02:00:c0:a8:1e:0c/device-number")).isEqualTo("1");
    }

    /** IMDS knows each instance by its cable; EC2 knows it by its keys. */
    @Test
    void everyInstanceHasItsOwnMetadata() {
        assertThat(metadata(a, "instance-id")).isEqualTo(VpcSite.instanceId(a));
        assertThat(metadata(b, "instance-id")).isEqualTo(VpcSite.instanceId(b));
        assertThat(metadata(b, "network/interfaces/macs/02:00:c0:a8:0a:0c/interface-id")).isEqualTo(eniB);

        vpc.control().imds(VpcSite.instanceId(b), Outage.ERROR);
        assertThat(metadata(b, "instance-id")).isEqualTo("Service Unavailable");
        assertThat(metadata(a, "instance-id")).isEqualTo(VpcSite.instanceId(a));
    }

    private static String metadata(Namespace from, String path) {
        String token = from.command("curl", "-s", "-m", "20", "-X", "PUT", "-H", "X-aws-ec2-metadata-token-ttl-seconds: 60",
                "http://169.254.169.254/latest/api/token").output();
        Command get = from.command("curl", "-s", "-m", "20", "-H", "X-aws-ec2-metadata-token: " + token,
                "http://169.254.169.254/latest/meta-data/" + path);
        return get.output();
    }

    @Test
    void callsAreOnRecordOutside() {
        long count = vpc.control().calls(0).size();
        assign(eniB);

        Call call = vpc.control().calls(count).getFirst();
        assertThat(call.instance()).isEqualTo(VpcSite.instanceId(a));
        assertThat(call.action()).isEqualTo("AssignPrivateIpAddresses");
        assertThat(call.outcome()).isEqualTo("ok");
    }
}
