package io.sallyport.control.api;

import io.sallyport.control.event.EventLog;
import io.sallyport.control.failover.ClusterService;
import io.sallyport.control.reconcile.Gateway;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What the control socket serves, assembled. */
public final class ControlApi {

    /**
     * Where the answers come from.
     *
     * @param version of this program
     */
    public record Sources(
            ConfigAccess config, Gateway gateway, ClusterService cluster, EventLog events, String version, Instant startedAt,
            Clock clock) {
    }

    private static final Set<String> FORWARDED = Set.of("forwarding", "degraded", "standby");
    private static final Duration RATE_WINDOW = Duration.ofMillis(250);

    record Health(String status) {
    }

    private ControlApi() {
    }

    /**
     * Opens the socket and answers.
     *
     * @throws ControlSocketException in one sentence with its remedy
     */
    public static ControlServer open(Path socket, Sources sources) {
        return ControlServer.open(socket, router(sources), ControlServer.Limits.DEFAULT);
    }

    static Router router(Sources sources) {
        Router router = new Router();
        new ConfigEndpoints(sources.config()).addTo(router);
        new ClusterEndpoints(sources).addTo(router);
        new EventEndpoints(sources.events()).addTo(router);
        new SessionEndpoints(sources.gateway(), RATE_WINDOW).addTo(router);
        return router
                .get("/v1/health", request -> health(sources))
                .get("/v1/status", request -> ApiResponse.ok(StatusReport.of(sources)))
                .get("/v1/routes", request -> ApiResponse.ok(RouteList.of(sources.gateway())))
                .get("/v1/nats", request -> ApiResponse.ok(NatList.of(sources.gateway())))
                .get("/v1/peers", request -> ApiResponse.ok(PeerList.of(sources.gateway())))
                .get("/v1/drops", request -> ApiResponse.ok(DropList.of(sources.gateway())))
                .get("/v1/workers", request -> ApiResponse.ok(WorkerList.of(sources.gateway())))
                .get("/v1/connectors", request -> ApiResponse.ok(ConnectorList.of(sources.gateway())))
                .get("/v1/services", request -> ApiResponse.ok(ServiceList.of(sources.gateway())))
                .get("/metrics", new Metrics(sources));
    }

    /** 200 only while packets are forwarded, here or by the other member, so that a probe needs to look at the status code alone. */
    private static ApiResponse health(Sources sources) {
        StatusReport status = StatusReport.of(sources);
        boolean stalled = sources.gateway().engineStatus()
                .map(engine -> engine.workers().stream().anyMatch(WorkerList::stalled)).orElse(false);
        if (status.configuration().isEmpty() || !FORWARDED.contains(status.state()) || stalled) {
            throw Problem.unavailable(status.problems().isEmpty() ? "this member of the cluster is " + status.state()
                    : String.join("; ", status.problems()));
        }
        return ApiResponse.ok(new Health(status.state()));
    }
}
