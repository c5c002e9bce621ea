package io.sallyport.control.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code sallyport} command: looks at a running gateway and changes its configuration. */
@Command(name = "sallyport", versionProvider = VersionCommand.Text.class, sortOptions = false,
        description = "Looks at a running Sallyport gateway and changes its configuration.",
        subcommands = {
            ConfigCommand.class, ShowCommand.class, SessionsCommand.class, TestCommand.class, ClusterCommand.class,
            EventsCommand.class, KeygenCommand.class, PubkeyCommand.class, VersionCommand.class, CompletionCommand.class,
            HelpCommand.class},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:refused, or it failed",
            "2:wrong usage",
            "3:the daemon cannot be reached",
            "4:conflict: somebody changed the configuration first, or no version waits for a confirmation",
            "5:not allowed at the control socket"})
public final class Sallyport implements Runnable {

    static final String SOCKET_VARIABLE = "SALLYPORT_SOCKET";
    private static final int LOOK_SECONDS = 30;
    private static final int CHANGE_SECONDS = 120;
    private static final Path DEFAULT_SOCKET = Path.of("/run/sallyport/control.sock");

    /**
     * What surrounds the command.
     *
     * @param terminal whether a person sees the output as it is written
     * @param pause    waits between two pictures of {@code --watch}
     */
    record Surroundings(Map<String, String> environment, InputStream in, boolean terminal, Clock clock, Pause pause) {

        /** Characters in a line. The launcher says how wide the terminal is; files and pipes take lines of any length. */
        int room() {
            String columns = environment.getOrDefault("COLUMNS", "");
            return terminal && columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : Integer.MAX_VALUE;
        }
    }

    /** Waits before the next picture. */
    @FunctionalInterface
    interface Pause {

        /** @return false to end the watch */
        boolean wait(Duration interval) throws InterruptedException;
    }

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version.")
    private boolean version;

    @Option(names = "--socket", paramLabel = "PATH", scope = ScopeType.INHERIT,
            description = "Where the daemon listens (default: $SALLYPORT_SOCKET, or /run/sallyport/control.sock).")
    private Path socket;

    @Option(names = "--timeout", paramLabel = "SECONDS", scope = ScopeType.INHERIT,
            description = "How long to wait for the daemon (default: 30, and 120 for a change of configuration).")
    private Integer timeoutSeconds;

    @Spec
    private CommandSpec spec;

    private final Surroundings surroundings;

    Sallyport(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String[] args) {
        Console console = System.console();
        Surroundings surroundings = new Surroundings(System.getenv(), System.in, console != null && console.isTerminal(),
                Clock.systemDefaultZone(), interval -> {
                    Thread.sleep(interval);
                    return true;
                });
        CommandLine line = commandLine(surroundings);
        // whatever the locale says: names and units have characters beyond ASCII
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(line.execute(args));
    }

    /** One command within this process, without a terminal: what it would print goes to the writers. Returns the exit status. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        Surroundings surroundings = new Surroundings(
                System.getenv(), InputStream.nullInputStream(), false, Clock.systemDefaultZone(), interval -> false);
        return commandLine(surroundings).setOut(out).setErr(err).execute(args);
    }

    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine command = new CommandLine(new Sallyport(surroundings));
        command.getCommandSpec().usageMessage().footerHeading("%nCommands of the launcher, in a clone:%n").footer(LauncherCommand.help());
        return command
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    if (exception instanceof CommandFailure failure) {
                        line.getErr().println("sallyport: " + failure.getMessage());
                        return failure.exitStatus();
                    }
                    throw exception;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do");
    }

    /** For a look at the gateway. */
    ControlClient client() {
        return client(LOOK_SECONDS);
    }

    /** For a change: a hundred thousand routes take a while to validate, compile and store. */
    ControlClient changingClient() {
        return client(CHANGE_SECONDS);
    }

    private ControlClient client(int defaultSeconds) {
        Path path = socket;
        if (path == null) {
            String named = surroundings.environment().getOrDefault(SOCKET_VARIABLE, "");
            path = named.isEmpty() ? DEFAULT_SOCKET : Path.of(named);
        }
        return new ControlClient(path, Duration.ofSeconds(timeoutSeconds == null ? defaultSeconds : timeoutSeconds));
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** An empty page for where the output goes. */
    Page page() {
        return new Page(Style.of(surroundings.terminal(), surroundings.environment()), surroundings.clock(), surroundings.room());
    }
}
