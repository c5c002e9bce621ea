package io.sallyport.bench.lab.vpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packets do as EC2 says. The virtual network is an address on the loopback of whoever should get it.
 *
 * <pre>
 *   a  192.168.10.11 ─┐            ┌─ host 192.168.10.15, virtual network by route table
 *                     ├─ site-vpc ─┤
 *   b  192.168.10.12 ─┘            └─ other 192.168.20.15, of another subnet
 *        cluster IP 192.168.10.50         virtual network 10.100.0.1, fd00:100::1
 * </pre>
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VpcSiteIT {

    private static final String CLUSTER_IP = "192.168.10.50";
    private static final String CLUSTER_IPV6 = "fd00:192:168:10::50";
    private static final String REMOTE = "10.100.0.1";
    private static final String REMOTE_V6 = "fd00:100::1";
    private static final String TABLE = "rtb-main";

    private Sandbox sandbox;
    private Namespace a;
    private Namespace b;
    private Namespace host;
    private Namespace other;
    private VpcProcess vpc;

    @BeforeAll
    void build(@TempDir Path directory) {
        sandbox = Sandbox.create(directory.resolve("root"), Sandbox.freshId("it"));
        a = gateway("a");
        b = gateway("b");
        host = sandbox.namespace("host");
        other = sandbox.namespace("other");
        VpcSite site = new VpcSite(sandbox, "site", List.of("192.168.0.0/16", "fd00:192:168::/48"))
                .subnet("subnet-1", "eu-central-1a", "192.168.10.0/24", "fd00:192:168:10::/64")
                .subnet("subnet-2", "eu-central-1b", "192.168.20.0/24", "fd00:192:168:20::/64");
        String eniA = site.attach(a, "lan0", "subnet-1", false, "192.168.10.11", "fd00:192:168:10::11");
        site.attach(b, "lan0", "subnet-1", false, "192.168.10.12", "fd00:192:168:10::12");
        site.attach(host, "eth0", "subnet-1", true, "192.168.10.15", "fd00:192:168:10::15");
        site.attach(other, "eth0", "subnet-2", true, "192.168.20.15", "fd00:192:168:20::15");
        site.defaultRoute(host, "eth0", "subnet-1");
        site.defaultRoute(other, "eth0", "subnet-2");
        site.routeTable(TABLE, List.of(), Map.of("10.100.0.0/16", eniA, "fd00:100::/48", eniA));
        vpc = site.start();
        await().atMost(Duration.ofSeconds(30)).until(vpc::listening);
    }

    private Namespace gateway(String name) {
        Namespace gateway = sandbox.namespace(name);
        gateway.forward();
        gateway.loopback().address(REMOTE + "/32").address(REMOTE_V6 + "/128");
        return gateway;
    }

    @AfterAll
    void remove() {
        sandbox.close();
    }

    private static boolean reaches(Namespace from, String address, String... options) {
        List<String> command = new ArrayList<>(List.of("ping", "-n", "-c1", "-W1"));
        command.addAll(List.of(options));
        command.add(address);
        return from.command(command.toArray(String[]::new)).run().ok();
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
}
