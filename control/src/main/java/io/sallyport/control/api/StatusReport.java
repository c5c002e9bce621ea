package io.sallyport.control.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.drive.ClusterCounters;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.version.ConfigService;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.engine.EngineStatus;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.status.TransportStatus;
import io.sallyport.dataplane.port.Offloads.Offload;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.wire.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /v1/status}.
 *
 * @param state          {@code forwarding}, {@code degraded} (forwarding, with problems), {@code unconfigured} or {@code failed};
 *                       of a member of a cluster that does not forward its role, mostly {@code standby}
 * @param problems       what is wrong, each in one sentence with its remedy
 * @param engineRestarts how often a failed engine was opened again
 * @param drops          packets dropped for all reasons; see {@code /v1/drops}
 */
record StatusReport(
        String state,
        List<String> problems,
        String version,
        Instant startedAt,
        long uptimeSeconds,
        long engineRestarts,
        Optional<Identity> node,
        Optional<Applied> configuration,
        Optional<Peers> peers,
        Optional<Interface> lan,
        Optional<Sessions> layer4,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PortStatus> ports,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> crypto,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> counters,
        long drops) {

    /** @param identity the cluster, for a member of one; otherwise the node */
    record Identity(String name, String identity, String network, List<String> addresses) {
    }

    /** @param accessRules absent: everything between configured rows passes */
    record Applied(
            long version, Instant appliedAt, Optional<Instant> confirmBy, int routes, int insideNats,
            Optional<Integer> accessRules) {
    }

    /** @param standby those that only the active member of the cluster has tunnels to, which this one is not */
    record Peers(int total, long up, long connecting, long standby) {
    }

    record Interface(String tun, int mtu, int listenPort) {
    }

    /**
     * @param transport    how it waits for its sockets, and why so
     * @param listening    connectors that listen now, of {@code connectors}
     * @param acceptPauses how often accepting paused because descriptors ran out
     * @param ends         of all connectors and peers, and of whoever is neither, by reason
     */
    record Sessions(TransportStatus transport, int connectors, long listening, int services, int sessions, int maxSessions,
            long acceptPauses, Map<String, Long> ends) {
    }

    record PortStatus(String port, List<Offload> offloads) {
    }

    static StatusReport of(ControlApi.Sources sources) {
        Gateway gateway = sources.gateway();
        Optional<Gateway.Running> running = gateway.running();
        Optional<EngineStatus> engine = gateway.engineStatus();
        List<String> problems = problems(sources, engine);
        Duration uptime = Duration.between(sources.startedAt(), sources.clock().instant());
        return new StatusReport(
                state(running.isPresent(), gateway.engineFault().isPresent(), engine.filter(EngineStatus::standby).map(still ->
                        sources.cluster().view().map(ClusterView::role).orElse(Role.STARTING)), sources.config().notice(), problems),
                problems,
                sources.version(),
                sources.startedAt(),
                uptime.toSeconds(),
                gateway.engineRestarts(),
                running.map(now -> identity(now.compiled().configuration())),
                running.map(now -> applied(now, sources.config().pending(now.version()))),
                engine.map(StatusReport::peers),
                gateway.engineOptions().map(options -> new Interface(options.tunName(), options.lanMtu(), options.listenPort())),
                gateway.layer4().status().map(StatusReport::sessions),
                engine.map(StatusReport::ports).orElse(List.of()),
                engine.map(EngineStatus::crypto).orElse(Map.of()),
                engine.map(status -> counters(status.counters())).orElse(Map.of()),
                engine.map(status -> status.drops().values().stream().mapToLong(Long::longValue).sum()).orElse(0L));
    }

    /** @param idle role of a member that does not forward */
    private static String state(boolean runs, boolean engineFailed, Optional<Role> idle, String notice, List<String> problems) {
        if (!runs) {
            return notice.isEmpty() ? "unconfigured" : "failed";
        }
        if (engineFailed) {
            return "failed";
        }
        return idle.map(ClusterCounters::label).orElse(problems.isEmpty() ? "forwarding" : "degraded");
    }

    private static List<String> problems(ControlApi.Sources sources, Optional<EngineStatus> engine) {
        List<String> problems = new ArrayList<>();
        if (!sources.config().notice().isEmpty()) {
            problems.add(sources.config().notice());
        } else if (sources.gateway().running().isEmpty()) {
            problems.add("no configuration yet; push one with 'sallyport config apply FILE'");
        }
        sources.gateway().engineFault().ifPresent(fault -> problems.add(
                fault + "; the engine is opened again, at the latest after 30 s; the log says more"));
        problems.addAll(sources.gateway().hostProblems());
        problems.addAll(sources.cluster().problems());
        problems.addAll(sources.gateway().layer4().problems());
        engine.ifPresent(status -> status.workers().stream()
                .filter(WorkerList::stalled)
                .forEach(worker -> problems.add("worker " + worker.index() + " (thread " + worker.thread()
                        + ") has made no progress for " + worker.stalledMs() + " ms; see the log, restart sallyportd")));
        return problems;
    }

    private static Identity identity(Configuration configuration) {
        String name = configuration.node().name();
        Optional<Destination> identity = configuration.network().identityOf(name);
        return new Identity(name, identity.map(Destination::name).orElse(name), configuration.network().name(),
                identity.map(Destination::address).orElse(List.of()).stream().map(IpAddress::toString).toList());
    }

    private static Applied applied(Gateway.Running running, Optional<ConfigService.Pending> pending) {
        Configuration configuration = running.compiled().configuration();
        return new Applied(running.version(), running.since(), pending.map(ConfigService.Pending::confirmBy),
                configuration.network().routes().size(), configuration.network().insideNats().size(),
                configuration.network().accessRules().map(List::size));
    }

    private static Peers peers(EngineStatus status) {
        return new Peers(status.peers().size(), inState(status, "up"), inState(status, "connecting"), inState(status, "standby"));
    }

    private static long inState(EngineStatus status, String state) {
        return status.peers().stream().filter(peer -> peer.state().equals(state)).count();
    }

    private static Sessions sessions(L4Status status) {
        return new Sessions(status.transport(), status.connectors().size(),
                status.connectors().stream().filter(connector -> connector.listening().stream().anyMatch(Listening::open)).count(),
                status.services().size(), status.sessions(), status.maxSessions(), status.acceptPauses(), SessionEnds.named(status.ends()));
    }

    private static List<PortStatus> ports(EngineStatus status) {
        return status.ports().entrySet().stream()
                .map(entry -> new PortStatus(entry.getKey(), entry.getValue().all())).toList();
    }

    static Map<String, Long> counters(Map<Counter, Long> counters) {
        Map<String, Long> named = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            named.put(counter.label(), counters.getOrDefault(counter, 0L));
        }
        return named;
    }
}
