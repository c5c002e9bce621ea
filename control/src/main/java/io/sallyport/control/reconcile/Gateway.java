package io.sallyport.control.reconcile;

import io.sallyport.control.compile.Compiled;
import io.sallyport.control.compile.Compiler;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.Warning;
import io.sallyport.control.config.version.Applier;
import io.sallyport.dataplane.engine.EngineException;
import io.sallyport.dataplane.engine.EngineOptions;
import io.sallyport.dataplane.engine.EngineStatus;
import io.sallyport.dataplane.engine.ForwardingLease;
import io.sallyport.dataplane.engine.Snapshot;
import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs: the engine, opened by the first configuration and kept until the daemon stops or the engine fails, the host's
 * side of its TUN interface, and layer 4. Changed by the conductor thread only.
 */
public final class Gateway implements Applier, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final String FAILED = "failed";

    /** What was applied last. @param since when */
    public record Running(Compiled compiled, long version, Instant since) {
    }

    private final Compiler compiler;
    private final KeyFiles keyFiles;
    private final Dataplane.Opener opener;
    private final HostNetwork host;
    private final Layer4 layer4;
    private final Clock clock;
    /** One for the life of the daemon, whatever engines come and go. */
    private final ForwardingLease lease = new ForwardingLease(System::nanoTime);

    // written by the conductor, read by whoever asks for status
    private volatile Dataplane dataplane;
    private volatile Running running;
    private volatile String whyClosed = "";
    private volatile long engineRestarts;
    /** Whether this node uses the identity that it has in the overlay; of a cluster only the active member does. */
    private volatile boolean serving = true;

    public Gateway(
            Compiler compiler, KeyFiles keyFiles, Dataplane.Opener opener, HostNetwork host, Layer4 layer4, Clock clock) {
        this.compiler = compiler;
        this.keyFiles = keyFiles;
        this.opener = opener;
        this.host = host;
        this.layer4 = layer4;
        this.clock = clock;
    }

    @Override
    public List<Warning> apply(Configuration configuration, long version) {
        return apply(configuration, version, layer4::apply);
    }

    @Override
    public List<Warning> resume(Configuration configuration, long version) {
        return apply(configuration, version, layer4::resume);
    }

    private List<Warning> apply(Configuration configuration, long version, Function<Compiled, List<Warning>> runLayer4) {
        Compiled compiled = compile(configuration, version);
        if (engineFault().isPresent()) {
            // a failed worker would not answer; a new configuration need not wait for the recovery
            closeEngine();
        }
        join(compiled);
        Dataplane engine = dataplane;
        List<Warning> ofLayer4 = run(compiled, runLayer4);
        running = new Running(compiled, version, clock.instant());
        reconcileHost(compiled);
        List<Warning> warnings = new ArrayList<>(compiled.warnings());
        warnings.addAll(RestartRequired.warnings(engine.options(), compiled.options()));
        warnings.addAll(ofLayer4);
        host.problems().forEach(problem -> warnings.add(new Warning("", problem)));
        LOG.info("configuration version {} runs; peers: {}, routes: {}, inside NAT rows here: {}, connectors: {},"
                        + " services: {}", version,
                compiled.snapshot().peers().size(), compiled.snapshot().plan().routes().size(),
                compiled.snapshot().plan().natRows().size(), compiled.l4().connectors().size(), compiled.l4().services().size());
        return warnings;
    }

    /** A member forwards nothing until its cluster says so; one that leaves its cluster forwards by itself again. */
    private void join(Compiled compiled) {
        boolean member = compiled.configuration().cluster().isPresent();
        boolean was = lease.isLimited();
        if (member && !was) {
            lease.limit();
        }
        try {
            run(compiled);
        } catch (RuntimeException e) {
            if (member && !was) {
                lease.unlimited();
            }
            throw e;
        }
        if (member && !was) {
            serving = false;
            dataplane.standDown();
        } else if (!member && was) {
            lease.unlimited();
            serving = true;
            dataplane.takeOver(clock.instant());
        }
    }

    private List<Warning> run(Compiled compiled, Function<Compiled, List<Warning>> runLayer4) {
        try {
            return runLayer4.apply(compiled);
        } catch (RuntimeException e) {
            if (running == null) {
                closeEngine(); // a first configuration runs as a whole, or not at all
            }
            throw e;
        }
    }

    private void run(Compiled compiled) {
        Dataplane open = dataplane;
        Dataplane engine = open == null ? opener.open(compiled.options(), lease) : open;
        try {
            engine.apply(compiled.snapshot());
        } catch (RuntimeException e) {
            if (open == null) {
                // nothing runs yet, so the next attempt may open it with other options
                engine.close();
            }
            throw e;
        }
        dataplane = engine;
    }

    @Override
    public List<Warning> restartRequired(Configuration configuration) {
        List<Warning> warnings = new ArrayList<>(layer4.restartRequired(configuration));
        engineOptions().ifPresent(opened -> warnings.addAll(RestartRequired.warnings(opened, Compiler.options(configuration.node()))));
        return warnings;
    }

    /** Why the engine does not do what the running configuration says, in one clause; any thread. */
    public Optional<String> engineFault() {
        if (running == null) {
            return Optional.empty();
        }
        Dataplane engine = dataplane;
        if (engine == null) {
            return Optional.of("the engine is closed" + (whyClosed.isEmpty() ? "" : ": " + whyClosed));
        }
        return engine.status().workers().stream()
                .filter(worker -> worker.state().equals(FAILED))
                .findFirst()
                .map(worker -> "worker " + worker.index() + " (thread " + worker.thread() + ") has ended")
                .or(() -> host.deviceGone() ? Optional.of("interface " + engine.options().tunName() + " is gone") : Optional.empty());
    }

    /**
     * Closes the engine and opens it again with the configuration that runs. Sessions are made anew; counters begin at 0.
     *
     * @throws EngineException when it does not open or run; it stays closed then
     */
    void reopenEngine() {
        closeEngine();
        engineRestarts++;
        try {
            run(running.compiled());
        } catch (RuntimeException e) {
            whyClosed = e.getMessage();
            throw e;
        }
        whyClosed = "";
        reconcileHost(running.compiled());
    }

    private void reconcileHost(Compiled compiled) {
        HostNetwork.Wanted wanted = HostNetwork.Wanted.of(compiled.configuration(), dataplane.options().tunName());
        host.want(serving ? wanted : wanted.onStandby());
        host.reconcile();
    }

    /** The role of this member of a cluster as far as the host is concerned. */
    public void serve(boolean serves) {
        if (lease.isLimited() && serving != serves) {
            serving = serves;
            if (dataplane != null && running != null) {
                reconcileHost(running.compiled());
            }
        }
    }

    /** Of a member of a cluster: workers forward until then. The cluster's thread only. */
    public void renewLease(long untilNs) {
        if (!lease.isLimited()) {
            return; // it has left its cluster a moment ago
        }
        boolean lapsed = !lease.holds(System.nanoTime());
        lease.renew(untilNs);
        Dataplane engine = dataplane;
        if (lapsed && engine != null) {
            engine.wake();
        }
    }

    /** Of a member of a cluster: workers forward nothing from here on. The cluster's thread only. */
    public void endLease() {
        if (lease.isLimited()) {
            lease.end();
        }
    }

    /** The overlay identity is this member's from here on; any thread. */
    public void takeOver(Instant notBefore) {
        Dataplane engine = dataplane;
        if (engine != null) {
            engine.takeOver(notBefore);
        }
    }

    /** The overlay identity is not this member's any more; any thread. */
    public void standDown() {
        Dataplane engine = dataplane;
        if (engine != null && lease.isLimited()) {
            engine.standDown();
        }
    }

    /** Attempts since the daemon started; any thread. */
    public long engineRestarts() {
        return engineRestarts;
    }

    private void closeEngine() {
        Dataplane engine = dataplane;
        dataplane = null;
        if (engine != null) {
            engine.close();
        }
    }

    /** May be called by any thread: it touches nothing that runs. */
    Compiled compile(Configuration configuration, long version) {
        try {
            return compiler.compile(configuration, keyFiles, version);
        } catch (KeyFileException e) {
            throw new EngineException(e.getMessage(), e);
        }
    }

    /** Puts newly resolved endpoints to use, unless the configuration has moved on meanwhile. */
    void adopt(Snapshot refreshed, Running basis) {
        if (running != basis || dataplane == null) {
            return;
        }
        dataplane.apply(refreshed);
        running = new Running(basis.compiled().with(refreshed), basis.version(), basis.since());
    }

    /** Repairs what others changed on the host. */
    public void reconcileHost() {
        host.reconcile();
    }

    /** Any thread may ask it for what runs. */
    public Layer4 layer4() {
        return layer4;
    }

    /** Any thread. */
    public Optional<Running> running() {
        return Optional.ofNullable(running);
    }

    /** Any thread; empty before the first configuration. */
    public Optional<EngineStatus> engineStatus() {
        return Optional.ofNullable(dataplane).map(Dataplane::status);
    }

    /** What the engine was opened with; any thread. */
    public Optional<EngineOptions> engineOptions() {
        return Optional.ofNullable(dataplane).map(Dataplane::options);
    }

    /** What is not as wanted on the host, each in one sentence; any thread. */
    public List<String> hostProblems() {
        return host.problems();
    }

    /** Layer 4 first: its sessions to other nodes end in good order only while there is a tunnel. */
    @Override
    public void close() {
        layer4.close();
        host.close();
        closeEngine();
    }
}
