package io.sallyport.control.api;

import io.sallyport.control.config.Cluster;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.failover.ClusterService;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.validate.Check;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What an operator may see and wish of the cluster. */
final class ClusterEndpoints {

    /** A wish was handed over; what becomes of it shows in the cluster's decisions and events. */
    record Accepted(String result) {
    }

    private final ClusterService cluster;
    private final Gateway gateway;

    ClusterEndpoints(ControlApi.Sources sources) {
        this.cluster = sources.cluster();
        this.gateway = sources.gateway();
    }

    void addTo(Router router) {
        router.get("/v1/cluster", request -> ApiResponse.ok(report()))
                .add("POST", "/v1/cluster/make-active", Set.of(), request -> wish("make-active", cluster::makeActive))
                .add("POST", "/v1/cluster/validate", Set.of("fix"), this::validate)
                .add("POST", "/v1/cluster/relinquish", Set.of(), request -> wish("relinquish", cluster::relinquish));
    }

    private ClusterReport report() {
        return cluster.view().map(view -> ClusterReport.of(name(), view, System.nanoTime())).orElseThrow(this::noMember);
    }

    private String name() {
        return gateway.running().map(running -> running.compiled().configuration()).flatMap(ClusterEndpoints::cluster)
                .map(Cluster::name).orElse("");
    }

    private static Optional<Cluster> cluster(Configuration configuration) {
        return configuration.network().clusterOf(configuration.node().name());
    }

    private ApiResponse wish(String what, BooleanSupplier handOver) {
        if (!handOver.getAsBoolean()) {
            throw noMember();
        }
        return ApiResponse.ok(new Accepted(what + " was handed to the cluster; see /v1/cluster and /v1/events"));
    }

    /** @param ok whether all is as a failover needs it */
    record Validated(boolean ok, List<Check> checks) {
    }

    /** On the request's own thread: it asks the provider, which takes seconds. */
    private ApiResponse validate(ApiRequest request) {
        List<Check> checks = cluster.validate(request.flag("fix")).orElseThrow(this::noMember);
        return ApiResponse.ok(new Validated(checks.stream().allMatch(Check::ok), checks));
    }

    private Problem noMember() {
        return cluster.isMember()
                ? Problem.unavailable("this member does not take part yet: its provider has not said what it is to hold; see /v1/events")
                : Problem.notFound("this node is no member of a cluster; its configuration has no section 'cluster'");
    }
}
