package io.sallyport.bench.lab.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of a program with its arguments, a deadline, and what it wrote.
 *
 * @param arguments the program and its arguments; no shell ever sees them
 * @param deadline  after which the program is killed and the run fails
 * @param input     what it reads on standard input
 */
public record Command(List<String> arguments, Duration deadline, String input) {

    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(20);
    /** For the pipes to drain after the exit; a grandchild that holds them open must not hold us. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    public Command {
        arguments = List.copyOf(arguments);
    }

    public static Command of(String... arguments) {
        return of(List.of(arguments));
    }

    public static Command of(List<String> arguments) {
        return new Command(arguments, DEFAULT_DEADLINE, "");
    }

    public Command within(Duration limit) {
        return new Command(arguments, limit, input);
    }

    public Command reading(String text) {
        return new Command(arguments, deadline, text);
    }

    /** @param exit the program's exit status */
    public record Result(int exit, String stdout, String stderr) {

        public boolean ok() {
            return exit == 0;
        }

        /** What it wrote, standard output first. */
        public String text() {
            return (stdout + stderr).strip();
        }
    }

    /**
     * Runs to the end, whatever the exit status.
     *
     * @throws CommandException when it cannot be started or passes its deadline
     */
    public Result run() {
        Process process = start();
        try {
            FutureTask<String> stdout = collect(process.getInputStream());
            FutureTask<String> stderr = collect(process.getErrorStream());
            feed(process);
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CommandException("'" + this + "' did not end within " + deadline.toMillis() + " ms");
            }
            return new Result(process.exitValue(), drained(stdout), drained(stderr));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while '" + this + "' ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Runs and returns standard output.
     *
     * @throws CommandException also when the exit status is not 0
     */
    public String output() {
        Result result = run();
        if (!result.ok()) {
            throw new CommandException("'" + this + "' failed with status " + result.exit() + ": " + result.text());
        }
        return result.stdout();
    }

    private Process start() {
        try {
            return new ProcessBuilder(arguments).start();
        } catch (IOException e) {
            throw new CommandException("'" + arguments.getFirst() + "' cannot be started: " + e.getMessage(), e);
        }
    }

    private void feed(Process process) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // the program ended without reading; its exit status tells more than a broken pipe
        }
    }

    private static FutureTask<String> collect(InputStream stream) {
        FutureTask<String> task = new FutureTask<>(() -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(task);
        return task;
    }

    private static String drained(FutureTask<String> task) throws InterruptedException {
        try {
            return task.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return String.join(" ", arguments);
    }
}
