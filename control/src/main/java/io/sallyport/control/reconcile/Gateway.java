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
import io.sallyport.dataplane.engine.Snapshot;
import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs: the engine, opened by the first configuration and kept until the daemon stops, and the host's side of its TUN
 * interface. Changed by the conductor thread only.
 */
public final class Gateway implements Applier, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** What was applied last. @param since when */
    public record Running(Compiled compiled, long version, Instant since) {
    }

    private final Compiler compiler;
    private final KeyFiles keyFiles;
    private final Dataplane.Opener opener;
    private final HostNetwork host;
    private final Clock clock;

    // written by the conductor, read by whoever asks for status
    private volatile Dataplane dataplane;
    private volatile Running running;

    public Gateway(Compiler compiler, KeyFiles keyFiles, Dataplane.Opener opener, HostNetwork host, Clock clock) {
        this.compiler = compiler;
        this.keyFiles = keyFiles;
        this.opener = opener;
        this.host = host;
        this.clock = clock;
    }

    @Override
    public List<Warning> apply(Configuration configuration, long version) {
        Compiled compiled = compile(configuration, version);
        boolean first = dataplane == null;
        Dataplane engine = first ? opener.open(compiled.options()) : dataplane;
        try {
            engine.apply(compiled.snapshot());
        } catch (RuntimeException e) {
            if (first) {
                // nothing runs yet, so the next attempt may open it with other options
                engine.close();
            }
            throw e;
        }
        dataplane = engine;
        running = new Running(compiled, version, clock.instant());
        host.want(HostNetwork.Wanted.of(configuration, engine.options().tunName()));
        host.reconcile();
        List<Warning> warnings = new ArrayList<>(compiled.warnings());
        warnings.addAll(RestartRequired.warnings(engine.options(), compiled.options()));
        host.problems().forEach(problem -> warnings.add(new Warning("", problem)));
        LOG.info("configuration version {} runs; peers: {}, routes: {}, inside NAT rows here: {}", version,
                compiled.snapshot().peers().size(), compiled.snapshot().plan().routes().size(),
                compiled.snapshot().plan().natRows().size());
        return warnings;
    }

    @Override
    public List<Warning> restartRequired(Configuration configuration) {
        return engineOptions().map(opened -> RestartRequired.warnings(opened, Compiler.options(configuration.node())))
                .orElse(List.of());
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
        if (running != basis) {
            return;
        }
        dataplane.apply(refreshed);
        Compiled old = basis.compiled();
        running = new Running(new Compiled(old.configuration(), refreshed, old.options(), old.warnings(), old.usesNames()),
                basis.version(), basis.since());
    }

    /** Repairs what others changed on the host. */
    public void reconcileHost() {
        host.reconcile();
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

    @Override
    public void close() {
        host.close();
        Dataplane engine = dataplane;
        dataplane = null;
        if (engine != null) {
            engine.close();
        }
    }
}
