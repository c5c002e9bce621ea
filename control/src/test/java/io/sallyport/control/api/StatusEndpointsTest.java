package io.sallyport.control.api;

import static io.sallyport.control.api.RawHttp.body;
import static io.sallyport.control.api.RawHttp.header;
import static io.sallyport.control.api.RawHttp.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.SeedNetwork;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What a running gateway tells about itself. */
@Timeout(30)
class StatusEndpointsTest {

    @RegisterExtension
    private final RunningApi api = new RunningApi();

    @Test
    void anUnconfiguredGatewaySaysWhatToDo() throws IOException {
        JsonNode status = api.json("/v1/status");

        assertThat(status.at("/state").asString()).isEqualTo("unconfigured");
        assertThat(status.at("/problems/0").asString()).contains("sallyport config apply");
        assertThat(status.at("/uptimeSeconds").asInt()).isEqualTo(90);
        assertThat(api.json("/v1/routes").at("/routes").size()).isZero();
        assertThat(api.json("/v1/peers").at("/peers").size()).isZero();
        assertThat(api.json("/v1/workers").at("/workers").size()).isZero();
        assertThat(status(api.get("/v1/health"))).isEqualTo(503);
    }

    @Test
    void aForwardingGatewayShowsItsIdentityAndEngine() throws IOException {
        api.apply(SeedNetwork.document("edge1"));

        JsonNode status = api.json("/v1/status");

        assertThat(status.at("/state").asString()).isEqualTo("forwarding");
        assertThat(status.at("/node/name").asString()).isEqualTo("edge1-a");
        assertThat(status.at("/node/identity").asString()).isEqualTo("EdgeCluster1");
        assertThat(status.at("/configuration/version").asInt()).isEqualTo(1);
        assertThat(status.at("/configuration/accessRules").isMissingNode()).isTrue();
        assertThat(status.at("/peers/up").asInt()).isEqualTo(3);
        assertThat(status.at("/ports/0/offloads/1/cause").asString()).isEqualTo("EINVAL");
        assertThat(status.at("/crypto/chacha20-poly1305").asString()).startsWith("libcrypto");
        assertThat(status.at("/counters/lan_rx_bytes").asLong()).isEqualTo(4_500);
        assertThat(status.at("/drops").asLong()).isEqualTo(7);
        assertThat(status(api.get("/v1/health"))).isEqualTo(200);
    }

    /** Neither it nor, as far as it knows, the other member forwards. */
    @Test
    void aMemberThatDoesNotTakePartYetIsStarting() throws IOException {
        api.apply(SeedNetwork.member());

        assertThat(api.json("/v1/status").at("/state").asString()).isEqualTo("starting");
        String health = api.get("/v1/health");
        assertThat(status(health)).isEqualTo(503);
        assertThat(body(health)).contains("this member of the cluster is starting");
    }

    @Test
    void aStalledWorkerIsNamedAndUnhealthy() throws IOException {
        api.apply(SeedNetwork.document("edge1"));
        api.dataplane.stall(2_500);

        assertThat(api.json("/v1/status").at("/state").asString()).isEqualTo("degraded");
        assertThat(api.json("/v1/status").at("/problems/0").asString()).contains("worker-0").contains("2500 ms");
        assertThat(api.json("/v1/workers").at("/workers/0/state").asString()).isEqualTo("stalled");
        String health = api.get("/v1/health");
        assertThat(status(health)).isEqualTo(503);
        assertThat(body(health)).contains("worker-0");
    }

    @Test
    void aFailedWorkerIsAFailedGatewayUntilItsEngineIsOpenedAgain() throws IOException {
        api.apply(SeedNetwork.document("edge1"));
        api.dataplane.failWorker();

        assertThat(api.json("/v1/status").at("/state").asString()).isEqualTo("failed");
        assertThat(api.json("/v1/status").at("/problems/0").asString()).contains("worker-0").contains("has ended");
        assertThat(status(api.get("/v1/health"))).isEqualTo(503);
        assertThat(body(api.get("/metrics"))).contains("sallyport_worker_state{worker=\"0\",sallyport_worker_state=\"failed\"} 1");

        api.recovery.run();

        assertThat(api.json("/v1/status").at("/state").asString()).isEqualTo("forwarding");
        assertThat(api.json("/v1/status").at("/engineRestarts").asInt()).isEqualTo(1);
        assertThat(body(api.get("/metrics"))).contains("sallyport_engine_restarts_total 1.0");
    }

