package io.sallyport.control.failover;

import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Health.Overlay;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.engine.EngineStatus;
import io.sallyport.dataplane.engine.EngineStatus.WorkerStatus;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks at what a member needs to serve: links of its interfaces, workers that make progress, tunnels. Asking the kernel may wait
 * for a lock of its own, so this has a thread to itself. A failing backend is no cause: both members would have it.
 */
final class HealthProbe implements Supplier<Health> {

    private static final String STALLED = "stalled";

    private final Gateway gateway;
    private final Supplier<List<Link>> links;
    private volatile List<String> monitored = List.of();
    private volatile List<String> hindrances = List.of();

    /** @param links as the kernel has them now */
    HealthProbe(Gateway gateway, Supplier<List<Link>> links) {
        this.gateway = gateway;
        this.links = links;
    }

    /** @param interfaces whose link this member cannot do without */
    void monitor(List<String> interfaces) {
        monitored = List.copyOf(interfaces);
    }

    /** @param reasons why this member could not have what its role is about, each in a clause */
    void hindered(List<String> reasons) {
        hindrances = List.copyOf(reasons);
    }

    @Override
    public Health get() {
        List<String> causes = new ArrayList<>(hindrances);
        links(causes);
        gateway.engineFault().ifPresent(causes::add);
        Optional<EngineStatus> engine = gateway.engineStatus();
        engine.ifPresent(status -> workers(status, causes));
        return new Health(causes, engine.map(HealthProbe::overlay).orElse(Overlay.UNKNOWN),
                engine.map(status -> status.workers().stream().mapToLong(WorkerStatus::dutyCycles).sum()).orElse(0L));
    }

    private void links(List<String> causes) {
        try {
            Map<String, Link> present = links.get().stream().collect(Collectors.toMap(Link::name, Function.identity()));
            for (String name : monitored) {
                Link link = present.get(name);
                if (link == null) {
                    causes.add("interface " + name + " is gone");
                } else if (!link.carrier()) {
                    causes.add("interface " + name + (link.up() ? " has no link" : " is down"));
                }
            }
        } catch (LinuxException e) {
            causes.add("the kernel does not say how the interfaces are: " + e.getMessage());
        }
    }

    private static void workers(EngineStatus status, List<String> causes) {
        status.workers().stream().filter(worker -> worker.state().equals(STALLED)).forEach(worker ->
                causes.add("worker " + worker.index() + " has made no progress for " + worker.stalledMs() + " ms"));
    }

    /** Of a member that stands by nothing is known: it must not use the tunnels to find out. */
    private static Overlay overlay(EngineStatus status) {
        if (status.standby() || status.peers().isEmpty()) {
            return Overlay.UNKNOWN;
        }
        if (status.peers().stream().anyMatch(peer -> peer.state().equals("up"))) {
            return Overlay.UP;
        }
        return status.peers().stream().anyMatch(peer -> peer.state().equals("connecting")) ? Overlay.UNKNOWN : Overlay.DOWN;
    }
}
