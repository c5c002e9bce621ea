package io.sallyport.bench.it;

import static io.sallyport.bench.it.OneGateway.ADDRESS;
import static io.sallyport.bench.it.OneGateway.BACKEND;
import static io.sallyport.bench.it.OneGateway.CLUSTER_IP;
import static io.sallyport.bench.it.OneGateway.CLUSTER_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A real daemon with connectors and services, looked at and told what to do by the real command; see {@link OneGateway}. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectorIT {

    private static final int FAILED = 1;
    private static final int PORT = 7_000;
    private static final int CLUSTER_PORT = 7_001;
    private static final int SENT = 100_000;

    @AutoClose
    private OneGateway site;
    private Sallyportd gateway;
    @AutoClose
    private EchoBackend backend;

    @BeforeAll
    void build() {
        site = new OneGateway("l4");
        gateway = site.gateway();
        backend = EchoBackend.in(site.backend());
        gateway.apply(document());
    }

    private ObjectNode document() {
        ObjectNode document = site.document();
        OneGateway.connector(document, "plain", "tcp", PORT, "echo");
        OneGateway.connector(document, "cluster", "tcp", CLUSTER_PORT, "echo-from-cluster-ip").put("bind", "clusterIp");
        OneGateway.service(document, "echo", "tcp", backend.port());
        OneGateway.service(document, "echo-from-cluster-ip", "tcp", backend.port())
                .put("sourceInterface", OneGateway.BACKENDS_SIDE).put("sourceFromClusterIp", true);
        OneGateway.service(document, "nobody", "tcp", 1);
        return document;
    }

    // ---- sessions

    @Test
    void bytesGoThroughAndAreSeenWhereOneLooks() throws IOException {
        long before = gateway.control().row("connectors", "plain").path("bytesIn").asLong();
        try (Socket socket = Sockets.call(site.client(), ADDRESS, PORT)) {
            Sockets.assertEchoed(socket, SENT);

            JsonNode session = gateway.control().session("plain", socket.getLocalPort());
            assertThat(session.path("client").asString()).isEqualTo("192.168.10.15:" + socket.getLocalPort());
            assertThat(session.path("listener").asString()).isEqualTo(ADDRESS + ":" + PORT);
            assertThat(session.path("backend").asString()).isEqualTo(BACKEND + ":" + backend.port());
            assertThat(session.path("service").asString()).isEqualTo("echo");
            assertThat(session.path("state").asString()).isEqualTo("open");
            site.await("the bytes in the session", () -> {
                JsonNode now = gateway.control().session("plain", socket.getLocalPort());
                return now.path("bytesIn").asLong() == SENT && now.path("bytesOut").asLong() == SENT;
            });
        }
        site.await("the bytes in the connector", () -> gateway.control().row("connectors", "plain").path("bytesIn").asLong() - before >= SENT);
        assertThat(gateway.control().row("services", "echo").path("bytesOut").asLong()).isGreaterThanOrEqualTo(SENT);
        assertThat(backend.callers()).contains(InetAddress.ofLiteral("172.16.10.1"));
        assertThat(gateway.control().show("status").path("layer4").path("transport").path("name").asString()).isEqualTo("epoll");
    }

    @Test
    void anOperatorEndsASessionAtBothEnds() throws IOException {
        try (Socket socket = Sockets.call(site.client(), ADDRESS, PORT)) {
            Sockets.assertEchoed(socket, 1);
            String id = gateway.control().session("plain", socket.getLocalPort()).path("id").asString();
            long resets = backendResets();

            Command.Result closed = gateway.control().run("sessions", "close", id);

            assertThat(closed.exit()).as(closed.text()).isZero();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
            site.await("the reset at the backend", () -> backendResets() > resets);
            site.await("the reason in the connector", () -> gateway.control().ends("plain", "operator") > 0);
            assertThat(gateway.control().run("sessions", "close", id).exit()).isEqualTo(FAILED);
        }
    }

    @Test
    void theClusterIpIsListenedAtAndDialledFromOnlyWhileItIsHeld() throws IOException {
        assertThat(gateway.control().run("show", "services").stdout()).contains("SOURCE INTERFACE").contains("lan1 (cluster IP)");

        site.await("the connector", () -> gateway.control().row("connectors", "cluster").path("state").asString().equals("listening"));
        try (Socket socket = Sockets.call(site.client(), CLUSTER_IP, CLUSTER_PORT)) {
            Sockets.assertEchoed(socket, 10);
            assertThat(backend.callers()).contains(InetAddress.ofLiteral(CLUSTER_SOURCE));

            // taken away behind the daemon's back: no reset can leave from it any more, so only the backend hears at once
            site.lose(OneGateway.CLIENTS_SIDE, CLUSTER_IP);

            site.await("the reset at the backend", () -> backend.ended().contains(
                    new EchoBackend.Ended(InetAddress.ofLiteral(CLUSTER_SOURCE), true)));
            site.await("the reason in the connector", () -> gateway.control().ends("cluster", "address_lost") > 0);
        }
        // nobody else can have it
        site.await("the address again", () -> site.holds(OneGateway.CLIENTS_SIDE, CLUSTER_IP));
        site.await("the connector again", () -> gateway.control().row("connectors", "cluster").path("state").asString().equals("listening"));
    }

    // ---- tests

    @Test
    void aServiceIsTriedAndToldHowLongItTakesOrWhyNot() {
        Command.Result good = gateway.control().run("test", "service", "echo");
        assertThat(good.exit()).as(good.text()).isZero();
        assertThat(good.stdout()).contains("echo is reachable at " + BACKEND + ":" + backend.port() + " from 172.16.10.1:").contains(" ms");

        Command.Result refused = gateway.control().run("test", "service", "nobody");
        assertThat(refused.exit()).as(refused.text()).isEqualTo(FAILED);
        assertThat(refused.stdout()).contains("nobody is unreachable").contains("backend_refused");

        Command.Result unknown = gateway.control().run("test", "service", "ehco");
        assertThat(unknown.exit()).isEqualTo(FAILED);
        assertThat(unknown.stderr()).contains("no service 'ehco'");
    }

    // ---- what is refused

    @Test
    void wrongConnectorsAreRefusedAllAtOnceAndChangeNothing() throws IOException {
        ObjectNode wrong = document();
        OneGateway.connector(wrong, "same-place", "tcp", PORT, "echo").put("bind", "all");
        OneGateway.connector(wrong, "no-node", "tcp", 7_002, "echo").put("node", "gatewya");
        OneGateway.connector(wrong, "no-service", "tcp", 7_003, "ehco");
        OneGateway.connector(wrong, "no-device", "tcp", 7_004, "echo").put("listenInterface", "lan9");
        Draft.lan(wrong, "lan9");
        OneGateway.service(wrong, "no-source", "tcp", 1).put("sourceInterface", "lan9");
        String before = gateway.control().run("config", "get").stdout();
        try (Socket socket = Sockets.call(site.client(), ADDRESS, PORT)) {
            Command.Result answer = gateway.control().run("config", "apply", gateway.write(wrong).toString());

            assertThat(answer.exit()).isEqualTo(FAILED);
            assertThat(answer.stderr()).contains("/connectors/2/port", "/connectors/3/node", "did you mean 'gateway'?",
                    "/connectors/4/service", "did you mean 'echo'?", "/connectors/5/listenInterface", "no interface 'lan9'",
                    "/services/3/sourceInterface");
            assertThat(gateway.control().run("config", "get").stdout()).isEqualTo(before);
            Sockets.assertEchoed(socket, 10);
        }
    }

    @Test
    void aPrivilegedPortTakesItsCapability() {
        Tool.require(Tool.SETPRIV);
        ObjectNode web = document();
        OneGateway.connector(web, "web", "tcp", 80, "echo");
        assertThat(gateway.runToTheEnd(List.of(), "--check", gateway.write(web).toString()).exit()).isZero();

        try (OneGateway bound = new OneGateway("l4-bound", "setpriv", "--bounding-set", "-net_bind_service")) {
            ObjectNode good = bound.document();
            OneGateway.service(good, "echo", "tcp", backend.port());
            bound.gateway().apply(good);
            OneGateway.connector(good, "web", "tcp", 80, "echo");

            Command.Result answer = bound.gateway().control().run("config", "apply", bound.gateway().write(good).toString());

            assertThat(answer.exit()).as(answer.text()).isEqualTo(FAILED);
            assertThat(answer.stderr()).contains("/connectors/0/port", "CAP_NET_BIND_SERVICE", "ip_unprivileged_port_start");
            assertThat(bound.gateway().control().show("connectors").path("connectors").isEmpty()).isTrue();
        }
    }

    /** The daemon gives up every capability but two, and one of them is for this. */
    @Test
    void theRunningDaemonListensAtAPrivilegedPort() throws IOException {
        ObjectNode web = document();
        OneGateway.connector(web, "web", "tcp", 80, "echo");
        try {
            gateway.apply(web);
            try (Socket socket = Sockets.call(site.client(), ADDRESS, 80)) {
                Sockets.assertEchoed(socket, 10);
            }
        } finally {
            gateway.apply(document());
        }
    }

    private long backendResets() {
        return backend.ended().stream().filter(EchoBackend.Ended::reset).count();
    }
}
