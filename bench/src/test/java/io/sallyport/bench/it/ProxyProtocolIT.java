package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * PROXY protocol with those who made it known: haproxy and nginx tell our connectors of clients, and are told by our services. In the
 * picture of {@link OneGateway}:
 *
 * <pre>
 *  curl, 192.168.10.16 ── haproxy | nginx ── [connector, service] ── haproxy | nginx, which answers whom it was told of
 *  or fd00::16            192.168.10.15                               172.16.10.15
 * </pre>
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyProtocolIT {

    private static final String REAL_CLIENT = "192.168.10.16";
    private static final String REAL_CLIENT_6 = "fd00::16";
    private static final String FRONT_6 = "fd00::15";

    private static final int TO_HAPROXY = 8_001;
    private static final int TO_NGINX = 8_002;
    private static final int DATAGRAM_PORT = 7_500;
    private static final int DATAGRAM_REPEAT_PORT = 7_501;
    private static final int DATAGRAM_READ_PORT = 7_502;

    /** proxy-protocol.txt §2.2 */
    private static final String V2_SIGNATURE = "0d0a0d0a000d0a515549540a";
    /** Version 2, command PROXY; IPv4 and UDP; 12 bytes follow. */
    private static final String V2_DATAGRAM = "21" + "12" + "000c";

    /** Who stands in front of the connector, and what it sends. */
    private enum Front {
        NOBODY("off", 0), HAPROXY_V1("v1", 9_001), HAPROXY_V2("v2", 9_002), NGINX_V1("v1", 9_003);

        private final String version;
        private final int port;

        Front(String version, int port) {
            this.version = version;
            this.port = port;
        }

        int offset() {
            return ordinal() * 10;
        }
    }

    /** Whom the service leads to, and what it sends there. */
    private enum Back {
        HAPROXY_V1("v1", TO_HAPROXY), HAPROXY_V2("v2", TO_HAPROXY), NGINX_V1("v1", TO_NGINX), NGINX_V2("v2", TO_NGINX);

        private final String version;
        private final int port;

        Back(String version, int port) {
            this.version = version;
            this.port = port;
        }

        String service() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @AutoClose
    private OneGateway site;
    private Sallyportd gateway;
    @AutoClose
    private DatagramSocket receiver;

    private static int connectorPort(Front front, Back back) {
        return 7_000 + front.offset() + back.ordinal();
    }

    @BeforeAll
    void build() {
        Tool.require(Tool.HAPROXY, Tool.NGINX, Tool.CURL);
        site = new OneGateway("proxy");
        gateway = site.gateway();
        site.client().link("eth0").address(REAL_CLIENT + "/24").address(FRONT_6 + "/64").address(REAL_CLIENT_6 + "/64");
        startBacks();
        startFronts();
        receiver = NamespaceSockets.open(site.backend(), () -> new DatagramSocket());
        gateway.apply(document());
    }

    private void startBacks() {
        ForeignServer.haproxy(site.backend(), site.directory(), TO_HAPROXY, "haproxy-back", """
                frontend told
                  mode http
                  bind :%d accept-proxy
                  http-request return status 200 content-type text/plain lf-string "%%ci %%cp %%fi %%fp"
                """.formatted(TO_HAPROXY));
        ForeignServer.nginx(site.backend(), site.directory(), TO_NGINX, "nginx-back", """
                http {
                  access_log off;
                  server {
                    listen %d proxy_protocol;
                    return 200 "$proxy_protocol_addr $proxy_protocol_port $proxy_protocol_server_addr $proxy_protocol_server_port";
                  }
                }
                """.formatted(TO_NGINX));
    }

    /** Each front has a port for each back, which leads to its own connector. */
    private void startFronts() {
        StringBuilder haproxy = new StringBuilder();
        StringBuilder nginx = new StringBuilder();
        for (Back back : Back.values()) {
            haproxy.append(haproxyFront(Front.HAPROXY_V1, back, "send-proxy"));
            haproxy.append(haproxyFront(Front.HAPROXY_V2, back, "send-proxy-v2"));
            nginx.append("  server { listen [::]:%d ipv6only=off; proxy_protocol on; proxy_pass %s:%d; }\n".formatted(
                    frontPort(Front.NGINX_V1, back), OneGateway.ADDRESS, connectorPort(Front.NGINX_V1, back)));
        }
        int first = frontPort(Front.HAPROXY_V1, Back.HAPROXY_V1);
        ForeignServer.haproxy(site.client(), site.directory(), first, "haproxy-front", haproxy.toString());
        first = frontPort(Front.NGINX_V1, Back.HAPROXY_V1);
        ForeignServer.nginx(site.client(), site.directory(), first, "nginx-front", "stream {\n" + nginx + "}\n");
    }

    private static String haproxyFront(Front front, Back back, String keyword) {
        return "listen p%1$d\n  bind :::%1$d v4v6\n  server s %2$s:%3$d %4$s\n".formatted(
                frontPort(front, back), OneGateway.ADDRESS, connectorPort(front, back), keyword);
    }

    private static int frontPort(Front front, Back back) {
        return front.port + 10 * back.ordinal();
    }

    private ObjectNode document() {
        ObjectNode document = site.document();
        for (Back back : Back.values()) {
            OneGateway.service(document, back.service(), "tcp", back.port).put("proxyProtocol", back.version);
            for (Front front : Front.values()) {
                int port = connectorPort(front, back);
                OneGateway.connector(document, "c-" + port, "tcp", port, back.service()).put("proxyProtocol", front.version);
            }
        }
        datagrams(document, "first", DATAGRAM_PORT).put("proxyProtocol", "v2");
        datagrams(document, "every", DATAGRAM_REPEAT_PORT).put("proxyProtocol", "v2").put("proxyProtocolDatagrams", "every");
        OneGateway.connector(document, "greeted", "udp", DATAGRAM_READ_PORT, "greeted").put("proxyProtocol", "v2");
        OneGateway.service(document, "greeted", "udp", receiver.getLocalPort());
        return document;
    }

    private ObjectNode datagrams(ObjectNode document, String name, int port) {
        OneGateway.connector(document, name, "udp", port, name);
        return OneGateway.service(document, name, "udp", receiver.getLocalPort());
    }

    // ---- streams

    static Stream<Arguments> everyPair() {
        return Stream.of(Front.values()).flatMap(front -> Stream.of(Back.values()).map(back -> Arguments.of(front, back)));
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    void theLastHopKnowsTheRealClient(Front front, Back back) {
        String hop = front == Front.NOBODY ? OneGateway.ADDRESS : OneGateway.CLIENT;
        int port = front == Front.NOBODY ? connectorPort(front, back) : frontPort(front, back);

        Told told = fetch(REAL_CLIENT, hop, port);

        assertThat(told.answer).isEqualTo(REAL_CLIENT + " " + told.clientPort + " " + hop + " " + port);
    }

    /** IPv6 up to the front, IPv4 behind it: the header alone carries the client's family. */
    @ParameterizedTest
    @CsvSource({"HAPROXY_V1, NGINX_V2", "HAPROXY_V2, HAPROXY_V1", "HAPROXY_V2, HAPROXY_V2", "NGINX_V1, HAPROXY_V2"})
    void aClientOfAnotherFamilyIsToldOf(Front front, Back back) {
        Told told = fetch(REAL_CLIENT_6, "[" + FRONT_6 + "]", frontPort(front, back));

        assertThat(told.answer).isEqualTo(REAL_CLIENT_6 + " " + told.clientPort + " " + FRONT_6 + " " + frontPort(front, back));
    }

    /** @param clientPort curl's own */
    private record Told(String answer, String clientPort) {
    }

    private Told fetch(String from, String host, int port) {
        Command.Result curl = site.client().command("curl", "--silent", "--show-error", "--fail", "--max-time", "60", "--interface", from,
                "--write-out", "\n%{local_port}", "http://" + host + ":" + port + "/").run();
        assertThat(curl.exit()).as(curl.text() + gateway.process().logTail()).isZero();
        List<String> lines = curl.stdout().lines().toList();
        return new Told(lines.getFirst().strip(), lines.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HAPROXY_V1", "HAPROXY_V2"})
    void aClientWithoutHeaderIsRefused(Front expected) {
        int port = connectorPort(expected, Back.NGINX_V1);

        Command.Result curl = site.client().command("curl", "--silent", "--max-time", "60",
                "http://" + OneGateway.ADDRESS + ":" + port + "/").run();

        assertThat(curl.exit()).isNotZero();
        site.await("the reason", () -> gateway.control().ends("c-" + port, "proxy_header_invalid") == 1);
    }

    // ---- datagrams

    @Test
    void theFirstDatagramOfASessionHasTheHeader() throws IOException {
        try (DatagramSocket client = Sockets.datagrams(site.client(), OneGateway.ADDRESS, DATAGRAM_PORT)) {
            assertThat(passed(client, "one")).isEqualTo(header(client, DATAGRAM_PORT) + hex("one"));
            assertThat(passed(client, "two")).isEqualTo(hex("two"));
        }
    }

    @Test
    void everyDatagramHasTheHeaderWhereThatIsConfigured() throws IOException {
        try (DatagramSocket client = Sockets.datagrams(site.client(), OneGateway.ADDRESS, DATAGRAM_REPEAT_PORT)) {
            assertThat(passed(client, "one")).isEqualTo(header(client, DATAGRAM_REPEAT_PORT) + hex("one"));
            assertThat(passed(client, "two")).isEqualTo(header(client, DATAGRAM_REPEAT_PORT) + hex("two"));
        }
    }

    @Test
    void aHeaderInFrontOfDatagramsIsReadAndTakenOff() throws IOException {
        try (DatagramSocket proxy = Sockets.datagrams(site.client(), OneGateway.ADDRESS, DATAGRAM_READ_PORT)) {
            byte[] greeted = HexFormat.of().parseHex(
                    V2_SIGNATURE + V2_DATAGRAM + address("203.0.113.9") + address("198.51.100.7") + port(4_242) + port(53) + hex("one"));
            proxy.send(new DatagramPacket(greeted, greeted.length));

            assertThat(received()).isEqualTo(hex("one"));
            assertThat(gateway.control().session("greeted", 4_242).path("client").asString()).isEqualTo("203.0.113.9:4242");
        }
    }

    private String passed(DatagramSocket client, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        client.send(new DatagramPacket(bytes, bytes.length));
        return received();
    }

    private String received() throws IOException {
        receiver.setSoTimeout(Sockets.TIMEOUT_MS);
        return HexFormat.of().formatHex(Sockets.receive(receiver));
    }

    private static String header(DatagramSocket client, int port) {
        return V2_SIGNATURE + V2_DATAGRAM + address(OneGateway.CLIENT) + address(OneGateway.ADDRESS) + port(client.getLocalPort())
                + port(port);
    }

    private static String address(String text) {
        return HexFormat.of().formatHex(InetAddress.ofLiteral(text).getAddress());
    }

    private static String port(int port) {
        return "%04x".formatted(port);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
