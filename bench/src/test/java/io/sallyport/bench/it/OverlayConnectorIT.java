package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Deadline;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Connectors of gateway aws that lead to services of gateway edge, through the tunnel between the two daemons; see {@link TwoSites}
 * for the picture. The network's access rules allow nothing at all: what passes is the gateways' own.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverlayConnectorIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CONNECTOR = "192.168.10.1";
    private static final String BACKEND = "172.16.10.15";
    private static final int STREAM_PORT = 7_000;
    private static final int DATAGRAM_PORT = 7_001;
    private static final int REFUSED_PORT = 7_002;
    private static final int CLOSED_PORT = 7_003;
    private static final int BULK = 64 << 20;

    @AutoClose
    private TwoSites sites;
    @AutoClose
    private EchoBackend backend;

    @BeforeAll
    void build() {
        sites = new TwoSites("relay", node -> { }, node -> { });
        backend = EchoBackend.in(sites.server());
        sites.edge().apply(edge());
        sites.aws().apply(aws());
    }

    private Draft network() {
        Draft network = sites.network();
        network.network().putArray("accessRules").addObject().put("line", 10).put("action", "drop").put("protocol", "any");
        return network;
    }

    private ObjectNode aws() {
        ObjectNode document = network().of(TwoSites.AWS, sites.aws().key());
        Draft.lan(document, "lan0");
        Draft.connector(document, "streams", "tcp", "lan0", STREAM_PORT, "streams").put("node", TwoSites.EDGE);
        Draft.connector(document, "datagrams", "udp", "lan0", DATAGRAM_PORT, "datagrams").put("node", TwoSites.EDGE);
        Draft.connector(document, "refused", "tcp", "lan0", REFUSED_PORT, "not-for-aws").put("node", TwoSites.EDGE);
        Draft.connector(document, "closed", "udp", "lan0", CLOSED_PORT, "closed").put("node", TwoSites.EDGE);
        return document;
    }

    private ObjectNode edge() {
        ObjectNode document = network().of(TwoSites.EDGE, sites.edge().key());
        Draft.service(document, "streams", "tcp", BACKEND, backend.port());
        Draft.service(document, "datagrams", "udp", BACKEND, backend.port());
        Draft.service(document, "not-for-aws", "tcp", BACKEND, backend.port()).putArray("allowedNodes").add(TwoSites.EDGE);
        Draft.service(document, "closed", "udp", BACKEND, 1);
        return document;
    }

    private Socket call(int port) throws IOException {
        return Sockets.call(sites.client(), CONNECTOR, port);
    }

    /** Both ways at once, far more than any buffer holds: segmentation offload, MSS and the path's MTU all have their part. */
    @Test
    void bulkGoesThroughBothWaysUnharmed() throws Exception {
        try (Socket socket = call(STREAM_PORT)) {
            Sockets.assertEchoedInBulk(socket, BULK);
        }
    }

    @Test
    void theServicesNodeSeesTheClient() throws IOException {
        try (Socket socket = call(STREAM_PORT)) {
            Sockets.assertEchoed(socket, 1);

            JsonNode session = sites.edge().control().session(TwoSites.AWS, socket.getLocalPort());
            assertThat(session.path("client").asString()).isEqualTo("192.168.10.15:" + socket.getLocalPort());
            assertThat(session.path("listener").asString()).isEqualTo(CONNECTOR + ":" + STREAM_PORT);
        }
        assertThat(backend.callers()).contains(InetAddress.ofLiteral("172.16.10.1"));
    }

    /** The longest goes in fragments, over the LAN as inside the tunnel. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_372, 1_400, 1_472, 8_000, 60_000})
    void datagramsOfEveryLengthGoThrough(int length) throws IOException {
        try (DatagramSocket client = Sockets.datagrams(sites.client(), CONNECTOR, DATAGRAM_PORT)) {
            for (int round = 0; round < 5; round++) {
                Sockets.assertEchoed(client, length);
            }
        }
    }

    @Test
    void aRefusalIsNamedAtBothNodes() {
        Sockets.assertReset(sites.client(), CONNECTOR, REFUSED_PORT);

        Deadline.await(SOON, "the reason at the connector", () -> sites.aws().control().ends("refused", "peer_refused") == 1,
                () -> sites.aws().process().logTail());
    }

    @Test
    void aClosedPortIsToldToTheClientAcrossBothNodes() throws IOException {
        try (DatagramSocket client = Sockets.datagrams(sites.client(), CONNECTOR, CLOSED_PORT)) {
            client.send(new DatagramPacket(new byte[1], 1));

            assertThatThrownBy(() -> Sockets.receive(client)).isInstanceOf(PortUnreachableException.class);
        }
    }
}