    @Test
    void routesSayWhichIsSelectedAndWhy() throws IOException {
        api.apply(SeedNetwork.edited("edge1", "{\"networkCidr\": \"10.100.20.0/24\", \"node\": \"EdgeCluster2\"}", """
                {"networkCidr": "10.100.20.0/24", "node": "EdgeCluster2", "metric": 10},
                {"networkCidr": "10.100.20.0/24", "node": "AWSCluster", "metric": 20}"""));

        assertThat(route("10.100.20.0/24", "EdgeCluster2").at("/state").asString()).isEqualTo("selected");
        assertThat(route("10.100.20.0/24", "AWSCluster").at("/state").asString()).isEqualTo("standby");
        assertThat(route("10.100.20.0/24", "AWSCluster").at("/reason").asString()).contains("EdgeCluster2").contains("10");
        assertThat(route("10.100.10.0/24", "EdgeCluster1").at("/state").asString()).isEqualTo("local");

        api.dataplane.peerState("EdgeCluster2", "down");
        assertThat(route("10.100.20.0/24", "EdgeCluster2").at("/state").asString()).isEqualTo("down");
        assertThat(route("10.100.20.0/24", "EdgeCluster2").at("/reason").asString()).contains("handshakes go unanswered");
        assertThat(route("10.100.20.0/24", "AWSCluster").at("/state").asString()).isEqualTo("selected");

        api.dataplane.peerState("AWSCluster", "connecting");
        assertThat(route("10.100.20.0/24", "AWSCluster").at("/state").asString()).isEqualTo("selected");
        assertThat(route("10.100.20.0/24", "AWSCluster").at("/reason").asString()).contains("being called");
    }

    @Test
    void natRowsSayWhetherTheyAreActiveHere() throws IOException {
        api.apply(SeedNetwork.document("edge1"));

        JsonNode nats = api.json("/v1/nats").at("/nats");

        assertThat(nats.size()).isEqualTo(5);
        for (JsonNode row : nats) {
            assertThat(row.at("/here").asBoolean()).isEqualTo(row.at("/node").asString().equals("EdgeCluster1"));
        }
    }

    @Test
    void peersShowHandshakeTrafficAndLoss() throws IOException {
        api.apply(SeedNetwork.document("edge1"));
        api.dataplane.peerState("EdgeCluster3", "down");

        JsonNode peers = api.json("/v1/peers").at("/peers");

        JsonNode up = named(peers, "AWSCluster");
        assertThat(up.at("/handshakeAgeMs").asLong()).isEqualTo(12_500);
        assertThat(up.at("/loss").asDouble()).isEqualTo(0.25);
        JsonNode down = named(peers, "EdgeCluster3");
        assertThat(down.at("/handshakeAgeMs").isMissingNode()).isTrue();
        assertThat(down.at("/note").asString()).contains("is EdgeCluster3 running?");
    }

    @Test
    void dropsListEveryReasonWithItsRemedy() throws IOException {
        api.apply(SeedNetwork.document("edge1"));

        JsonNode drops = api.json("/v1/drops");

        assertThat(drops.at("/drops").size()).isEqualTo(DropReason.values().length);
        assertThat(drops.at("/total").asLong()).isEqualTo(7);
        for (JsonNode drop : drops.at("/drops")) {
            assertThat(drop.at("/remedy").asString()).isNotEmpty();
        }
    }

    @Test
    void metricsHaveEveryCounterAndReason() throws IOException {
        api.apply(SeedNetwork.document("edge1"));

        String response = api.get("/metrics");
        String metrics = body(response);

        assertThat(header(response, "content-type")).startsWith("application/openmetrics-text");
        assertThat(metrics).endsWith("# EOF\n").contains("sallyport_config_version 1.0").contains("sallyport_build_info{")
                .contains("sallyport_drops_total{reason=\"no_route\",stage=\"route\",worker=\"0\"} 7.0")
                .contains("sallyport_peer_rx_bytes_total{peer=\"AWSCluster\"} 2048.0")
                .contains("sallyport_peer_handshake_age_seconds{peer=\"AWSCluster\"} 12.5")
                .contains("sallyport_peer_rx_lost{peer=\"AWSCluster\"} 10.0")
                .contains("sallyport_peer_state{peer=\"AWSCluster\",sallyport_peer_state=\"up\"} 1")
                .contains("sallyport_worker_state{worker=\"0\",sallyport_worker_state=\"stalled\"} 0");
        for (Counter counter : Counter.values()) {
            assertThat(metrics).contains("sallyport_" + counter.label() + "_total{worker=\"0\"}");
        }
        for (DropReason reason : DropReason.values()) {
            assertThat(metrics).contains("reason=\"" + reason.label() + "\"");
        }
    }

    @Test
    void metricsAreServedBeforeTheFirstConfigurationToo() throws IOException {
        assertThat(body(api.get("/metrics"))).contains("sallyport_config_version 0.0").endsWith("# EOF\n");
    }

    private JsonNode route(String prefix, String node) throws IOException {
        for (JsonNode route : api.json("/v1/routes").at("/routes")) {
            if (route.at("/networkCidr").asString().equals(prefix) && route.at("/node").asString().equals(node)) {
                return route;
            }
        }
        throw new AssertionError("no route " + prefix + " to " + node);
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode entry : list) {
            if (entry.at("/name").asString().equals(name)) {
                return entry;
            }
        }
        throw new AssertionError("no " + name);
    }
}
