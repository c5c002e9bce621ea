package io.sallyport.control.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.OverlayPlan;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class L4CompilerTest {

    private static final List<IpAddress> CLUSTER_IPS = List.of(IpAddress.parse("10.0.1.50"), IpAddress.parse("fd00:1::50"));
    private static final String MYSQL = """
            {"name": "mysql", "protocol": "tcp", "host": "10.0.1.15", "port": 3306}""";

    @Test
    void aConnectorWithEverything() {
        L4Plan plan = plan("""
                {"name": "db", "protocol": "tcp", "listenInterface": "eth1", "port": 3306, "service": "mysql", "maxMbps": 8,
                 "sourceBlock": ["10.0.0.0/8"], "proxyProtocol": "v2", "maxSessions": 7, "idleTimeout": 90}""", MYSQL);

        assertThat(plan.connectors()).containsExactly(new ConnectorPlan("db", true, TransportProtocol.TCP,
                new Bind.ClusterIp("eth1", CLUSTER_IPS), 3306, new Target.Local("mysql"), 1_000_000,
                List.of(IpPrefix.parse("10.0.0.0/8")), ProxyProtocol.V2, 7, Duration.ofSeconds(90)));
        assertThat(plan.maxSessions()).isEqualTo(20_000);
        assertThat(plan.clusterIps()).isEqualTo(Map.of("eth0", Set.of(), "eth1", Set.copyOf(CLUSTER_IPS)));
    }

    @Test
    void aServiceWithEverything() {
        L4Plan plan = plan("", """
                {"name": "dns", "enabled": false, "protocol": "udp", "host": "dns.example.net", "port": 53, "sourceInterface": "eth1",
                 "sourceFromClusterIp": true, "connectTimeout": 2, "proxyProtocol": "v2", "proxyProtocolDatagrams": "every",
                 "allowedNodes": ["EdgeCluster1"]}""");

        assertThat(plan.services()).containsExactly(new ServicePlan("dns", false, TransportProtocol.UDP, "dns.example.net", 53,
                new Source.ClusterIp("eth1", CLUSTER_IPS), Duration.ofSeconds(2), ProxyProtocol.V2, HeaderRepeat.EVERY,
                Set.of("EdgeCluster1")));
    }

    @Test
    void bindDefaultsToTheClusterIpWhereTheInterfaceHasOne() {
        L4Plan plan = plan("""
                {"name": "a", "protocol": "tcp", "listenInterface": "eth1", "port": 1, "service": "mysql"},
                {"name": "b", "protocol": "tcp", "listenInterface": "eth0", "port": 2, "service": "mysql"},
                {"name": "c", "protocol": "tcp", "listenInterface": "eth1", "bind": "interface", "port": 3, "service": "mysql"},
                {"name": "d", "protocol": "tcp", "bind": "all", "port": 4, "service": "mysql"}""", MYSQL);

        assertThat(plan.connectors()).extracting(ConnectorPlan::bind).containsExactly(new Bind.ClusterIp("eth1", CLUSTER_IPS),
                new Bind.Interface("eth0"), new Bind.Interface("eth1"), new Bind.All());
    }

    @Test
    void theNodeDecidesWhatAServiceIs() {
        L4Plan plan = plan("""
                {"name": "a", "protocol": "tcp", "bind": "all", "port": 1, "service": "10.0.1.15:3306"},
                {"name": "b", "protocol": "tcp", "bind": "all", "port": 2, "node": "AWSCluster", "service": "mysql"},
                {"name": "c", "protocol": "tcp", "bind": "all", "port": 3, "node": "EdgeCluster2", "service": "mysql"},
                {"name": "d", "protocol": "tcp", "bind": "all", "port": 4, "node": "EdgeCluster2", "service": "[fd00::15]:3306"}""", MYSQL);

        assertThat(plan.connectors()).extracting(ConnectorPlan::target).containsExactly(
                new Target.Direct(new InetSocketAddress("10.0.1.15", 3306)), new Target.Local("mysql"),
                new Target.Remote("EdgeCluster2", "mysql"), new Target.Remote("EdgeCluster2", "[fd00::15]:3306"));
    }

    @Test
    void udpSessionsAlwaysEnd() {
        L4Plan plan = plan("""
                {"name": "a", "protocol": "udp", "bind": "all", "port": 1, "service": "10.0.1.15:53"},
                {"name": "b", "protocol": "udp", "bind": "all", "port": 2, "service": "10.0.1.15:53", "idleTimeout": 5},
                {"name": "c", "protocol": "tcp", "bind": "all", "port": 3, "service": "10.0.1.15:53"}""", "");

        assertThat(plan.connectors()).extracting(ConnectorPlan::idleTimeout)
                .containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ZERO);
    }

    @Test
    void sourcesAreTheInterfacesUnlessSaidOtherwise() {
        L4Plan plan = plan("", MYSQL + """
                , {"name": "b", "protocol": "tcp", "host": "10.0.1.15", "port": 1, "sourceInterface": "eth1"}""");

        assertThat(plan.services()).extracting(ServicePlan::source).containsExactly(new Source.Any(), new Source.Interface("eth1"));
    }

    @Test
    void sessionsBetweenNodesRunBetweenTheManagementAddresses() {
        assertThat(plan("", MYSQL).overlay()).isEqualTo(new OverlayPlan(List.of(IpAddress.parse("10.100.100.1")), 9001, Map.of(
                "EdgeCluster1", List.of(IpAddress.parse("10.100.10.1")),
                "EdgeCluster2", List.of(IpAddress.parse("10.100.20.1")),
                "EdgeCluster3", List.of(IpAddress.parse("10.100.30.1")))));
    }

    @Test
    void withoutConnectorsAndServicesThereIsNothingToDo() {
        assertThat(plan("", "")).isEqualTo(L4Plan.EMPTY);
    }

    private static L4Plan plan(String connectors, String services) {
        ReadResult result = new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine())
                .read(SeedNetwork.layer4(connectors, services));
        assertThat(result).isInstanceOf(ReadResult.Valid.class);
        Configuration configuration = ((ReadResult.Valid) result).configuration();
        return new Compiler(new DnsResolver(Duration.ofSeconds(5))).compile(configuration, SeedNetwork.keyFiles(), 1).l4();
    }
}
