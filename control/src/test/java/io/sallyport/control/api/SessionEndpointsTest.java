package io.sallyport.control.api;

import static io.sallyport.control.api.RawHttp.body;
import static io.sallyport.control.api.RawHttp.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.SeedNetwork;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Connectors, services and sessions as the API tells them. */
@Timeout(60)
class SessionEndpointsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String CONNECTORS = """
            {"name": "db", "protocol": "tcp", "listenInterface": "eth1", "port": 3306, "service": "mysql", "maxSessions": 100},
            {"name": "far", "protocol": "udp", "bind": "all", "port": 5353, "node": "EdgeCluster2", "service": "dns"},
            {"name": "off", "enabled": false, "protocol": "tcp", "listenInterface": "eth1", "bind": "interface", "port": 1,
             "service": "mysql"}""";
    private static final String SERVICES = """
            {"name": "mysql", "protocol": "tcp", "host": "10.0.1.15", "port": 3306, "sourceInterface": "eth1",
             "sourceFromClusterIp": true}""";

    @RegisterExtension
    private final RunningApi api = new RunningApi();

    @Test
    void beforeTheFirstConfigurationThereIsNothing() throws IOException {
        assertThat(api.json("/v1/connectors").at("/connectors").size()).isZero();
        assertThat(api.json("/v1/services").at("/services").size()).isZero();
        assertThat(api.json("/v1/sessions").at("/total").asInt()).isZero();
        assertThat(status(api.delete("/v1/sessions/1"))).isEqualTo(404);
        assertThat(status(api.post("/v1/services/mysql/test"))).isEqualTo(404);
        assertThat(api.json("/v1/status").at("/layer4").isMissingNode()).isTrue();
    }

    @Test
    void connectorsSayWhereTheyListenAndWhyNot() throws IOException {
        api.apply(SeedNetwork.layer4(CONNECTORS, SERVICES));

        JsonNode connectors = api.json("/v1/connectors").at("/connectors");

        JsonNode db = connectors.get(0);
        assertThat(db.at("/state").asString()).isEqualTo("listening");
        assertThat(db.at("/bind").asString()).isEqualTo("clusterIp");
        assertThat(db.at("/listening/0").asString()).isEqualTo("10.0.1.50:3306");
        assertThat(db.at("/refused").asLong()).isEqualTo(2);
        assertThat(db.at("/ends/backend_refused").asLong()).isEqualTo(2);
        assertThat(connectors.get(1).at("/node").asString()).isEqualTo("EdgeCluster2");
        assertThat(connectors.get(2).at("/state").asString()).isEqualTo("disabled");

        api.l4.listensAt("db");
        assertThat(api.json("/v1/connectors").at("/connectors/0/state").asString()).isEqualTo("standby");
        assertThat(api.json("/v1/connectors").at("/connectors/0/note").asString()).contains("cluster IP of eth1 is not held here");
        assertThat(api.json("/v1/status").at("/state").asString()).as("a standby is in order").isEqualTo("forwarding");

        api.l4.listensAt("db", new Listening(new InetSocketAddress("fd00:1::50", 3306), "the address is in use"));
        assertThat(api.json("/v1/connectors").at("/connectors/0/state").asString()).isEqualTo("failed");
        assertThat(api.json("/v1/connectors").at("/connectors/0/note").asString()).isEqualTo("the address is in use");
        assertThat(api.json("/v1/status").at("/problems/0").asString()).isEqualTo("connector db: the address is in use");
    }

    @Test
    void servicesSayHowTheirBackendFares() throws IOException {
        api.apply(SeedNetwork.layer4(CONNECTORS, SERVICES));
        assertThat(api.json("/v1/services").at("/services/0/state").asString()).isEqualTo("ready");

        api.l4.lastFailure("mysql", "10.0.1.15:3306 refused the connection");

        JsonNode mysql = api.json("/v1/services").at("/services/0");
        assertThat(mysql.at("/state").asString()).isEqualTo("failing");
        assertThat(mysql.at("/lastFailure").asString()).contains("refused");
        assertThat(mysql.at("/sourceInterface").asString()).isEqualTo("eth1");
        assertThat(mysql.at("/sourceFromClusterIp").asBoolean()).isTrue();
        assertThat(api.json("/v1/status").at("/state").asString()).as("a backend is no part of this gateway").isEqualTo("forwarding");
    }

    @Test
    void statusShowsTheTransportAndWhy() throws IOException {
        api.apply(SeedNetwork.layer4(CONNECTORS, SERVICES));

        JsonNode layer4 = api.json("/v1/status").at("/layer4");

        assertThat(layer4.at("/transport/name").asString()).isEqualTo("epoll");
        assertThat(layer4.at("/transport/reason").asString()).isEqualTo("as configured");
        assertThat(layer4.at("/connectors").asInt()).isEqualTo(3);
        assertThat(layer4.at("/maxSessions").asInt()).isEqualTo(20_000);
    }

    @Test
    void sessionsAreFilteredAndTheBusiestComesFirst() throws IOException {
        api.apply(SeedNetwork.layer4(CONNECTORS, SERVICES));
        SessionView quiet = session(1, "db", "10.0.1.77", 10_000, 500);
        SessionView busy = session(2, "far", "10.0.2.77", 10_000, 500);
        api.l4.sessions(List.of(quiet, busy), List.of(later(quiet, 0), later(busy, 4_000), session(3, "db", "10.0.1.78", 250, 100)));

        JsonNode all = api.json("/v1/sessions");
        assertThat(all.at("/total").asInt()).isEqualTo(3);
        assertThat(all.at("/sessions").valueStream().map(session -> session.at("/id").asInt())).containsExactly(2, 3, 1);
        assertThat(all.at("/sessions/0/inPerSecond").asLong()).as("4000 bytes in a quarter of a second").isEqualTo(16_000);
        assertThat(all.at("/sessions/1/inPerSecond").asLong()).as("100 bytes in its whole life").isEqualTo(400);
        assertThat(all.at("/sessions/2/inPerSecond").asLong()).isZero();
        assertThat(all.at("/sessions/0/client").asString()).isEqualTo("10.0.2.77:40000");
        assertThat(all.at("/sessions/0/state").asString()).isEqualTo("open");

        assertThat(ids("?connector=db")).containsExactly(1, 3);
        assertThat(ids("?service=nothing")).isEmpty();
        assertThat(ids("?client=10.0.2.0/24")).containsExactly(2);
        assertThat(ids("?client=10.0.1.78&state=open")).containsExactly(3);
        assertThat(ids("?state=draining")).isEmpty();
        assertThat(api.json("/v1/sessions?limit=1").at("/total").asInt()).isEqualTo(3);
        assertThat(ids("?limit=1")).hasSize(1);
    }

    @Test
    void aWrongFilterIsNamed() throws IOException {
        assertThat(body(api.get("/v1/sessions?state=closed"))).contains("client_half_closed");
        assertThat(status(api.get("/v1/sessions?client=10.0.0.300"))).isEqualTo(400);
        assertThat(status(api.get("/v1/sessions?limit=0"))).isEqualTo(400);
        assertThat(body(api.get("/v1/sessions?colour=red"))).contains("client, connector, limit, service, state");
    }

    @Test
    void aSessionIsClosedByItsNumber() throws IOException {
        api.apply(SeedNetwork.layer4(CONNECTORS, SERVICES));
        api.l4.sessions(List.of(session(7, "db", "10.0.1.77", 10_000, 500)));

        assertThat(body(api.delete("/v1/sessions/7"))).contains("\"closed\"");
        assertThat(status(api.delete("/v1/sessions/8"))).isEqualTo(404);
        assertThat(status(api.delete("/v1/sessions/x"))).isEqualTo(400);
        assertThat(status(api.get("/v1/sessions/7"))).isEqualTo(405);
    }

    @Test
    void aTestTellsEachStepOrWhyNot() throws IOException {
        api.apply(SeedNetwork.layer4(CONNECTORS, SERVICES));
        InetAddress backend = InetAddress.ofLiteral("10.0.1.15");
        api.l4.testOf("mysql", new ServiceTest(List.of(backend), 1_500_000, 250_000, Optional.of(new InetSocketAddress("10.0.1.50", 41_000)),
                Optional.of(new InetSocketAddress(backend, 3306)), Optional.empty(), ""));

        JsonNode reachable = JSON.readTree(body(api.post("/v1/services/mysql/test")));
        assertThat(reachable.at("/result").asString()).isEqualTo("reachable");
        assertThat(reachable.at("/resolveMs").asDouble()).isEqualTo(1.5);
        assertThat(reachable.at("/source").asString()).isEqualTo("10.0.1.50:41000");

        api.l4.testOf("mysql", new ServiceTest(List.of(backend), 0, 250_000, Optional.empty(), Optional.empty(),
                Optional.of(SessionEnd.BACKEND_REFUSED), "10.0.1.15:3306 refused the connection; does it run?"));
        JsonNode unreachable = JSON.readTree(body(api.post("/v1/services/mysql/test")));
        assertThat(unreachable.at("/result").asString()).isEqualTo("unreachable");
        assertThat(unreachable.at("/reason").asString()).isEqualTo("backend_refused");
        assertThat(unreachable.at("/message").asString()).contains("does it run?");

        assertThat(status(api.post("/v1/services/mysqll/test"))).isEqualTo(404);
    }

    @Test
    void metricsHaveConnectorsServicesAndEveryReason() throws IOException {
        api.apply(SeedNetwork.layer4(CONNECTORS, SERVICES));

        String metrics = body(api.get("/metrics"));

        assertThat(metrics).contains("sallyport_l4_transport_info{transport=\"epoll\"} 1")
                .contains("sallyport_l4_max_sessions 20000.0")
                .contains("sallyport_connector_sessions{connector=\"db\"} 3.0")
                .contains("sallyport_connector_listening{connector=\"db\"} 1.0")
                .contains("sallyport_connector_rx_bytes_total{connector=\"far\"} 2048.0")
                .contains("sallyport_connector_session_ends_total{connector=\"db\",reason=\"backend_refused\"} 2.0")
                .contains("sallyport_service_tx_bytes_total{service=\"mysql\"} 4096.0");
        for (SessionEnd end : SessionEnd.values()) {
            assertThat(metrics).contains("sallyport_l4_session_ends_total{reason=\"" + end.label() + "\"}");
        }
    }

    private List<Integer> ids(String query) throws IOException {
        return api.json("/v1/sessions" + query).at("/sessions").valueStream().map(session -> session.at("/id").asInt()).toList();
    }

    private static SessionView session(long id, String connector, String client, long ageMs, long bytes) {
        return new SessionView(id, TransportProtocol.TCP, connector, "mysql", new InetSocketAddress(client, 40_000),
                new InetSocketAddress("10.0.1.50", 3306), Optional.of(new InetSocketAddress("10.0.1.50", 41_000)),
                Optional.of(new InetSocketAddress("10.0.1.15", 3306)), SessionState.OPEN, Duration.ofMillis(ageMs).toNanos(),
                Duration.ofMillis(5).toNanos(), bytes, 0, false);
    }

    /** The same session a quarter of a second later. */
    private static SessionView later(SessionView session, long moreBytes) {
        return session(session.id(), session.connector(), session.client().getAddress().getHostAddress(),
                Duration.ofNanos(session.ageNs()).toMillis() + 250, session.bytesIn() + moreBytes);
    }
}
