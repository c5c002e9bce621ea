package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.demo.Ping;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What real kernels make of our packets, in the network that {@link TwoSites} draws. The gateway aws has two workers; edge has
 * its offloads off. So all that passes shows that these serve, too.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayPathIT {

    private static final int V4 = 0;
    private static final int V6 = 1;
    private static final long TRANSFER = 16L << 20;
    /** The client's MTU of 1500 without IPv4 and TCP headers. */
    private static final int UNCLAMPED_MSS = 1460;
    /** The tunnel's 1420 bytes without them. */
    private static final int CLAMPED_MSS = 1380;

    @AutoClose
    private TwoSites sites;

    @BeforeAll
    void build() {
        Tool.require(Tool.TCPDUMP);
        sites = new TwoSites("path", aws -> aws.put("workers", 2), edge -> edge.put("offloads", false));
    }

    @ParameterizedTest
    @ValueSource(ints = {V4, V6})
    void bulkTransfersArriveWholeBothWays(int family) throws Exception {
        TcpTransfer.check(sites.client(), sites.server(),
                TwoSites.SERVER.get(family), TwoSites.CLIENT.get(family), TRANSFER);
        TcpTransfer.check(sites.server(), sites.client(),
                TwoSites.CLIENT.get(family), TwoSites.SERVER.get(family), TRANSFER);
    }

    /** The kernel spreads flows over the queues, so of many some meet each worker. */
    @Test
    void bothWorkersForward() throws Exception {
        for (int flow = 0; flow < 16; flow++) {
            TcpTransfer.check(sites.client(), sites.server(),
                    TwoSites.SERVER.get(V4), TwoSites.CLIENT.get(V4), 100_000);
        }
        JsonNode workers = sites.aws().control().show("workers").path("workers");
        assertThat(workers.size()).isEqualTo(2);
        for (JsonNode worker : workers) {
            assertThat(worker.path("counters").path("lan_rx_packets").asLong()).as(worker.toString()).isPositive();
        }
    }

    @Test
    void offloadsAreOffWhereTheConfigurationSaysSo() {
        JsonNode ports = sites.edge().control().show("status").path("ports");
        assertThat(ports.size()).isPositive();
        for (JsonNode port : ports) {
            port.path("offloads").forEach(offload -> assertThat(offload.path("active").asBoolean()).as(port.toString()).isFalse());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {V4, V6})
    void aHostReachesItsNeighbourByTheNetworkAddress(int family) throws Exception {
        assertAnswers(sites.neighbour(), TwoSites.SERVER.get(family));
        TcpTransfer.check(sites.neighbour(), sites.server(),
                TwoSites.SERVER.get(family), TwoSites.NEIGHBOUR.get(family), 1 << 20);
    }

    @Test
    void theMssOfASynIsClampedToTheTunnel() throws Exception {
        try (Sniffer leaving = new Sniffer(sites.client(), "eth0", "tcp[tcpflags] & tcp-syn != 0");
                Sniffer arriving = new Sniffer(sites.server(), "eth0", "tcp[tcpflags] & tcp-syn != 0")) {
            TcpTransfer.check(sites.client(), sites.server(), TwoSites.SERVER.get(V4), TwoSites.CLIENT.get(V4), 1);
            leaving.await(packet -> packet.contains("Flags [S]") && packet.contains("mss " + UNCLAMPED_MSS));
            arriving.await(packet -> packet.contains("Flags [S]") && packet.contains("mss " + CLAMPED_MSS));
            leaving.await(packet -> packet.contains("Flags [S.]") && packet.contains("mss " + CLAMPED_MSS));
        }
    }

    /** DSCP is copied to the outer header (forwarding.dscp), ECN by RFC 6040 §4.1; 0xba: expedited forwarding and ECT(0). */
    @Test
    void trafficClassesShowOnTheUnderlayAndArrive() {
        try (Sniffer underlay = new Sniffer(sites.hop(), TwoSites.AWS, "udp and src host 198.51.100.1");
                Sniffer arriving = new Sniffer(sites.server(), "eth0", "icmp")) {
            assertThat(Ping.run(sites.client(), TwoSites.SERVER.get(V4), 1, "-Q", "0xba").all()).isTrue();
            underlay.await(packet -> packet.contains("tos 0xba"));
            arriving.await(packet -> packet.contains("tos 0xba") && packet.contains("echo request"));
        }
    }

    @Test
    void theGatewayAnswersWhereTheHopLimitEnds() {
        // the client's own gateway is the first hop: its kernel; the second is Sallyport, between LAN and tunnel
        Command.Result ping = sites.client().command("ping", "-n", "-c1", "-W2", "-t2", TwoSites.SERVER.get(V4)).run();
        assertThat(ping.text()).contains("From " + TwoSites.AWS_ADDRESS).contains("Time to live exceeded");
    }

    private static void assertAnswers(Namespace from, String target) {
        Ping.Reply reply = Ping.run(from, target, 2, "-i", "0.2");
        assertThat(reply.all()).as(reply.text()).isTrue();
    }
}
