package io.sallyport.bench.lab.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process told apart from a later one with the same pid by its start time.
 *
 * @param startTicks clock ticks from boot to its start ({@code starttime}, field 22 of {@code /proc/pid/stat}, proc(5))
 */
public record ProcessRef(long pid, long startTicks) {

    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration AFTER_KILL = Duration.ofSeconds(2);

    /** Empty when there is no such process. */
    public static Optional<ProcessRef> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return Optional.of(new ProcessRef(pid, startTicks(stat)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The command name may hold spaces and parentheses; what follows the last one is numbered from field 3. */
    static long startTicks(String stat) {
        String[] fromThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fromThird[22 - 3]);
    }

    public boolean alive() {
        return of(pid).filter(this::equals).isPresent() && ProcessHandle.of(pid).isPresent();
    }

    /** Asks all to end, then makes those end that did not; returns when they are gone or cannot be ended. */
    public static void stopAll(List<ProcessRef> processes) {
        List<ProcessHandle> alive = processes.stream()
                .filter(ProcessRef::alive)
                .flatMap(process -> ProcessHandle.of(process.pid).stream())
                .toList();
        alive.forEach(ProcessHandle::destroy);
        awaitExit(alive, GRACE);
        List<ProcessHandle> stubborn = alive.stream().filter(ProcessHandle::isAlive).toList();
        stubborn.forEach(ProcessHandle::destroyForcibly);
        awaitExit(stubborn, AFTER_KILL);
    }

    private static void awaitExit(List<ProcessHandle> processes, Duration limit) {
        CompletableFuture<?>[] exits = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(exits)
                .completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
