package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.linux.CpuAffinity;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.stats.Counter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The platform thread of one worker: turns its duty cycle until closed, rests by the idle strategy, and lets others see
 * whether it makes progress.
 */
final class WorkerThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
    /** The longest sleep: bounds how old the sign of life of a healthy worker may be. */
    private static final long MAX_SLEEP_NS = 100_000_000L;
    /** Empty reads before the first sleep: about the time in which a peer on the same host answers. */
    private static final int SPINS = 4;
    private static final long JOIN_MS = 5_000;
    private static final VarHandle LAST_CYCLE;
    private static final VarHandle BUSY;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LAST_CYCLE = lookup.findVarHandle(WorkerThread.class, "lastCycleNs", long.class);
            BUSY = lookup.findVarHandle(WorkerThread.class, "busyNs", long.class);
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
    private long busyNs;

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
            turn();
        } catch (LinuxException e) {
            failure = e;
            LOG.error("{} stopped: {}", thread.getName(), e.getMessage());
        } catch (Throwable t) { // never a packet's doing
            failure = t;
            LOG.error("{} stopped by a fault of ours; restart the daemon and report this", thread.getName(), t);
        }
    }

    private void turn() {
        long nowNs = System.nanoTime();
        while (running) {
            int work = worker.doWork(nowNs);
            long doneNs = System.nanoTime();
            if (work > 0) {
                BUSY.setOpaque(this, busyNs + (doneNs - nowNs));
            }
            nowNs = doneNs;
            LAST_CYCLE.setOpaque(this, nowNs);
            if (idle.idle(work, sleepNs(nowNs))) {
                worker.stats().increment(Counter.WAITS);
                nowNs = System.nanoTime();
            }
        }
    }

    private long sleepNs(long nowNs) {
        return Math.clamp(worker.nextDeadlineNs(nowNs) - nowNs, 0, MAX_SLEEP_NS);
    }

    private void pin() {
        if (cpu < 0) {
            return;
        }
        try {
            CpuAffinity.pin(cpu);
        } catch (LinuxException e) {
            LOG.warn("{} runs unpinned: {}", thread.getName(), e.getMessage());
        }
    }

    /** Any thread: ends the worker's sleep, or its next. */
    void wakeup() {
        poller.wakeup();
    }

    /** Any thread: queues a command and wakes the worker; false when the queue is full. */
    boolean trySend(CommandQueue.Command command) {
        boolean queued = worker.commands().offer(command);
        if (queued) {
            poller.wakeup();
        }
        return queued;
    }

    /** Any thread: like {@link #trySend}, for a command that must be carried out. */
    void send(CommandQueue.Command command) {
        if (!trySend(command)) {
            throw new EngineException(thread.getName() + " does not take commands; its queue is full. See sallyport show workers");
        }
    }

    /** Nanoseconds since the worker last ended a cycle. */
    long silenceNs(long nowNs) {
        return nowNs - (long) LAST_CYCLE.getOpaque(this);
    }

    /** Time in cycles that found work, in all. */
    long busyNs() {
        return (long) BUSY.getOpaque(this);
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

    /** Stops the thread, waits for it, and closes what the worker owned. */
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
            // its memory and descriptors are still in use: leave them to the end of the process
            LOG.error("{} did not stop within {} ms; its ports stay open until the process ends", name(), JOIN_MS);
            return;
        }
        worker.close();
        poller.close();
    }
}
