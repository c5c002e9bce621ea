package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.linux.CpuAffinity;
import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.stats.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform thread of one worker: turns its duty cycle until closed, rests by the idle strategy, and lets a watchdog see
 * whether it makes progress.
 */
final class WorkerThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
    /** The longest sleep: bounds how stale a timer or the sign of life may be. */
    private static final long MAX_SLEEP_NS = 50_000_000L;
    /** Empty reads before the first sleep: about the time in which a peer on the same host answers. */
    private static final int SPINS = 4;
    private static final long JOIN_MS = 5_000;
    private static final VarHandle LAST_CYCLE;

    static {
        try {
            LAST_CYCLE = MethodHandles.lookup().findVarHandle(WorkerThread.class, "lastCycleNs", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Worker worker;
    private final Poller poller;
    private final int cpu;
    private final IdleStrategy idle;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile Throwable failure;
    private long lastCycleNs = System.nanoTime();

    /** @param cpu the CPU to pin to, or −1 */
    WorkerThread(int index, Worker worker, Poller poller, int cpu, boolean busyPoll) {
        this.worker = worker;
        this.poller = poller;
        this.cpu = cpu;
        this.idle = new IdleStrategy(busyPoll, SPINS, poller::await);
        this.thread = Thread.ofPlatform().name("worker-" + index).daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            pin();
            while (running) {
                long nowNs = System.nanoTime();
                LAST_CYCLE.setOpaque(this, nowNs);
                int work = worker.doWork(nowNs);
                if (idle.idle(work, MAX_SLEEP_NS)) {
                    worker.stats().increment(Counter.WAITS);
                }
            }
        } catch (Throwable t) {
            failure = t; // our own fault, never a packet's: the watchdog reports it, the node's health shows it
            LOG.error("{} stopped by a fault of ours; restart the daemon and report this", thread.getName(), t);
        }
    }

    private void pin() {
        if (cpu < 0) {
            return;
        }
        String refusal = CpuAffinity.pinCurrentThread(cpu);
        if (!refusal.isEmpty()) {
            LOG.warn("{} is not pinned to CPU {}: {}", thread.getName(), cpu, refusal);
        }
    }

    /** Any thread: queues a command and wakes the worker. */
    void send(CommandQueue.Command command) {
        if (!worker.commands().offer(command)) {
            throw new EngineException(thread.getName() + " does not take commands; its queue is full. See sallyport show workers");
        }
        poller.wakeup();
    }

    /** Nanoseconds since the worker last began a cycle. */
    long silenceNs(long nowNs) {
        return nowNs - (long) LAST_CYCLE.getOpaque(this);
    }

    boolean failed() {
        return failure != null;
    }

    String name() {
        return thread.getName();
    }

    int cpu() {
        return cpu;
    }

    Worker worker() {
        return worker;
    }

    /** Stops the thread and waits for it; its ports may be closed afterwards. */
    @Override
    public void close() {
        running = false;
        poller.wakeup();
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new EngineException(thread.getName() + " did not stop within " + JOIN_MS + " ms");
        }
        poller.close();
    }
}
