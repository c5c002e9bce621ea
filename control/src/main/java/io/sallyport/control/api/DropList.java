package io.sallyport.control.api;

import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.engine.EngineStatus;
import io.sallyport.dataplane.stats.DropReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/drops}: every way to lose a packet, how often it happened, and what to look at. */
record DropList(long total, List<Entry> drops) {

    record Entry(String reason, String stage, long count, String description, String remedy) {
    }

    static DropList of(Gateway gateway) {
        Map<DropReason, Long> counts = gateway.engineStatus().map(EngineStatus::drops).orElse(Map.of());
        List<Entry> entries = Arrays.stream(DropReason.values())
                .map(reason -> new Entry(reason.label(), reason.stage(), counts.getOrDefault(reason, 0L), reason.description(),
                        reason.remedy()))
                .toList();
        return new DropList(entries.stream().mapToLong(Entry::count).sum(), entries);
    }
}
