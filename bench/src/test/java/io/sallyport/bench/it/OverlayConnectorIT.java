package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
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
    /** The other node may go on for a while with keys that are gone. */
    private static final Duration TUNNEL_ANEW = Duration.ofSeconds(90);
    private static final String CONNECTOR = "192.168.10.1";
    private static final String BACKEND = "172.16.10.15";
    private static final int STREAM_PORT = 7_000;
    private static final int DATAGRAM_PORT = 7_001;
    private static final int REFUSED_PORT = 7_002;
    private static final int CLOSED_PORT = 7_003;
    private static final int BULK = 64 << 20;
    /** A service that no connector leads to. */
    private static final String FORGED = "forged";
    private static final int FORGERIES = 3;
    private static final String RELAY = "10.100.10.1";
    private static final int RELAY_PORT = 9_001;

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
        Draft.service(document, FORGED, "udp", BACKEND, backend.port());
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

    // ---- what does not come out of the tunnel

    private long outside() {
        return sites.edge().control().show("status").path("layer4").path("ends").path("outside_tunnel").asLong();
    }

    private void awaitOutside(long count) {
        Deadline.await(SOON, "the refusal to be counted", () -> outside() == count, () -> sites.edge().process().logTail());
    }

    /** A host in the LAN of one gateway writes the other's address on what it sends, and a request that is right in every byte. */
    @Test
    void aHostOfTheLanCannotPassForANode() throws IOException {
        long before = outside();
        Namespace forger = sites.neighbour();
        forger.loopback().address(TwoSites.AWS_ADDRESS + "/32");
        InetSocketAddress forged = new InetSocketAddress(TwoSites.AWS_ADDRESS, 0);
        try (DatagramSocket socket = NamespaceSockets.open(forger, () -> new DatagramSocket(forged))) {
            byte[] request = request(FORGED);
            for (int sent = 0; sent < FORGERIES; sent++) {
                socket.send(new DatagramPacket(request, request.length, new InetSocketAddress(RELAY, RELAY_PORT)));
            }
            awaitOutside(before + FORGERIES);
        } finally {
            forger.ip("address", "delete", TwoSites.AWS_ADDRESS + "/32", "dev", "lo");
        }
        assertThat(sites.edge().control().row("services", FORGED).path("opened").asLong()).isZero();
    }

    @Test
    void aHostOfTheLanIsNotLetInByItsOwnAddressEither() throws IOException {
        long before = outside();
        try (Socket stranger = Sockets.call(sites.neighbour(), RELAY, RELAY_PORT)) {
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        }
        awaitOutside(before + 1);
    }

    /** "The PROXY protocol", section 2.2: a datagram over IPv4, with the service's name in the TLV of {@code l4.proxy}. */
    private static byte[] request(String service) {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(16 + 12 + 3 + name.length + 1)
                .put(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2112")).putShort((short) (12 + 3 + name.length))
                .put(HexFormat.of().parseHex("c0a80a0f" + "c0a80a01")).putShort((short) 40_000).putShort((short) DATAGRAM_PORT)
                .put((byte) 0xE0).putShort((short) name.length).put(name).put((byte) 'x').array();
    }

    /** The gateway makes its device anew; who listens to the old one would hear nothing any more. */
    @Test
    void sessionsGoOnThroughATunnelThatWasMadeAnew() throws IOException {
        sites.edge().namespace().link(tunnel()).remove();

        Deadline.await(TUNNEL_ANEW, "a session through the new tunnel", () -> EchoedCall.answers(sites.client(), CONNECTOR, STREAM_PORT),
                () -> sites.edge().process().logTail());
        try (DatagramSocket client = Sockets.datagrams(sites.client(), CONNECTOR, DATAGRAM_PORT)) {
            Sockets.assertEchoed(client, 1);
        }
    }

    private String tunnel() {
        return sites.edge().control().show("status").path("lan").path("tun").asString();
    }

    // ---- refusals

    @Test
    void aClosedPortIsToldToTheClientAcrossBothNodes() throws IOException {
        try (DatagramSocket client = Sockets.datagrams(sites.client(), CONNECTOR, CLOSED_PORT)) {
            client.send(new DatagramPacket(new byte[1], 1));

            assertThatThrownBy(() -> Sockets.receive(client)).isInstanceOf(PortUnreachableException.class);
        }
    }
}
