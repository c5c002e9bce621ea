package io.sallyport.control;

import io.netty.channel.epoll.Epoll;
import io.sallyport.control.api.ControlServer;
import io.sallyport.control.api.ControlSocketException;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.Dataplane;
import io.sallyport.control.reconcile.HostNetwork;
import io.sallyport.control.reconcile.InterfaceRoutes;
import io.sallyport.control.reconcile.L4Plane;
import io.sallyport.dataplane.l4.udp.UnreachableSender;
import io.sallyport.dataplane.linux.Capabilities;
import io.sallyport.dataplane.linux.Capability;
import io.sallyport.dataplane.linux.LinuxException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyportd}. */
@Command(name = "sallyportd", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
        description = "The Sallyport gateway: forwards packets as its configuration says, and listens on its control socket.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:stopped by SIGTERM or SIGINT, or --check found no fault",
            "1:the configuration of --check or --config is refused or does not run",
            "2:wrong usage",
            "3:a capability or kernel feature is missing",
            "4:the control socket or the state directory cannot be used"})
public final class Main implements Callable<Integer> {

    static final int FAILED = 1;
    static final int INCAPABLE = 3;
    static final int NO_SOCKET = 4;

    /** What {@code --version} prints. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"sallyportd " + BuildInfo.version()};
        }
    }

    @Option(names = "--state", paramLabel = "DIR", defaultValue = "/var/lib/sallyport",
            description = "Where configurations are kept (default: ${DEFAULT-VALUE}).")
    private Path state;

    @Option(names = "--socket", paramLabel = "PATH", defaultValue = "/run/sallyport/control.sock",
            description = "The control socket (default: ${DEFAULT-VALUE}).")
    private Path socket;

    @Option(names = "--config", paramLabel = "FILE",
            description = "The first configuration: applied when none is stored yet, left aside otherwise.")
    private Path firstConfiguration;

    @Option(names = "--check", paramLabel = "FILE", description = "Say what is wrong with a configuration, and exit.")
    private Path check;

    @Option(names = "--log-level", paramLabel = "LEVEL", defaultValue = "INFO",
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Logging.Level logLevel;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    if (exception instanceof StartException refusal) {
                        line.getErr().println("sallyportd: " + refusal.getMessage());
                        return refusal.exitStatus();
                    }
                    throw exception;
                });
    }

    @Override
    public Integer call() throws InterruptedException {
        Logging.configure(logLevel);
        return check != null ? check() : run();
    }

    private int check() {
        PrintWriter out = spec.commandLine().getOut();
        return switch (new ConfigReader(KeyFiles.onDisk()).read(readFile(check))) {
            case ReadResult.Valid valid -> {
                valid.warnings().forEach(warning -> out.println("warning: " + Daemon.describe(warning)));
                out.println(check + " is valid");
                yield 0;
            }
            case ReadResult.Invalid invalid -> throw new StartException(FAILED, Daemon.describe(invalid.faults()));
        };
    }

    private int run() throws InterruptedException {
        Optional<byte[]> first = Optional.ofNullable(firstConfiguration).map(Main::readFile);
        requireKernel();
        prepareDirectories();
        // while raw sockets may be opened
        UnreachableSender unreachable = new UnreachableSender();
        Optional<Ethernet> ethernet = ethernet();
        // before any other thread is made, for each inherits what its maker may do
        Capabilities.retainOnly(EnumSet.of(
                Capability.CAP_NET_ADMIN, Capability.CAP_NET_BIND_SERVICE));
        Logger log = LoggerFactory.getLogger(Main.class);
        log.info("sallyportd {} on Java {}; socket {}, state {}", BuildInfo.version(), Runtime.version(), socket, state);
        Daemon daemon = openDaemon(unreachable, ethernet);
        try {
            daemon.boot(first);
        } catch (StartException e) {
            daemon.close();
            throw e;
        }
        // a signal starts the JVM's shutdown; status 0 says that it was a clean one
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
            daemon.close();
            Runtime.getRuntime().halt(0);
        }));
        new CountDownLatch(1).await();
        return 0;
    }

    /** While raw sockets may be opened. Only a cluster on a LAN needs it, and says so when it is missing. */
    private static Optional<Ethernet> ethernet() {
        try {
            return Optional.of(Ethernet.ofThisHost());
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }

    private Daemon openDaemon(UnreachableSender unreachable, Optional<Ethernet> ethernet) {
        try {
            return new Daemon(state, socket, Dataplane::engine, transport -> L4Plane.netty(transport, unreachable),
                    HostNetwork.ofThisHost(), InterfaceRoutes.ofThisHost(), ethernet, Clock.systemUTC());
        } catch (ControlSocketException e) {
            throw new StartException(NO_SOCKET, e.getMessage());
        }
    }

    private static void requireKernel() {
        try {
            if (!Capabilities.has(Capability.CAP_NET_ADMIN)) {
                throw new StartException(INCAPABLE, "CAP_NET_ADMIN is missing, without which no TUN device can be opened; "
                        + "start it as root, or with AmbientCapabilities=CAP_NET_ADMIN in its systemd unit");
            }
        } catch (LinuxException e) {
            throw new StartException(INCAPABLE, e.getMessage());
        } catch (ExceptionInInitializerError e) {
            // the self-test of system calls runs when the C library is first used
            throw new StartException(INCAPABLE, e.getCause().getMessage());
        }
        if (!Epoll.isAvailable()) {
            throw new StartException(INCAPABLE, "epoll is not available to Netty: " + Epoll.unavailabilityCause().getMessage()
                    + "; the control socket needs it");
        }
    }

    private void prepareDirectories() {
        try {
            ControlServer.prepareDirectory(socket);
            Files.createDirectories(state);
        } catch (IOException e) {
            throw new StartException(NO_SOCKET, "cannot make the directory of the control socket or the state: " + e
                    + "; choose writable ones with --socket and --state");
        }
    }

    private static byte[] readFile(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new StartException(FAILED, "there is no file " + file);
        } catch (AccessDeniedException e) {
            throw new StartException(FAILED, "may not read " + file + ", nor may root without its capabilities where a directory is "
                    + "closed to others; put it where the daemon's user may read it, such as /etc/sallyport");
        } catch (IOException e) {
            throw new StartException(FAILED, "cannot read " + file + ": " + e.getMessage());
        }
    }
}
