package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Very many sessions, one after the other or at once, and more than the process may have; each in a {@link OneGateway} of its own. */
@Timeout(300)
class ConnectorLimitsIT {

    private static final int PORT = 7_000;
    private static final InetSocketAddress CONNECTOR = new InetSocketAddress(OneGateway.ADDRESS, PORT);
    private static final long MIB = 1 << 20;

    private static final int WORKERS = 4;
    private static final int WARM_UP = 5_000;
    private static final int CONNECTIONS = 50_000;
    /** Of 128 MiB that its heap may have here. */
    private static final long CHURN_BYTES = 96 * MIB;

    /** Two descriptors each; a process has 20 000 where nobody raised it. */
    private static final int IDLE_STREAMS = 9_700;
    /** One descriptor each; more would fill the heap with io_uring, where Netty keeps 512 message headers for a socket, 160 kB. */
    private static final int IDLE_DATAGRAMS = 300;
    private static final int IDLE = IDLE_STREAMS + IDLE_DATAGRAMS;
    private static final long IDLE_BYTES = 200_000_000;
    private static final int IDLE_BACKEND = 8_000;
    private static final int HOUR_S = 3_600;

    private static final int PLACES = 20;
    private static final int TRY_MS = 500;

    private static final int FEW_DESCRIPTORS = 256;
    private static final int TOO_MANY = 300;
    /** A stream takes two descriptors, so that one may be left for a datagram's. */
    private static final int MORE_THAN_LEFT = 4;

    @BeforeAll
    static void require() {
        Tool.require(Tool.NGINX, Tool.PRLIMIT);
    }

    private static Stream<String> transports() {
        return Stream.of("epoll", OneGateway.ioUring());
    }

    private static void configure(OneGateway site, int backendPort) {
        site.gateway().apply(configuration(site, backendPort));
    }

    private static ObjectNode configuration(OneGateway site, int backendPort) {
        ObjectNode document = site.document();
        OneGateway.connector(document, "connector", "tcp", PORT, "service");
        OneGateway.service(document, "service", "tcp", backendPort);
        OneGateway.connector(document, "datagrams", "udp", PORT, "datagrams").put("idleTimeout", HOUR_S);
        OneGateway.service(document, "datagrams", "udp", backendPort);
        return document;
    }

    private static ProcessUse use(OneGateway site) {
        return ProcessUse.of(site.gateway().process());
    }

    private static void awaitNoSession(OneGateway site) {
        site.await("the end of all sessions", () -> site.gateway().control().sessions() == 0);
    }

    // ---- one after the other

    @ParameterizedTest
    @MethodSource("transports")
    void fiftyThousandConnectionsLeaveNothingBehind(String transport) throws Exception {
        try (OneGateway site = new OneGateway("churn").on(transport); EchoBackend echo = EchoBackend.in(site.backend())) {
            widenPorts(site.client());
            widenPorts(site.gateway().namespace());
            configure(site, echo.port());
            callAndHangUp(site, WARM_UP);
            awaitNoSession(site);
            ProcessUse before = use(site);

            callAndHangUp(site, CONNECTIONS);

            awaitNoSession(site);
            site.await("descriptors to be closed", () -> use(site).descriptors() <= before.descriptors());
            assertThat(use(site).bytes() - before.bytes()).as("growth of resident memory").isLessThan(CHURN_BYTES);
            JsonNode connector = site.gateway().control().row("connectors", "connector");
            assertThat(connector.path("opened").asLong()).isEqualTo(WARM_UP + CONNECTIONS);
            assertThat(connector.path("ends").path("closed").asLong() + connector.path("ends").path("client_reset").asLong())
                    .as(connector.toString()).isEqualTo(WARM_UP + CONNECTIONS);
        }
    }

    /** Who closes first keeps the port for a minute (RFC 9293 §3.6.1); the default range would not do for half of them. */
    private static void widenPorts(Namespace namespace) {
        namespace.sysctl("net/ipv4/ip_local_port_range", "10000 65535");
    }

