package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.pipeline.ForwardingTables;
import io.sallyport.dataplane.tunnel.PeerTable;
import io.sallyport.dataplane.tunnel.Tunnel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The forwarding engine of one node: its ports, its workers, and the snapshot they work with.
 *
 * <p>Called by one thread, control's conductor; {@link #status()} may be called by any.
 */
public final class Engine implements AutoCloseable {

    private static final long ANSWER_SECONDS = 10;

    private final EngineOptions options;
    private final Tunnel tunnel;
    private final List<WorkerThread> threads;
    private final StatusReader statusReader;
    private volatile long version;

    private Engine(EngineOptions options, Tunnel tunnel, List<WorkerThread> threads) {
        this.options = options;
        this.tunnel = tunnel;
        this.threads = threads;
        this.statusReader = new StatusReader(tunnel, threads);
    }

    /**
     * Opens the TUN device and the underlay sockets and starts the workers; nothing is forwarded until {@link #apply}.
     *
     * @throws EngineException in one sentence with its remedy, when a device, port or capability is missing
     */
    public static Engine open(EngineOptions options) {
        try {
            Assembly assembly = Assembly.of(options);
            assembly.threads().forEach(WorkerThread::start);
            return new Engine(options, assembly.tunnel(), assembly.threads());
        } catch (LinuxException e) {
            throw new EngineException(e.getMessage(), e);
        }
    }

    public EngineOptions options() {
        return options;
    }

    /**
     * Compiles the snapshot's tables and swaps them in at every worker; returns when all have adopted them. Sessions of peers
     * that stay are kept.
     *
     * @throws EngineException when a worker does not answer; it may then still forward by the old snapshot
     */
    public void apply(Snapshot snapshot) {
        ForwardingTables tables = ForwardingTables.compile(snapshot.plan());
        PeerTable peers = await(ask(threads.getFirst(),
                () -> tunnel.adopt(snapshot.identity(), snapshot.peers(), System.nanoTime())));
        List<CompletableFuture<Boolean>> adopted = new ArrayList<>();
        for (WorkerThread thread : threads) {
            adopted.add(ask(thread, () -> {
                thread.worker().adopt(tables, peers);
                return true;
            }));
        }
        adopted.forEach(Engine::await);
        version = snapshot.version();
    }

    private static <T> CompletableFuture<T> ask(WorkerThread thread, Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        thread.send(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new EngineException("a worker refused the new tables: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new EngineException("a worker did not answer within " + ANSWER_SECONDS
                    + " s; see sallyport show workers, and restart the daemon if it stays stalled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while the workers adopt new tables", e);
        }
    }

    public EngineStatus status() {
        return statusReader.read(version);
    }

    /** Stops the workers and closes every port; the TUN device goes away with its last queue. */
    @Override
    public void close() {
        threads.forEach(WorkerThread::close);
    }
}
