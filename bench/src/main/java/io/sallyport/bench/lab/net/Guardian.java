package io.sallyport.bench.lab.net;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A small process that outlives its maker in order to clean up after it: it waits for its standard input to end, which the
 * kernel sees to however the maker dies ({@code kill -9} included), and then removes the sandbox unless it was kept.
 */
public final class Guardian implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;

    private Guardian(Process process) {
        this.process = process;
    }

    static Guardian start(Path root, String id) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(JavaProgram.command(JavaProgram.SMALL, Guardian.class.getName(), List.of(root.toString(), id)));
        try {
            // no redirection of standard input: that pipe is the thread our life hangs by
            return new Guardian(new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new CommandException("the guardian of sandbox '" + id + "' cannot be started: " + e.getMessage(), e);
        }
    }

    /** Sends it home; what remains of the sandbox then is removed by it. */
    @Override
    public void close() {
        process.destroy();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        while (System.in.read() >= 0) {
            // nothing is ever said; only the end matters
        }
        Path root = Path.of(arguments[0]);
        String id = arguments[1];
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Sandbox.remove(root, id, Sandbox.Scope.UNLESS_KEPT) == Sandbox.Removal.IN_USE
                && deadline - System.nanoTime() > 0) {
            Thread.sleep(50);
        }
    }
}
