package io.sallyport.control.reconcile;

import io.sallyport.control.compile.Compiled;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Connector;
import io.sallyport.control.config.Warning;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.status.ConnectorStatus;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Layer 4 as it runs: opened by the first configuration that has a connector or a service, and kept until the daemon stops. It
 * stands beside the engine, so that a failure of one leaves the other running. Changed by the conductor thread only.
 */
public final class Layer4 implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Layer4.class);
    /** A stop should not wait for a session that nobody ends, but let a request under way have its answer. */
    private static final Duration DRAIN_AT_STOP = Duration.ofSeconds(2);

    /** @param transport that a first opening takes */
    private record Wanted(L4Plan plan, TransportChoice transport) {
    }

    private final L4Plane.Opener opener;
    private TransportChoice opened;
    private Wanted pending;

    // written by the conductor, read by whoever asks for status
    private volatile L4Plane plane;
    private volatile String problem = "";

    public Layer4(L4Plane.Opener opener) {
        this.opener = opener;
    }

    /**
     * Returns when what can be bound is bound.
     *
     * @return what does not listen although it should, and what waits for a restart
     * @throws RuntimeException when it does not run, with a message for an operator
     */
    List<Warning> apply(Compiled compiled) {
        Configuration configuration = compiled.configuration();
        run(new Wanted(compiled.l4(), configuration.node().transport()));
        pending = null;
        problem = "";
        List<Warning> warnings = new ArrayList<>(restartRequired(configuration));
        warnings.addAll(unbound(configuration));
        return warnings;
    }

    /** As {@link #apply}, but what does not run is a warning, and is tried again by {@link #reconcile}. */
    List<Warning> resume(Compiled compiled) {
        try {
            return apply(compiled);
        } catch (RuntimeException e) {
            pending = new Wanted(compiled.l4(), compiled.configuration().node().transport());
            problem = "layer 4 does not run: " + e.getMessage() + "; it is tried again every few seconds";
            return List.of(new Warning("", problem));
        }
    }

    private void run(Wanted wanted) {
        L4Plane present = plane;
        if (present != null) {
            present.apply(wanted.plan());
        } else if (!wanted.plan().equals(L4Plan.EMPTY)) {
            plane = opened(wanted);
            opened = wanted.transport();
        }
    }

    private L4Plane opened(Wanted wanted) {
        L4Plane fresh = opener.open(wanted.transport());
        try {
            fresh.apply(wanted.plan());
            return fresh;
        } catch (RuntimeException e) {
            // nothing runs yet, so the next attempt may open it with another transport
            fresh.close(Duration.ZERO);
            throw e;
        }
    }

    /** Tries again what did not run. */
    public void reconcile() {
        if (pending == null) {
            return;
        }
        try {
            run(pending);
            pending = null;
            problem = "";
            LOG.info("layer 4 runs now");
        } catch (RuntimeException e) {
            LOG.warn("layer 4 still does not run: {}", e.getMessage());
        }
    }

    /** Which fields of this configuration would wait for a restart of the daemon. */
    List<Warning> restartRequired(Configuration configuration) {
        TransportChoice wanted = configuration.node().transport();
        return opened == null || opened == wanted ? List.of()
                : List.of(RestartRequired.warning("/node/transport", label(opened), label(wanted)));
    }

    private static String label(TransportChoice transport) {
        return transport.name().toLowerCase(Locale.ROOT);
    }

    private List<Warning> unbound(Configuration configuration) {
        List<Warning> warnings = new ArrayList<>();
        List<String> names = configuration.connectors().stream().map(Connector::name).toList();
        status().map(L4Status::connectors).orElse(List.of()).forEach(connector -> problem(connector).ifPresent(reason ->
                warnings.add(new Warning("/connectors/" + names.indexOf(connector.plan().name()), reason))));
        return warnings;
    }

    private static Optional<String> problem(ConnectorStatus connector) {
        return connector.listening().stream().filter(listening -> !listening.open()).map(Listening::problem).findFirst();
    }

    /** What is not as wanted, each in one sentence; any thread. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!problem.isEmpty()) {
            problems.add(problem);
        }
        status().map(L4Status::connectors).orElse(List.of()).forEach(connector -> problem(connector).ifPresent(reason ->
                problems.add("connector " + connector.plan().name() + ": " + reason)));
        return problems;
    }

    /** What runs; empty while nothing asks for layer 4, or while it does not run; any thread. */
    public Optional<L4Plane> plane() {
        return Optional.ofNullable(plane);
    }

    /** Any thread. */
    public Optional<L4Status> status() {
        return plane().map(L4Plane::status);
    }

    /**
     * Gives up the cluster's addresses in good order, before the kernel loses them: afterwards no reset could leave from them.
     *
     * @param drain how long their sessions may go on
     * @return completed when none uses one any more
     */
    public CompletableFuture<Void> relinquish(Duration drain) {
        return plane().map(open -> open.relinquish(drain)).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Takes {@link #relinquish} back. */
    public void regain() {
        plane().ifPresent(L4Plane::resume);
    }

    @Override
    public void close() {
        L4Plane open = plane;
        plane = null;
        pending = null;
        if (open != null) {
            open.close(DRAIN_AT_STOP);
        }
    }
}
