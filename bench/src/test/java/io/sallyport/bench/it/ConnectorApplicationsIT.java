package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Programs that people use, through connectors to the services of gateway edge in {@link TwoSites}: once from the next site by the
 * tunnel, once by edge's own connectors. All ports are the services' usual ones.
 *
 * <pre>
 *  OVERLAY  client ──── [aws] connectors ════ tunnel ════ [edge] services ──── server
 *  LOCAL                           neighbour ──── connectors [edge] services ──── server
 * </pre>
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectorApplicationsIT {

    private static final Duration WORK = Duration.ofSeconds(120);
    private static final String SERVER = "172.16.10.15";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int DNS = 53;
    private static final int IPERF = 5201;
    private static final int DIGEST = 7_000;
    private static final int CLOSED = 7_001;
    private static final int ECHO = 7_002;
    private static final int FILE_MIB = 64;
    private static final int DATAGRAM_CLIENTS = 16;
    private static final int DATAGRAMS = 40;
    private static final int PATIENCE_MS = 2_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** By which connectors the services are reached. */
    private enum Way {
        LOCAL("172.16.10.1"), OVERLAY("192.168.10.1");

        private final String connector;

        Way(String connector) {
            this.connector = connector;
        }
    }

    @AutoClose
    private TwoSites sites;
    private RandomFile file;
    @AutoClose
    private SshServer sshd;
    @AutoClose
    private EchoBackend echo;

    @BeforeAll
    void build() throws IOException {
        Tool.require(Tool.CURL, Tool.NGINX, Tool.WRK, Tool.IPERF3, Tool.DNSMASQ, Tool.DIG, Tool.OPENSSL, Tool.SOCAT, Tool.SSHD, Tool.SSH);
        sites = new TwoSites("progs", node -> { }, node -> { });
        file = RandomFile.create(sites.directory().resolve("file"), FILE_MIB);
        echo = EchoBackend.in(sites.server());
        startServers();
        sites.edge().apply(edge());
        sites.aws().apply(aws());
    }

    private void startServers() throws IOException {
        Path directory = sites.directory();
        Command.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=server.test", "-addext", "subjectAltName=DNS:server.test",
                "-keyout", directory.resolve("tls.key").toString(), "-out", directory.resolve("tls.crt").toString()).output();
        ForeignServer.nginx(sites.server(), directory, HTTPS, "nginx", """
                http {
                  access_log off;
                  root %1$s;
                  server { listen %2$d; }
                  server {
                    listen %3$d ssl;
                    ssl_protocols TLSv1.3;
                    ssl_certificate %1$s/tls.crt;
                    ssl_certificate_key %1$s/tls.key;
                  }
                }
                """.formatted(directory, HTTP, HTTPS));
        ForeignServer.start(sites.server(), IPERF, "iperf3", "iperf3", "--server");
        ForeignServer.start(sites.server(), DNS, "dnsmasq", "dnsmasq", "--keep-in-foreground", "--user=root", "--no-resolv",
                "--no-hosts", "--conf-file=/dev/null", "--pid-file=", "--log-facility=-", "--address=/a.test/192.0.2.7",
                "--txt-record=long.test," + String.join(",", longText()));
        // the digest comes when the request has ended, which the client says by the end of its half
        ForeignServer.start(sites.server(), DIGEST, "digest", "socat", "TCP-LISTEN:" + DIGEST + ",fork,reuseaddr", "EXEC:sha256sum");
        sshd = SshServer.start(sites.server(), directory);
    }

    /** Strings of one record that no datagram without EDNS can hold. */
    private static List<String> longText() {
        return List.of("a".repeat(250), "b".repeat(250), "c".repeat(250));
    }

    private ObjectNode edge() {
        ObjectNode document = sites.network().of(TwoSites.EDGE, sites.edge().key());
        for (int port : List.of(HTTP, HTTPS, DNS, IPERF, DIGEST, SshServer.PORT)) {
            Draft.service(document, "tcp-" + port, "tcp", SERVER, port);
        }
        Draft.service(document, "udp-" + DNS, "udp", SERVER, DNS);
        Draft.service(document, "udp-" + CLOSED, "udp", SERVER, CLOSED);
        Draft.service(document, "udp-" + ECHO, "udp", SERVER, echo.port());
        return withConnectors(document, "local");
    }

    private ObjectNode aws() {
        return withConnectors(sites.network().of(TwoSites.AWS, sites.aws().key()), TwoSites.EDGE);
    }

    private static ObjectNode withConnectors(ObjectNode document, String node) {
        Draft.lan(document, "lan0");
        for (int port : List.of(HTTP, HTTPS, DNS, IPERF, DIGEST, SshServer.PORT)) {
            Draft.connector(document, "tcp-" + port, "tcp", "lan0", port, "tcp-" + port).put("node", node);
        }
        for (int port : List.of(DNS, CLOSED, ECHO)) {
            Draft.connector(document, "udp-" + port, "udp", "lan0", port, "udp-" + port).put("node", node);
        }
        return document;
    }

    private Namespace client(Way way) {
        return way == Way.LOCAL ? sites.neighbour() : sites.client();
    }

    private Command.Result run(Way way, String... command) {
        return client(way).command(command).within(WORK).run();
    }

    private static String succeeded(Command.Result result) {
        assertThat(result.exit()).as(result.text()).isZero();
        return result.stdout();
    }

    // ---- web

    @ParameterizedTest
    @CsvSource({"LOCAL, http", "LOCAL, https", "OVERLAY, http", "OVERLAY, https"})
    void curlFetchesAFileUnchanged(Way way, String scheme) throws IOException {
        Path got = sites.directory().resolve("got");
        succeeded(run(way, "curl", "--silent", "--show-error", "--fail", "--cacert", certificate(), "--output", got.toString(),
                "--connect-to", "server.test::" + way.connector + ":", scheme + "://server.test/file"));

        assertThat(RandomFile.sha256(got)).isEqualTo(file.sha256());
    }

    private String certificate() {
        return sites.directory().resolve("tls.crt").toString();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aTlsHandshakeProvesTheServer(Way way) {
        Command.Result handshake = run(way, "openssl", "s_client", "-connect", way.connector + ":" + HTTPS, "-servername", "server.test",
                "-verify_hostname", "server.test", "-verify_return_error", "-CAfile", certificate(), "-brief");

        assertThat(handshake.exit()).as(handshake.text()).isZero();
        assertThat(handshake.text()).contains("Verification: OK").contains("TLSv1.3");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void wrkSeesNoError(Way way) {
        String report = succeeded(run(way, "wrk", "--threads", "1", "--connections", "16", "--duration", "1s", "--timeout", "30s",
                "http://" + way.connector + "/tls.crt"));

        assertThat(report).contains("Requests/sec:").doesNotContain("Socket errors", "Non-2xx", " 0 requests in");
    }

    // ---- bulk

    @ParameterizedTest
    @CsvSource({"LOCAL, false", "LOCAL, true", "OVERLAY, false", "OVERLAY, true"})
    void iperf3RunsBothWays(Way way, boolean towardsTheClient) {
        List<String> command = new ArrayList<>(List.of("iperf3", "--client", way.connector, "--time", "1", "--json"));
        if (towardsTheClient) {
            command.add("--reverse");
        }
        JsonNode report = JSON.readTree(succeeded(run(way, command.toArray(String[]::new))));

        assertThat(report.path("end").path("sum_received").path("bytes").asLong()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void socatSendsAFileAndReadsAfterItsOwnEnd(Way way) {
        String answer = succeeded(run(way, "socat", "-t", "60", "OPEN:" + file.path() + ",rdonly!!STDOUT",
                "TCP:" + way.connector + ":" + DIGEST));

        assertThat(answer).startsWith(file.sha256());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anSshSessionCarriesInputOutputAndStatus(Way way) throws IOException {
        List<String> ssh = new ArrayList<>(List.of("ssh"));
        ssh.addAll(sshd.clientOptions());
        ssh.addAll(List.of("root@" + way.connector, "sha256sum; exit 7"));
        String input = "Sallyport\n".repeat(100_000);
        Path same = Files.writeString(sites.directory().resolve("input"), input);

        Command.Result session = client(way).command(ssh.toArray(String[]::new)).reading(input).within(WORK).run();

        assertThat(session.exit()).as(session.text()).isEqualTo(7);
        assertThat(session.stdout()).startsWith(RandomFile.sha256(same));
    }

    // ---- datagrams

    @ParameterizedTest
    @CsvSource({"LOCAL, +notcp", "LOCAL, +tcp", "OVERLAY, +notcp", "OVERLAY, +tcp"})
    void digIsAnswered(Way way, String protocol) {
        assertThat(succeeded(run(way, "dig", "@" + way.connector, protocol, "+short", "+timeout=10", "a.test", "A")))
                .isEqualTo("192.0.2.7\n");
    }

    /** dig asks again by TCP by itself; dnsmasq has one answer for both. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void anAnswerTooLongForADatagramIsFetchedByTcp(Way way) {
        String answer = succeeded(run(way, "dig", "@" + way.connector, "+noedns", "+timeout=10", "long.test", "TXT"));

        assertThat(answer).contains("Truncated, retrying in TCP mode").contains(longText());
    }

    /** Every client has a question of its own in the air most of the time; an answer to another's would show. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void datagramsOfManyClientsNeverCross(Way way) throws Exception {
        List<Callable<Void>> clients = new ArrayList<>();
        for (int client = 0; client < DATAGRAM_CLIENTS; client++) {
            int number = client;
            clients.add(() -> askAndCheck(way, number));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(clients)) {
                done.get();
            }
        }
        Sallyportd at = way == Way.LOCAL ? sites.edge() : sites.aws();
        assertThat(at.control().row("connectors", "udp-" + ECHO).path("opened").asInt()).isGreaterThanOrEqualTo(DATAGRAM_CLIENTS);
    }

    private Void askAndCheck(Way way, int client) throws IOException {
        try (DatagramSocket socket = Sockets.datagrams(client(way), way.connector, ECHO)) {
            socket.setSoTimeout(PATIENCE_MS);
            for (int sequence = 0; sequence < DATAGRAMS; sequence++) {
                byte[] question = ByteBuffer.allocate(200 + client).putInt(client).putInt(sequence).array();
                assertThat(ask(socket, question, sequence)).isEqualTo(question);
            }
        }
        return null;
    }

    /** Asks again when nothing comes, as every datagram protocol has to; late answers to earlier questions are passed over. */
    private static byte[] ask(DatagramSocket socket, byte[] question, int sequence) throws IOException {
        for (int attempt = 0; attempt < 10; attempt++) {
            socket.send(new DatagramPacket(question, question.length));
            try {
                byte[] answer = Sockets.receive(socket);
                while (ByteBuffer.wrap(answer).getInt(Integer.BYTES) < sequence) {
                    answer = Sockets.receive(socket);
                }
                return answer;
            } catch (SocketTimeoutException e) {
                // lost, or the machine is busy
            }
        }
        throw new SocketTimeoutException("no answer to datagram " + sequence);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aClosedPortIsToldToTheClient(Way way) throws IOException {
        try (DatagramSocket socket = Sockets.datagrams(client(way), way.connector, CLOSED)) {
            socket.send(new DatagramPacket("anybody?".getBytes(StandardCharsets.US_ASCII), 8));

            assertThatThrownBy(() -> Sockets.receive(socket)).isInstanceOf(PortUnreachableException.class);
        }
    }
}
