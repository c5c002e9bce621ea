package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.port.Offloads;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.tunnel.PeerStatus;
import java.util.List;
import java.util.Map;

/**
 * A consistent-enough picture of the engine for status, metrics and the CLI.
 *
 * @param snapshotVersion configuration version every worker has adopted
 * @param standby         nothing is forwarded: the other member of the cluster does
 * @param crypto          chosen provider per primitive, such as {@code chacha20-poly1305 → libcrypto 3.0.17}
 */
public record EngineStatus(
        long snapshotVersion,
        boolean standby,
        List<WorkerStatus> workers,
        List<PeerStatus> peers,
        Map<String, Offloads> ports,
        Map<String, String> crypto,
        Map<Counter, Long> counters,
        Map<DropReason, Long> drops) {

    /**
     * @param cpu         pinned CPU, or −1
     * @param state       {@code busy}, {@code idle}, {@code stalled} or {@code failed}: its thread has ended
     * @param stalledMs   how long it has made no progress; 0 when it makes progress
     * @param utilisation share of recent cycles that found work, 0–1
     */
    public record WorkerStatus(
            int index,
            String thread,
            int cpu,
            String state,
            long stalledMs,
            long dutyCycles,
            double utilisation,
            int freePackets,
            int packets,
            Map<Counter, Long> counters,
            Map<DropReason, Long> drops) {
    }
}
