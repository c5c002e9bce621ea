package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real daemon with connectors and services, looked at and told what to do by the real command.
 *
 * <pre>
 *  client ──── lan0 [gateway] lan1 ──── backend
 *  192.168.10.15   192.168.10.1             172.16.10.15, echoes
 *                  192.168.10.50 and 172.16.10.50: cluster IPs, which are its own, since it has no partner
 * </pre>
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectorIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SOCKET_TIMEOUT_MS = 30_000;
    private static final int FAILED = 1;
    private static final int PORT = 7_000;
    private static final int CLUSTER_PORT = 7_001;
    private static final String GATEWAY = "192.168.10.1";
    private static final String CLUSTER_IP = "192.168.10.50";
    private static final String CLUSTER_SOURCE = "172.16.10.50";
    private static final String BACKEND = "172.16.10.15";
    private static final int SENT = 100_000;

    private Sandbox sandbox;
    private Namespace client;
    private Sallyportd gateway;
    private EchoBackend backend;

    @BeforeAll
    void build() {
        sandbox = Sandbox.create(Sandbox.freshId("l4"));
        sandbox.guard();
        Namespace namespace = sandbox.namespace("gateway");
        gateway = new Sallyportd(sandbox, "gateway", namespace);
        gateway.launch();
        client = sandbox.namespace("client");
        Veth.between(namespace.link("lan0"), client.link("eth0"));
        namespace.link("lan0").address(GATEWAY + "/24");
        client.link("eth0").address("192.168.10.15/24");
        Namespace server = sandbox.namespace("backend");
        Veth.between(namespace.link("lan1"), server.link("eth0"));
        namespace.link("lan1").address("172.16.10.1/24");
        server.link("eth0").address(BACKEND + "/24");
        backend = EchoBackend.in(server);
        gateway.awaitListening();
        gateway.apply(document());
    }

    @AfterAll
    void remove() {
        if (backend != null) {
            backend.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
    }

    private ObjectNode document() {
        ObjectNode document = new Draft()
                .node("gateway", gateway.publicKey(), List.of("10.100.100.1"), List.of("198.51.100.1:51820"))
                .of("gateway", gateway.key());
        ArrayNode interfaces = document.putArray("interfaces");
        interfaces.addObject().put("name", "lan0").put("role", "lan").put("clusterIp", CLUSTER_IP);
        interfaces.addObject().put("name", "lan1").put("role", "lan").put("clusterIp", CLUSTER_SOURCE);
        ArrayNode connectors = document.putArray("connectors");
        connector(connectors, "plain", PORT, "echo").put("bind", "interface");
        connector(connectors, "cluster", CLUSTER_PORT, "echo-from-cluster-ip");
        ArrayNode services = document.putArray("services");
        service(services, "echo", backend.port());
        service(services, "echo-from-cluster-ip", backend.port()).put("sourceInterface", "lan1").put("sourceFromClusterIp", true);
        service(services, "nobody", 1);
        return document;
    }

    private static ObjectNode connector(ArrayNode connectors, String name, int port, String service) {
        return connectors.addObject().put("name", name).put("protocol", "tcp").put("listenInterface", "lan0").put("port", port)
                .put("service", service);
    }

    private static ObjectNode service(ArrayNode services, String name, int port) {
        return services.addObject().put("name", name).put("protocol", "tcp").put("host", BACKEND).put("port", port);
    }

    // ---- sessions

    @Test
    void bytesGoThroughAndAreSeenWhereOneLooks() throws IOException {
        long before = row("connectors", "plain").path("bytesIn").asLong();
        try (Socket socket = call(GATEWAY, PORT)) {
            assertEchoed(socket, SENT);

            JsonNode session = session("plain", socket);
            assertThat(session.path("client").asString()).isEqualTo("192.168.10.15:" + socket.getLocalPort());
            assertThat(session.path("listener").asString()).isEqualTo(GATEWAY + ":" + PORT);
            assertThat(session.path("backend").asString()).isEqualTo(BACKEND + ":" + backend.port());
            assertThat(session.path("service").asString()).isEqualTo("echo");
            assertThat(session.path("state").asString()).isEqualTo("open");
            await("the bytes in the session", () -> session("plain", socket).path("bytesIn").asLong() == SENT
                    && session("plain", socket).path("bytesOut").asLong() == SENT);
        }
        await("the bytes in the connector", () -> row("connectors", "plain").path("bytesIn").asLong() - before >= SENT);
        assertThat(row("services", "echo").path("bytesOut").asLong()).isGreaterThanOrEqualTo(SENT);
        assertThat(backend.callers()).contains(InetAddress.ofLiteral("172.16.10.1"));
        assertThat(gateway.control().show("status").path("layer4").path("transport").path("name").asString()).isEqualTo("epoll");
    }

    @Test
    void anOperatorEndsASessionAtBothEnds() throws IOException {
        try (Socket socket = call(GATEWAY, PORT)) {
            assertEchoed(socket, 1);
            String id = session("plain", socket).path("id").asString();
            long resets = backendResets();

            Command.Result closed = gateway.control().run("sessions", "close", id);

            assertThat(closed.exit()).as(closed.text()).isZero();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
            await("the reset at the backend", () -> backendResets() > resets);
            await("the reason in the connector",
                    () -> row("connectors", "plain").path("ends").path("operator").asLong() > 0);
            assertThat(gateway.control().run("sessions", "close", id).exit()).isEqualTo(FAILED);
        }
    }

    @Test
    void theClusterIpIsListenedAtAndDialledFromOnlyWhileItIsHeld() throws IOException {
        assertThat(gateway.control().run("show", "services").stdout()).contains("SOURCE INTERFACE").contains("lan1 (cluster IP)");

        await("the connector", () -> row("connectors", "cluster").path("state").asString().equals("listening"));
        try (Socket socket = call(CLUSTER_IP, CLUSTER_PORT)) {
            assertEchoed(socket, 10);
            assertThat(backend.callers()).contains(InetAddress.ofLiteral(CLUSTER_SOURCE));

            // taken away behind the daemon's back: no reset can leave from it any more, so only the backend hears at once
            gateway.namespace().ip("address", "del", CLUSTER_IP + "/32", "dev", "lan0");

            await("the reset at the backend", () -> backend.ended().contains(
                    new EchoBackend.Ended(InetAddress.ofLiteral(CLUSTER_SOURCE), true)));
            await("the reason in the connector", () -> row("connectors", "cluster").path("ends").path("address_lost").asLong() > 0);
        }
        // nobody else can have it
        await("the address again", () -> gateway.namespace().ip("address", "show", "dev", "lan0").contains(CLUSTER_IP + "/32"));
        await("the connector again", () -> row("connectors", "cluster").path("state").asString().equals("listening"));
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
        ArrayNode connectors = (ArrayNode) wrong.get("connectors");
        connector(connectors, "same-place", PORT, "echo").put("bind", "all");
        connector(connectors, "no-node", 7_002, "echo").put("node", "gatewya");
        connector(connectors, "no-service", 7_003, "ehco");
        connector(connectors, "no-device", 7_004, "echo").put("listenInterface", "lan9");
        ((ArrayNode) wrong.get("interfaces")).addObject().put("name", "lan9").put("role", "lan");
        service((ArrayNode) wrong.get("services"), "no-source", 1).put("sourceInterface", "lan9");
        String before = gateway.control().run("config", "get").stdout();
        try (Socket socket = call(GATEWAY, PORT)) {
            Command.Result answer = gateway.control().run("config", "apply", gateway.write(wrong).toString());

            assertThat(answer.exit()).isEqualTo(FAILED);
            assertThat(answer.stderr()).contains("/connectors/2/port", "/connectors/3/node", "did you mean 'gateway'?",
                    "/connectors/4/service", "did you mean 'echo'?", "/connectors/5/listenInterface", "no interface 'lan9'",
                    "/services/3/sourceInterface");
            assertThat(gateway.control().run("config", "get").stdout()).isEqualTo(before);
            assertEchoed(socket, 10);
        }
    }

    @Test
    void aPrivilegedPortTakesItsCapability() {
        Tool.require(Tool.SETPRIV);
        ObjectNode web = document();
        connector((ArrayNode) web.get("connectors"), "web", 80, "echo");
        String file = gateway.write(web).toString();

        Command.Result without = gateway.runToTheEnd(List.of("setpriv", "--bounding-set", "-net_bind_service"), "--check", file);
        Command.Result with = gateway.runToTheEnd(List.of(), "--check", file);

        assertThat(without.exit()).as(without.text()).isEqualTo(FAILED);
        assertThat(without.stderr()).contains("/connectors/2/port").contains("CAP_NET_BIND_SERVICE").contains("ip_unprivileged_port_start");
        assertThat(with.exit()).as(with.text()).isZero();
    }

    /** The daemon gives up every capability but two, and one of them is for this. */
    @Test
    void theRunningDaemonListensAtAPrivilegedPort() throws IOException {
        ObjectNode web = document();
        connector((ArrayNode) web.get("connectors"), "web", 80, "echo").put("bind", "interface");
        try {
            gateway.apply(web);
            try (Socket socket = call(GATEWAY, 80)) {
                assertEchoed(socket, 10);
            }
        } finally {
            gateway.apply(document());
        }
    }

    // ---- looking

    private Socket call(String address, int port) throws IOException {
        Socket socket = NamespaceSockets.open(client, () -> {
            Socket fresh = new Socket();
            fresh.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), SOCKET_TIMEOUT_MS);
            return fresh;
        });
        socket.setSoTimeout(SOCKET_TIMEOUT_MS);
        return socket;
    }

    /** Small enough for the buffers on the way, so that one thread may write all before it reads. */
    private static void assertEchoed(Socket socket, int bytes) throws IOException {
        byte[] sent = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            sent[i] = (byte) (i * 31);
        }
        socket.getOutputStream().write(sent);
        assertThat(socket.getInputStream().readNBytes(bytes)).isEqualTo(sent);
    }

    private JsonNode session(String connector, Socket socket) {
        String end = ":" + socket.getLocalPort();
        for (JsonNode session : gateway.control().show("sessions").path("sessions")) {
            if (session.path("connector").asString().equals(connector) && session.path("client").asString().endsWith(end)) {
                return session;
            }
        }
        throw new AssertionError("no session of " + connector + " from port " + socket.getLocalPort());
    }

    private JsonNode row(String table, String name) {
        for (JsonNode row : gateway.control().show(table).path(table)) {
            if (row.path("name").asString().equals(name)) {
                return row;
            }
        }
        throw new AssertionError("no " + name + " among the " + table);
    }

    private long backendResets() {
        return backend.ended().stream().filter(EchoBackend.Ended::reset).count();
    }

    private void await(String what, BooleanSupplier condition) {
        Deadline.await(SOON, what, condition, () -> gateway.process().logTail());
    }
}
