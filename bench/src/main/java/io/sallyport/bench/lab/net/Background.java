package io.sallyport.bench.lab.net;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that goes on beside us: its output in a log file, a session of its own so that the terminal's Ctrl-C and our exit
 * leave it alone, and stopped by pid.
 */
public final class Background implements AutoCloseable {

    private static final int TAIL_LINES = 12;

    private final String name;
    private final Path log;
    private final ProcessRef process;

    private Background(String name, Path log, ProcessRef process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * @param environment added to our own
     * @throws CommandException when it cannot be started, or ended at once
     */
    static Background start(Ledger ledger, String name, Path log, List<String> command, Map<String, String> environment) {
        // setsid and "ip netns exec" replace themselves by the program: the pid is the program's own
        List<String> detached = new ArrayList<>(List.of("setsid"));
        detached.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(detached)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new Background(name, log, ledger.process(name, () -> launch(builder, log)));
    }

    private static ProcessRef launch(ProcessBuilder builder, Path log) {
        String command = String.join(" ", builder.command());
        try {
            return ProcessRef.of(builder.start().pid())
                    .orElseThrow(() -> new CommandException("'" + command + "' ended at once; see " + log));
        } catch (IOException e) {
            throw new CommandException("'" + command + "' cannot be started: " + e.getMessage(), e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    public boolean alive() {
        return process.alive();
    }

    /** @throws CommandException with the end of its log, when it has ended */
    public void requireAlive() {
        if (!alive()) {
            throw new CommandException(name + " ended; the end of " + log + ":\n" + logTail());
        }
    }

    /** The end of its log, for a message about its failure. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** Asks it to end as Ctrl-C does, for programs that then say how it went; returns when it is gone. */
    public void interrupt(Duration limit) {
        ProcessHandle.of(process.pid()).filter(handle -> process.alive()).ifPresent(handle -> {
            signal("INT");
            handle.onExit().completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS).join();
        });
        if (process.alive()) {
            throw new CommandException(name + " did not end within " + limit.toSeconds() + " s of an interrupt; see " + log);
        }
    }

    /** @param signal such as {@code STOP} or {@code CONT} */
    public void signal(String signal) {
        Command.of("kill", "-" + signal, Long.toString(process.pid())).output();
    }

    /** The end without a chance to clean up, as the kernel's memory killer would do it. */
    public void kill() {
        if (process.alive()) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public void close() {
        ProcessRef.stopAll(List.of(process));
    }
}
