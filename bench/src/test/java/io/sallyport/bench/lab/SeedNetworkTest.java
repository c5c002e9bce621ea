package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Site.Host;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The three tables of the seed, row by row, and that the IPv6 beside them fits together. */
class SeedNetworkTest {

    @Test
    void localNetworks() {
        assertThat(SeedNetwork.SITES).extracting(site -> site.lan().v4())
                .containsExactly("192.168.10.0/24", "172.16.10.0/24", "172.16.20.0/24", "172.16.30.0/24");
    }

    @Test
    void routes() {
        assertThat(SeedNetwork.SITES).extracting(site -> site.network().v4() + " " + site.cluster()).containsExactly(
                "10.100.100.0/24 AWSCluster",
                "10.100.10.0/24 EdgeCluster1",
                "10.100.20.0/24 EdgeCluster2",
                "10.100.30.0/24 EdgeCluster3");
    }

    @Test
    void insideNats() {
        List<String> rows = SeedNetwork.SITES.stream()
                .flatMap(site -> site.hosts().stream().map(host -> host.local().v4() + " " + host.network().v4()
                        + " " + site.cluster() + " " + host.description()))
                .toList();
        assertThat(rows).containsExactly(
                "192.168.10.15 10.100.100.15 AWSCluster Application server behind AWSCluster nodes",
                "172.16.10.15 10.100.10.15 EdgeCluster1 MySQL server behind EdgeCluster1 nodes",
                "172.16.20.15 10.100.20.15 EdgeCluster2 MySQL server behind EdgeCluster2 nodes",
                "172.16.20.20 10.100.20.20 EdgeCluster2 SFTP server behind EdgeCluster2 nodes",
                "172.16.30.15 10.100.30.15 EdgeCluster3 MySQL server behind EdgeCluster3 nodes");
    }

    @Test
    void everyAddressLiesWhereItBelongs() {
        for (Site site : SeedNetwork.SITES) {
            site.gateways().forEach(gateway -> {
                assertInside(gateway.lan(), site.lan());
                assertInside(site.clusterIp(), site.lan());
                assertInside(gateway.wan(), SeedNetwork.WAN_CIDR);
            });
            for (Host host : site.hosts()) {
                assertInside(host.local(), site.lan());
                assertInside(host.network(), site.network());
            }
            assertInside(site.management(), site.network());
            assertThat(IpPrefix.parse(SeedNetwork.NETWORK_CIDR.v6()).contains(IpPrefix.parse(site.network().v6()))).isTrue();
        }
    }

    private static void assertInside(DualStack address, DualStack prefix) {
        assertThat(IpPrefix.parse(prefix.v4()).contains(IpAddress.parse(address.v4()))).as(address.v4()).isTrue();
        assertThat(IpPrefix.parse(prefix.v6()).contains(IpAddress.parse(address.v6()))).as(address.v6()).isTrue();
    }
}
