package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
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
    private static final int SOCKET_TIMEOUT_MS = 30_000;
    private static final String CONNECTOR = "192.168.10.1";
    private static final String BACKEND = "172.16.10.15";
    private static final int STREAM_PORT = 7_000;
    private static final int DATAGRAM_PORT = 7_001;
    private static final int REFUSED_PORT = 7_002;
    private static final int CLOSED_PORT = 7_003;
    private static final int BULK = 64 << 20;

    private TwoSites sites;
    private EchoBackend streams;
    private DatagramSocket datagrams;

    @BeforeAll
    void build() {
        sites = new TwoSites("relay", node -> { }, node -> { });
        streams = EchoBackend.in(sites.server());
        datagrams = NamespaceSockets.open(sites.server(), () -> new DatagramSocket(new InetSocketAddress(BACKEND, 0)));
        Thread.ofPlatform().daemon(true).start(this::echoDatagrams);
        sites.edge().apply(edge());
        sites.aws().apply(aws());
    }

    @AfterAll
    void remove() {
        if (datagrams != null) {
            datagrams.close();
            streams.close();
        }
        if (sites != null) {
            sites.close();
        }
    }

    private void echoDatagrams() {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
            while (true) {
                packet.setLength(65_536);
                datagrams.receive(packet);
                datagrams.send(packet);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private Draft network() {
        Draft network = sites.network();
        network.network().putArray("accessRules").addObject().put("line", 10).put("action", "drop").put("protocol", "any");
        return network;
    }

    private ObjectNode aws() {
        ObjectNode document = network().of(TwoSites.AWS, sites.aws().key());
        document.putArray("interfaces").addObject().put("name", "lan0").put("role", "lan");
        document.putArray("connectors");
        connector(document, "streams", "tcp", STREAM_PORT, "streams");
        connector(document, "datagrams", "udp", DATAGRAM_PORT, "datagrams");
        connector(document, "refused", "tcp", REFUSED_PORT, "not-for-aws");
        connector(document, "closed", "udp", CLOSED_PORT, "closed");
        return document;
    }

    private static void connector(ObjectNode document, String name, String protocol, int port, String service) {
        document.withArray("/connectors").addObject().put("name", name).put("protocol", protocol).put("listenInterface", "lan0")
                .put("port", port).put("node", TwoSites.EDGE).put("service", service);
    }

    private ObjectNode edge() {
        ObjectNode document = network().of(TwoSites.EDGE, sites.edge().key());
        document.putArray("services");
        service(document, "streams", "tcp", streams.port());
        service(document, "datagrams", "udp", datagrams.getLocalPort());
        service(document, "not-for-aws", "tcp", streams.port()).putArray("allowedNodes").add(TwoSites.EDGE);
        service(document, "closed", "udp", 1);
        return document;
    }

    private static ObjectNode service(ObjectNode document, String name, String protocol, int port) {
        return document.withArray("/services").addObject().put("name", name).put("protocol", protocol).put("host", BACKEND)
                .put("port", port);
    }

    private Socket call(int port) throws IOException {
        Socket socket = NamespaceSockets.open(sites.client(), () -> {
            Socket fresh = new Socket();
            fresh.connect(new InetSocketAddress(CONNECTOR, port), SOCKET_TIMEOUT_MS);
            return fresh;
        });
        socket.setSoTimeout(SOCKET_TIMEOUT_MS);
        return socket;
    }

    private DatagramSocket datagramClient(int port) throws IOException {
        DatagramSocket socket = NamespaceSockets.open(sites.client(), () -> new DatagramSocket());
        socket.connect(new InetSocketAddress(CONNECTOR, port));
        socket.setSoTimeout(SOCKET_TIMEOUT_MS);
        return socket;
    }

    /** Both ways at once, far more than any buffer holds: segmentation offload, MSS and the path's MTU all have their part. */
    @Test
    void bulkGoesThroughBothWaysUnharmed() throws Exception {
        try (Socket socket = call(STREAM_PORT)) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendBulk(socket));
            Random expected = new Random(1);
            byte[] piece = new byte[1 << 16];
            for (int read = 0; read < BULK; read += piece.length) {
                expected.nextBytes(piece);
                assertThat(Arrays.equals(socket.getInputStream().readNBytes(piece.length), piece)).isTrue();
            }
            sending.get();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static void sendBulk(Socket socket) {
        try {
            Random random = new Random(1);
            byte[] piece = new byte[1 << 16];
            for (int sent = 0; sent < BULK; sent += piece.length) {
                random.nextBytes(piece);
                socket.getOutputStream().write(piece);
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theServicesNodeSeesTheClient() throws IOException {
        try (Socket socket = call(STREAM_PORT)) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);

            JsonNode session = sessionOf("192.168.10.15:" + socket.getLocalPort());
            assertThat(session.path("connector").asString()).isEqualTo(TwoSites.AWS);
            assertThat(session.path("listener").asString()).isEqualTo(CONNECTOR + ":" + STREAM_PORT);
        }
        assertThat(streams.callers()).contains(InetAddress.ofLiteral("172.16.10.1"));
    }

    /** The longest goes in fragments, over the LAN as inside the tunnel. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1_372, 1_400, 1_472, 8_000, 60_000})
    void datagramsOfEveryLengthGoThrough(int length) throws IOException {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        try (DatagramSocket client = datagramClient(DATAGRAM_PORT)) {
            DatagramPacket answer = new DatagramPacket(new byte[65_536], 65_536);
            for (int round = 0; round < 5; round++) {
                client.send(new DatagramPacket(bytes, bytes.length));
                answer.setLength(65_536);
                client.receive(answer);
                assertThat(Arrays.equals(answer.getData(), 0, answer.getLength(), bytes, 0, length)).isTrue();
            }
        }
    }

    @Test
    void aRefusalIsNamedAtBothNodes() throws IOException {
        assertThatThrownBy(() -> { // the reset may be there before connect looks
            try (Socket socket = call(REFUSED_PORT)) {
                socket.getInputStream().read();
            }
        }).hasStackTraceContaining("reset");
        Deadline.await(SOON, "the reason at the connector", () -> ends("refused").path("peer_refused").asLong() == 1,
                () -> sites.aws().process().logTail());
    }

    @Test
    void aClosedPortIsToldToTheClientAcrossBothNodes() throws IOException {
        try (DatagramSocket client = datagramClient(CLOSED_PORT)) {
            client.send(new DatagramPacket(new byte[1], 1));

            assertThatThrownBy(() -> client.receive(new DatagramPacket(new byte[1], 1)))
                    .isInstanceOf(PortUnreachableException.class);
        }
    }

    /** At the service's node. */
    private JsonNode sessionOf(String client) {
        for (JsonNode session : sites.edge().control().show("sessions").path("sessions")) {
            if (session.path("client").asString().equals(client)) {
                return session;
            }
        }
        throw new AssertionError("no session of " + client);
    }

    private JsonNode ends(String connector) {
        for (JsonNode row : sites.aws().control().show("connectors").path("connectors")) {
            if (row.path("name").asString().equals(connector)) {
                return row.path("ends");
            }
        }
        throw new AssertionError("no connector " + connector);
    }
}
