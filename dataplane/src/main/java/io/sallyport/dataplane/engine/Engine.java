package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.linux.InterfaceDrops;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.pipeline.ForwardingTables;
import io.sallyport.dataplane.tunnel.PeerTable;
import io.sallyport.dataplane.tunnel.Tunnel;
import java.time.Instant;
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
 * <p>Called by one thread, control's conductor, but where a method says otherwise; {@link #status()} may be called by any.
 */
public final class Engine implements AutoCloseable {

    private static final long ANSWER_SECONDS = 10;

    private final EngineOptions options;
    private final Tunnel tunnel;
    private final List<WorkerThread> threads;
    private final StatusReader statusReader;
    private volatile long version;
    /** Guards what other threads than the conductor ask of the workers: a descriptor must not be used once it is closed. */
    private final Object life = new Object();
    private boolean closed;

    private Engine(EngineOptions options, Tunnel tunnel, List<WorkerThread> threads, ForwardingLease lease) {
        this.options = options;
        this.tunnel = tunnel;
        this.threads = threads;
        this.statusReader = new StatusReader(tunnel, threads, lease, () -> InterfaceDrops.transmit(options.tunName()));
    }

    /**
     * Opens the TUN device and the underlay sockets and starts the workers; nothing is forwarded until {@link #apply}, and then
     * only while the lease holds.
     *
     * @param lease kept by the caller, who may renew and end it without asking
     * @throws EngineException in one sentence with its remedy, when a device, port or capability is missing
     */
    public static Engine open(EngineOptions options, ForwardingLease lease) {
        try {
            Assembly assembly = Assembly.of(options, lease);
            assembly.threads().forEach(WorkerThread::start);
            return new Engine(options, assembly.tunnel(), assembly.threads(), lease);
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

    /**
     * This node begins to use its cluster's overlay identity: no session is left, every peer that can be is called at once, at
     * all its places. Any thread; returns before it is done, which is microseconds later.
     *
     * @param notBefore the member before us may have used a clock that was ahead of ours; peers take only later timestamps
     */
    public void takeOver(Instant notBefore) {
        tell(() -> tunnel.takeOver(notBefore, System.nanoTime()));
    }

    /** This node does not use its cluster's overlay identity any more: sessions and calls are forgotten. Any thread. */
    public void standDown() {
        tell(tunnel::standDown);
    }

    /** The lease holds again: workers that sleep shall look at it. Any thread. */
    public void wake() {
        synchronized (life) {
            if (!closed) {
                threads.forEach(WorkerThread::wakeup);
            }
        }
    }

    /** The first worker owns peers and handshakes; the others shall look at the lease. */
    private void tell(CommandQueue.Command command) {
        synchronized (life) {
            if (!closed) {
                threads.getFirst().send(command);
                threads.forEach(WorkerThread::wakeup);
            }
        }
    }

    public EngineStatus status() {
        return statusReader.read(version);
    }

    /** Stops the workers and closes every port; the TUN device goes away with its last queue. */
    @Override
    public void close() {
        synchronized (life) {
            closed = true;
        }
        threads.forEach(WorkerThread::close);
    }
}