    private static void callAndHangUp(OneGateway site, int calls) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                workers.add(threads.submit(() -> NamespaceSockets.open(site.client(), () -> callsOfOne(calls / WORKERS))));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
    }

    /** Every other one ends by a reset. */
    private static int callsOfOne(int calls) throws IOException {
        for (int i = 0; i < calls; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(CONNECTOR, Sockets.TIMEOUT_MS);
                socket.setSoTimeout(Sockets.TIMEOUT_MS);
                socket.getOutputStream().write(i);
                assertThat(socket.getInputStream().read()).isEqualTo(i & 0xFF);
                if (i % 2 == 0) {
                    Sockets.reset(socket);
                }
            }
        }
        return calls;
    }

    // ---- at once

    @ParameterizedTest
    @MethodSource("transports")
    void tenThousandIdleSessionsAreCheap(String transport) throws Exception {
        try (OneGateway site = new OneGateway("idle").on(transport)) {
            // it waits for requests that never come, and answers datagrams
            ForeignServer.nginx(site.backend(), site.directory(), IDLE_BACKEND, "nginx", """
                    http {
                      access_log off;
                      client_header_timeout 1h;
                      server { listen %1$d backlog=4096; }
                    }
                    stream {
                      server { listen %1$d udp; return x; }
                    }
                    """.formatted(IDLE_BACKEND));
            configure(site, IDLE_BACKEND);
            ProcessUse before = use(site);

            List<Closeable> clients = new ArrayList<>(connect(site, IDLE_STREAMS));
            try {
                for (int i = 0; i < IDLE_DATAGRAMS; i++) {
                    DatagramSocket client = Sockets.datagrams(site.client(), OneGateway.ADDRESS, PORT);
                    clients.add(client);
                    client.send(new DatagramPacket(new byte[1], 1));
                    assertThat(Sockets.receive(client)).hasSize(1);
                }
                site.await("all sessions to be open", () -> opened(site, "service") + opened(site, "datagrams") == IDLE);
                assertThat(site.gateway().control().sessions()).isEqualTo(IDLE);
                assertThat(use(site).bytes() - before.bytes()).as("growth of resident memory").isLessThan(IDLE_BYTES);
            } finally {
                for (Closeable client : clients) {
                    client.close();
                }
            }
            awaitNothingOf(site, before.descriptors());
        }
    }

    private static int opened(OneGateway site, String service) {
        return site.gateway().control().row("services", service).path("opened").asInt();
    }

    /** After all clients have gone. */
    private static void awaitNothingOf(OneGateway site, int descriptors) {
        site.await("the end of the streams", () -> sessions(site, "connector") == 0);
        // datagrams' sessions end with their connector
        site.gateway().apply(site.document());
        awaitNoSession(site);
        site.await("descriptors to be closed", () -> use(site).descriptors() <= descriptors);
    }

    /** @return those that were not refused at once */
    private static List<SocketChannel> connect(OneGateway site, int number) {
        return NamespaceSockets.open(site.client(), () -> {
            List<SocketChannel> clients = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                try {
                    clients.add(SocketChannel.open(CONNECTOR));
                } catch (SocketException e) {
                    // refused, and told so while it connected
                }
            }
            return clients;
        });
    }

    // ---- from nobody

    /** One datagram each from many ports, as forged source addresses would send: nobody is there, and each has a place. */
    @Test
    void datagramsFromNobodyLeaveRoomForOthers() throws Exception {
        try (OneGateway site = new OneGateway("nobody"); EchoBackend echo = EchoBackend.in(site.backend())) {
            ObjectNode document = configuration(site, echo.port());
            ((ObjectNode) document.get("node")).put("maxSessions", PLACES);
            site.gateway().apply(document);

            sendOneEach(site, 2 * PLACES);

            site.await("datagrams to be refused", () -> site.gateway().control().ends("datagrams", "udp_limit") > 0);
            assertThat(sessions(site, "datagrams")).isEqualTo(PLACES / 2);
            List<Socket> streams = new ArrayList<>();
            try (DatagramSocket somebody = Sockets.datagrams(site.client(), OneGateway.ADDRESS, PORT)) {
                for (int i = 0; i < PLACES / 2; i++) {
                    streams.add(Sockets.call(site.client(), OneGateway.ADDRESS, PORT));
                    Sockets.assertEchoed(streams.getLast(), 1_000);
                }
                somebody.setSoTimeout(TRY_MS);
                site.await("a client that is there to have its turn", () -> isEchoed(somebody));
            } finally {
                for (Socket stream : streams) {
                    stream.close();
                }
            }
            assertThat(site.gateway().control().ends("datagrams", "gave_way")).isPositive();
            assertThat(site.gateway().control().ends("connector", "total_limit")).isZero();
        }
    }

    private static boolean isEchoed(DatagramSocket client) {
        try {
            Sockets.assertEchoed(client, 1);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- more than the process may have

    @ParameterizedTest
    @MethodSource("transports")
    void withFewDescriptorsItTakesWhatItCanTellsAndComesBack(String transport) throws Exception {
        String limit = FEW_DESCRIPTORS + ":" + FEW_DESCRIPTORS;
        try (OneGateway site = new OneGateway("few", "prlimit", "--nofile=" + limit).on(transport);
                EchoBackend echo = EchoBackend.in(site.backend())) {
            configure(site, echo.port());
            int descriptors = use(site).descriptors();
            try (Socket stream = Sockets.call(site.client(), OneGateway.ADDRESS, PORT);
                    DatagramSocket datagrams = Sockets.datagrams(site.client(), OneGateway.ADDRESS, PORT)) {
                exchange(stream, datagrams);
                List<SocketChannel> clients = connect(site, TOO_MANY);
                // room is kept for those who want to know
                site.await("streams to be refused", () -> site.gateway().control().ends("connector", "descriptors_exhausted") > 0);
                sendOneEach(site, MORE_THAN_LEFT);
                site.await("datagrams to be refused", () -> site.gateway().control().ends("datagrams", "descriptors_exhausted") > 0);
                configure(site, echo.port());
                exchange(stream, datagrams);
                for (SocketChannel client : clients) {
                    client.close();
                }
                site.await("the end of all others", () -> sessions(site, "connector") == 1);
                exchange(stream, datagrams);
            }
            try (Socket late = Sockets.call(site.client(), OneGateway.ADDRESS, PORT)) {
                Sockets.assertEchoed(late, 1_000);
            }
            awaitNothingOf(site, descriptors);
        }
    }

    private static int sessions(OneGateway site, String connector) {
        return site.gateway().control().row("connectors", connector).path("sessions").asInt();
    }

    private static void sendOneEach(OneGateway site, int clients) throws IOException {
        for (int i = 0; i < clients; i++) {
            try (DatagramSocket client = Sockets.datagrams(site.client(), OneGateway.ADDRESS, PORT)) {
                client.send(new DatagramPacket(new byte[1], 1));
            }
        }
    }

    private static void exchange(Socket stream, DatagramSocket datagrams) throws IOException {
        Sockets.assertEchoed(stream, 1_000);
        Sockets.assertEchoed(datagrams, 1_000);
    }
}
