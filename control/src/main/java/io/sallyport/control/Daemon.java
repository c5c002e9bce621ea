package io.sallyport.control;

import io.sallyport.control.api.ConfigAccess;
import io.sallyport.control.api.ControlApi;
import io.sallyport.control.api.ControlServer;
import io.sallyport.control.compile.Compiler;
import io.sallyport.control.compile.DnsResolver;
import io.sallyport.control.config.Fault;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.Warning;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.version.ApplyResult;
import io.sallyport.control.config.version.Author;
import io.sallyport.control.config.version.BootResult;
import io.sallyport.control.config.version.ConfigService;
import io.sallyport.control.config.version.ConfigStore;
import io.sallyport.control.event.EventLog;
import io.sallyport.control.failover.ClusterService;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.Dataplane;
import io.sallyport.control.reconcile.EndpointRefresh;
import io.sallyport.control.reconcile.EngineRecovery;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.HostNetwork;
import io.sallyport.control.reconcile.InterfaceRoutes;
import io.sallyport.control.reconcile.L4Plane;
import io.sallyport.control.reconcile.Layer4;
import io.sallyport.control.reconcile.StallWatch;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the daemon, wired: what starts after what, and stops before what. */
final class Daemon implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration DNS_LIMIT = Duration.ofSeconds(5);
    private static final Duration HOST_INTERVAL = Duration.ofSeconds(5);
    private static final Duration ENGINE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration DNS_INTERVAL = Duration.ofMinutes(1);
    /** Who pushes what stands on the daemon's command line. */
    private static final Author COMMAND_LINE = new Author(0, 0, "sallyportd --config");

    private final Conductor conductor = new Conductor();
    private final Gateway gateway;
    private final ClusterService cluster;
    private final ConfigAccess config;
    private final ControlServer server;
    private final EventLog events;

    /**
     * @param opener   how an engine is made
     * @param layer4   how layer 4 is made
     * @param host     the host's side of the TUN interface
     * @param routes   of the host's other interfaces
     * @param ethernet where a cluster on a LAN tells its neighbours of its address
     * @throws io.sallyport.control.api.ControlSocketException when the socket cannot be had
     */
    Daemon(Path state, Path socket, Dataplane.Opener opener, L4Plane.Opener layer4, HostNetwork host, InterfaceRoutes routes,
            Optional<Ethernet> ethernet, Clock clock) {
        KeyFiles keyFiles = KeyFiles.onDisk();
        gateway = new Gateway(new Compiler(new DnsResolver(DNS_LIMIT)), keyFiles, opener, host, new Layer4(layer4), clock);
        events = new EventLog(clock);
        cluster = new ClusterService(gateway, routes, conductor, keyFiles, ethernet, events, clock);
        ConfigService service = new ConfigService(
                new ConfigStore(state, ConfigStore.DEFAULT_KEEP), new ConfigReader(keyFiles), cluster, conductor, clock);
        config = new ConfigAccess(service, conductor);
        try {
            // before the boot, which may take its time: whoever asks meanwhile waits for an answer instead of being refused
            server = ControlApi.open(socket,
                    new ControlApi.Sources(config, gateway, cluster, events, BuildInfo.version(), clock.instant(), clock));
        } catch (RuntimeException e) {
            cluster.close();
            conductor.close();
            throw e;
        }
    }

    /**
     * Runs the last accepted configuration, and watches over it.
     *
     * @param first pushed when there is none yet
     * @throws StartException when {@code first} is pushed and refused
     */
    void boot(Optional<byte[]> first) throws InterruptedException {
        BootResult result = config.boot();
        switch (result) {
            case BootResult.Empty empty when first.isPresent() -> push(first.get());
            case BootResult.Empty empty -> LOG.info("unconfigured; push a configuration with 'sallyport config apply FILE'");
            case BootResult.Running running -> {
                running.fellBack().ifPresent(LOG::warn);
                warn(running.warnings());
                LOG.info("running configuration version {}", running.version());
            }
            case BootResult.Refused refused -> {
                LOG.error("{}; mend it, or push another configuration", config.notice());
                refused.faults().forEach(fault -> LOG.error("{}", describe(fault)));
            }
            case BootResult.Failed failed -> LOG.error("{}; mend it and restart, or push another configuration", failed.reason());
        }
        if (first.isPresent() && !(result instanceof BootResult.Empty)) {
            LOG.info("--config is left aside: this node has a stored configuration");
        }
        conductor.every(HOST_INTERVAL, gateway::reconcileHost);
        conductor.every(HOST_INTERVAL, cluster::reconcile);
        conductor.every(HOST_INTERVAL, gateway.layer4()::reconcile);
        conductor.every(ENGINE_INTERVAL, new StallWatch(gateway));
        conductor.every(ENGINE_INTERVAL, new EngineRecovery(gateway));
        conductor.every(DNS_INTERVAL, new EndpointRefresh(gateway, conductor));
    }

    private void push(byte[] document) throws InterruptedException {
        switch (config.apply(document, Optional.empty(), false, Optional.empty(), COMMAND_LINE)) {
            case ApplyResult.Applied applied -> warn(applied.warnings());
            case ApplyResult.Rejected rejected -> throw new StartException(Main.FAILED, describe(rejected.faults()));
            case ApplyResult.Failed failed -> throw new StartException(Main.FAILED, failed.reason());
            case ApplyResult.DryRun dryRun -> throw new IllegalStateException("nobody asked for a dry run");
            case ApplyResult.Conflict conflict -> throw new IllegalStateException("nobody named an etag");
        }
    }

    private static void warn(List<Warning> warnings) {
        warnings.forEach(warning -> LOG.warn(describe(warning)));
    }

    static String describe(Warning warning) {
        return warning.pointer().isEmpty() ? warning.message() : warning.pointer() + ": " + warning.message();
    }

    /** Every fault on its own line. */
    static String describe(List<Fault> faults) {
        return "the configuration is not valid:" + String.join("", faults.stream().map(fault -> "\n  " + describe(fault)).toList());
    }

    private static String describe(Fault fault) {
        return (fault.pointer().isEmpty() ? "the document" : fault.pointer()) + ": " + fault.message();
    }

    /** Packets and sessions stop last, so that whoever asks during the stop still sees what runs. */
    @Override
    public void close() {
        // while the conductor still carries out what handing over takes, and the socket tells how it goes
        cluster.close();
        server.close();
        conductor.close();
        gateway.close();
        events.close();
        LOG.info("stopped");
    }
}
