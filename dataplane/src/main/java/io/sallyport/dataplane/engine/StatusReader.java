package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.engine.EngineStatus.WorkerStatus;
import io.sallyport.dataplane.port.Offloads;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.PeerStatus;
import io.sallyport.dataplane.tunnel.Tunnel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Reads the workers' counters from outside, without stopping them. */
final class StatusReader {

    /** A healthy worker ends a cycle at least every 100 ms. */
    private static final long STALLED_NS = 1_000_000_000L;
    /** Utilisation is measured over at least this long, so that two readers do not spoil each other's figure. */
    private static final long SAMPLE_NS = 500_000_000L;

    private static final double BUSY = 0.01;

    private final Tunnel tunnel;
    private final List<WorkerThread> threads;
    private final ForwardingLease lease;
    private final LongSupplier unread;
    private final long[] sampledBusyNs;
    private final double[] utilisation;
    private long sampledAtNs = System.nanoTime();

    /** @param unread packets that the kernel lost because the TUN device's queues were full, of all workers together */
    StatusReader(Tunnel tunnel, List<WorkerThread> threads, ForwardingLease lease, LongSupplier unread) {
        this.tunnel = tunnel;
        this.threads = threads;
        this.lease = lease;
        this.unread = unread;
        sampledBusyNs = new long[threads.size()];
        utilisation = new double[threads.size()];
    }

    synchronized EngineStatus read(long version) {
        long nowNs = System.nanoTime();
        sample(nowNs);
        List<WorkerStatus> workers = new ArrayList<>();
        Map<String, Offloads> ports = new LinkedHashMap<>();
        Map<Counter, Long> counters = new EnumMap<>(Counter.class);
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        for (int i = 0; i < threads.size(); i++) {
            Worker worker = threads.get(i).worker();
            WorkerStatus status = status(i, nowNs);
            workers.add(status);
            ports.put(worker.lan().name(), worker.lan().offloads());
            ports.put(worker.wan().name(), worker.wan().offloads());
            status.counters().forEach((counter, count) -> counters.merge(counter, count, Long::sum));
            status.drops().forEach((reason, count) -> drops.merge(reason, count, Long::sum));
        }
        boolean standby = !lease.holds(nowNs);
        List<PeerStatus> peers = tunnel.status(nowNs);
        return new EngineStatus(version, standby, workers, standby ? peers.stream().map(PeerStatus::onStandby).toList() : peers, ports, tunnel.crypto(), counters, drops);
    }

    private void sample(long nowNs) {
        long elapsed = nowNs - sampledAtNs;
        if (elapsed < SAMPLE_NS) {
            return;
        }
        for (int i = 0; i < threads.size(); i++) {
            long busy = threads.get(i).busyNs();
            utilisation[i] = Math.clamp((double) (busy - sampledBusyNs[i]) / elapsed, 0, 1);
            sampledBusyNs[i] = busy;
        }
        sampledAtNs = nowNs;
    }

    private WorkerStatus status(int index, long nowNs) {
        WorkerThread thread = threads.get(index);
        WorkerStats stats = thread.worker().stats();
        long silence = thread.silenceNs(nowNs);
        boolean stalled = thread.failed() || silence > STALLED_NS;
        String state = thread.failed() ? "failed" : stalled ? "stalled" : utilisation[index] > BUSY ? "busy" : "idle";
        Map<Counter, Long> counters = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            counters.put(counter, stats.get(counter));
        }
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            drops.put(reason, stats.get(reason));
        }
        if (index == 0) {
            // the kernel does not tell its queues apart; the first worker stands for all
            drops.merge(DropReason.PORT_RECEIVE_QUEUE_FULL, unread.getAsLong(), Long::sum);
        }
        return new WorkerStatus(index, thread.name(), thread.cpu(), state, stalled ? silence / 1_000_000 : 0,
                stats.get(Counter.DUTY_CYCLES), utilisation[index], thread.worker().pool().available(),
                thread.worker().pool().size(), counters, drops);
    }
}
