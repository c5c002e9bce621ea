package io.sallyport.control.api;

import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.engine.EngineStatus.WorkerStatus;
import io.sallyport.dataplane.stats.DropReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** {@code GET /v1/workers}. */
record WorkerList(List<Entry> workers) {

    /**
     * @param cpu         the CPU it is pinned to; absent when it is not
     * @param utilisation share of recent cycles that found work, 0–1
     * @param drops       reasons that occurred
     */
    record Entry(
            int index,
            String thread,
            OptionalInt cpu,
            String state,
            long stalledMs,
            long dutyCycles,
            double utilisation,
            int freePackets,
            int packets,
            Map<String, Long> counters,
            Map<String, Long> drops) {
    }

    static WorkerList of(Gateway gateway) {
        return new WorkerList(gateway.engineStatus()
                .map(status -> status.workers().stream().map(WorkerList::entry).toList())
                .orElse(List.of()));
    }

    static boolean stalled(WorkerStatus worker) {
        return worker.state().equals("stalled");
    }

    private static Entry entry(WorkerStatus worker) {
        Map<String, Long> drops = new LinkedHashMap<>();
        for (DropReason reason : DropReason.values()) {
            long count = worker.drops().getOrDefault(reason, 0L);
            if (count > 0) {
                drops.put(reason.label(), count);
            }
        }
        return new Entry(worker.index(), worker.thread(),
                worker.cpu() < 0 ? OptionalInt.empty() : OptionalInt.of(worker.cpu()), worker.state(), worker.stalledMs(),
                worker.dutyCycles(), worker.utilisation(), worker.freePackets(), worker.packets(),
                StatusReport.counters(worker.counters()), drops);
    }
}
