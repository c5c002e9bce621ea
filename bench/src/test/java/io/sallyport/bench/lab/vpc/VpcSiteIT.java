package io.sallyport.bench.lab.vpc;

import static io.sallyport.bench.lab.vpc.PairInVpc.BEHIND_A;
import static io.sallyport.bench.lab.vpc.PairInVpc.BEHIND_B;
import static io.sallyport.bench.lab.vpc.PairInVpc.CLUSTER_IP;
import static io.sallyport.bench.lab.vpc.PairInVpc.CLUSTER_IPV6;
import static io.sallyport.bench.lab.vpc.PairInVpc.INTERNET;
import static io.sallyport.bench.lab.vpc.PairInVpc.NETWORK;
import static io.sallyport.bench.lab.vpc.PairInVpc.SOON;
import static io.sallyport.bench.lab.vpc.PairInVpc.awaitReach;
import static io.sallyport.bench.lab.vpc.PairInVpc.metadata;
import static io.sallyport.bench.lab.vpc.PairInVpc.reaches;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.vpc.ec2.CallLog.Call;
import io.sallyport.bench.lab.vpc.fabric.Cut;
import io.sallyport.bench.lab.vpc.imds.ImdsFaults.Outage;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** The packets do as EC2 says; {@link PairInVpc} has the picture. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VpcSiteIT {

    @AutoClose
    private PairInVpc site;

    @BeforeAll
    void build(@TempDir Path directory) {
        site = new PairInVpc(directory.resolve("root"));
    }

    @BeforeEach
    void putBack() {
        site.putBack();
    }

    @Test
    void everyoneReachesEveryoneByTheAddressesHeld() {
        for (Namespace from : List.of(site.a, site.b, site.host, site.other)) {
            for (String to : List.of("192.168.10.11", "192.168.10.12", "192.168.10.15", "192.168.20.15",
                    "fd00:192:168:10::11", "fd00:192:168:10::12", "fd00:192:168:10::15", "fd00:192:168:20::15")) {
                awaitReach(from, to, true);
            }
        }
    }

    /** What nobody holds is not answered for: there is no broadcast that a gateway with the address on its loopback could hear. */
    @Test
    void anAddressThatIsNotAssignedReachesNobody() {
        awaitReach(site.host, CLUSTER_IP, false);
        awaitReach(site.host, CLUSTER_IPV6, false);

        site.assign(site.eniB);
        site.assignIpv6(site.eniB);
        awaitReach(site.host, CLUSTER_IP, true);
        awaitReach(site.host, CLUSTER_IPV6, true);
        site.unassignIpv6(site.eniB);
        awaitReach(site.host, CLUSTER_IPV6, false);
    }

    /** Every datagram of a stream reaches the old holder or the new one: none both, none neither. */
    @Test
    void aMoveLosesNoPacketAndDoublesNone() {
        site.assign(site.eniA);
        awaitReach(site.host, CLUSTER_IP, true);
        try (DatagramStream stream = DatagramStream.to(CLUSTER_IP, site.host, site.a, site.b)) {
            stream.start();
            stream.awaitReceivedBy(site.a);
            site.assign(site.eniB);
            stream.awaitReceivedBy(site.b);
            site.assign(site.eniA);
            stream.stop();

            await().atMost(SOON).untilAsserted(() -> assertThat(stream.missing()).isEmpty());
            assertThat(stream.received()).doesNotHaveDuplicates();
        }
        assertThat(site.control().lastChange()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(10));
    }

    /** AssignPrivateIpAddresses, "asynchronous": the answer comes before the packets. */
    @Test
    void packetsFollowAfterThePropagationDelay() {
        site.assign(site.eniA);
        awaitReach(site.host, CLUSTER_IP, true);
        try (DatagramStream stream = DatagramStream.to(CLUSTER_IP, site.host, site.a, site.b)) {
            stream.start();
            stream.awaitReceivedBy(site.a);
            site.control().lags(Duration.ofMillis(1500), Duration.ZERO, Duration.ZERO);
            long movedNs = System.nanoTime();
            site.assign(site.eniB);
            assertThat(site.control().holder(CLUSTER_IP)).contains(site.eniB);
            stream.awaitReceivedBy(site.b);
            assertThat(System.nanoTime() - movedNs).isGreaterThan(Duration.ofMillis(1400).toNanos());
            stream.stop();
        }
    }

    /** The seed's LAN host: "ip route add 172.16.0.0/12 via 10.0.1.50". */
    @Test
    void theClusterIpAsNextHopLeadsToItsHolder() {
        site.host.route(NETWORK, "via", CLUSTER_IP);
        try {
            site.assign(site.eniA);
            awaitReach(site.host, BEHIND_A, true);
            assertThat(reaches(site.host, BEHIND_B)).isFalse();
            site.assign(site.eniB);
            awaitReach(site.host, BEHIND_B, true);
            assertThat(reaches(site.host, BEHIND_A)).isFalse();
        } finally {
            site.host.ip("route", "delete", NETWORK, "via", CLUSTER_IP);
        }
    }

    @Test
    void theIpv6ClusterIpAsNextHopLeadsToItsHolder() {
        site.host.route("fd00:100::/48", "via", CLUSTER_IPV6);
        try {
            for (String eni : List.of(site.eniA, site.eniB)) {
                site.assignIpv6(eni);
                awaitReach(site.host, eni.equals(site.eniA) ? "fd00:100::1" : "fd00:100::2", true);
                assertThat(reaches(site.host, eni.equals(site.eniA) ? "fd00:100::2" : "fd00:100::1")).isFalse();
                site.unassignIpv6(eni);
            }
        } finally {
            site.host.ip("-6", "route", "delete", "fd00:100::/48", "via", CLUSTER_IPV6);
        }
    }

    @Test
    void aReplacedRouteLeadsElsewhere() {
        for (Namespace from : List.of(site.host, site.other)) {
            site.replaceRoute(site.eniA);
            awaitReach(from, BEHIND_A, true);
            assertThat(reaches(from, BEHIND_B)).isFalse();
            site.replaceRoute(site.eniB);
            awaitReach(from, BEHIND_B, true);
            assertThat(reaches(from, BEHIND_A)).isFalse();
        }
        awaitReach(site.host, "fd00:100::1", true);
    }

    /** userguide, source/destination checks: on by default, and a gateway does not work with it. */
    @Test
    void theSourceDestinationCheckDropsTransit() {
        awaitReach(site.host, BEHIND_A, true);
        long before = site.control().drops().get("destination-eni0");

        site.check(site.eniA, true);
        awaitReach(site.host, BEHIND_A, false);
        assertThat(site.control().drops().get("destination-eni0")).isGreaterThan(before);
        awaitReach(site.host, "192.168.10.11", true);

        site.check(site.eniA, false);
        awaitReach(site.host, BEHIND_A, true);
    }

    @Test
    void aForgedSourceIsDropped() {
        site.host.loopback().address("10.9.9.9/32");
        long before = site.control().drops().get("source-eni2");

        assertThat(reaches(site.host, "192.168.10.11", "-I", "10.9.9.9")).isFalse();
        assertThat(site.control().drops().get("source-eni2")).isGreaterThan(before);
    }

    @Test
    void theDefaultRouteLeadsOutOfTheVpc() {
        awaitReach(site.host, INTERNET, true);
    }

    /** A route table's black hole, and no answer any more at the address of who is gone. */
    @Test
    void aDetachedOrDeletedInterfaceIsReachedByNothing() {
        awaitReach(site.host, "192.168.10.99", true);
        NetworkInterface spare = site.control().state().networkInterface(site.spare);
        site.control().put(spare.movedTo(""));
        awaitReach(site.host, "192.168.10.99", false);
        site.control().put(spare);
        awaitReach(site.host, "192.168.10.99", true);

        site.control().deleteInterface(site.spare);
        awaitReach(site.host, "192.168.10.99", false);
        RouteTable table = site.call(client -> client.describeRouteTables(request -> request.filters(
                Filter.builder().name("route.destination-cidr-block").values("10.200.0.0/16").build()))).routeTables().getFirst();
        assertThat(table.routes())
                .filteredOn(route -> "10.200.0.0/16".equals(route.destinationCidrBlock()))
                .extracting(Route::state).containsExactly(RouteState.BLACKHOLE);
    }

    /** A partition that nobody's link tells of, in one direction, between two members that both reach everyone else. */
    @Test
    void aCutIsOneWayAndSilent() {
        // once answered: each knows the other's MAC address
        awaitReach(site.a, "192.168.10.12", true);

        site.control().cut(new Cut(site.eniA, site.eniB));
        assertThat(reaches(site.a, "192.168.10.12")).isFalse();
        assertThat(reaches(site.b, "192.168.10.11")).isFalse();
        awaitReach(site.host, "192.168.10.11", true);
        awaitReach(site.host, "192.168.10.12", true);

        site.control().cut(new Cut(Cut.ANYONE, site.eniB));
        assertThat(reaches(site.host, "192.168.10.12")).isFalse();
        assertThat(site.b.command("curl", "-s", "-m", "1", "http://169.254.169.254/").run().ok()).isFalse();

        site.control().clear();
        awaitReach(site.a, "192.168.10.12", true);
    }

    /** A gateway with two interfaces: the second one leads out. */
    @Test
    void aSecondInterfaceHasItsOwnSubnetAndRouteTable() {
        awaitReach(site.b, INTERNET, true, "-I", "192.168.30.12");
        assertThat(metadata(site.b, "network/interfaces/macs/02:00:c0:a8:1e:0c/device-number")).isEqualTo("1");
    }

    /** IMDS knows each instance by its cable; EC2 knows it by its keys. */
    @Test
    void everyInstanceHasItsOwnMetadata() {
        assertThat(metadata(site.a, "instance-id")).isEqualTo(VpcSite.instanceId(site.a));
        assertThat(metadata(site.b, "instance-id")).isEqualTo(VpcSite.instanceId(site.b));
        assertThat(metadata(site.b, "network/interfaces/macs/02:00:c0:a8:0a:0c/interface-id")).isEqualTo(site.eniB);

        site.control().imds(VpcSite.instanceId(site.b), Outage.ERROR);
        assertThat(metadata(site.b, "instance-id")).isEqualTo("Service Unavailable");
        assertThat(metadata(site.a, "instance-id")).isEqualTo(VpcSite.instanceId(site.a));
    }

    @Test
    void callsAreOnRecordOutside() {
        long count = site.control().nextCall();
        site.assign(site.eniB);

        Call call = site.control().calls(count).getFirst();
        assertThat(call.instance()).isEqualTo(VpcSite.instanceId(site.a));
        assertThat(call.action()).isEqualTo("AssignPrivateIpAddresses");
        assertThat(call.outcome()).isEqualTo("ok");
    }
}
