package io.sallyport.control.api;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.sallyport.control.api.Series.Labelled;
import io.sallyport.dataplane.engine.EngineStatus.WorkerStatus;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Counters, drops and health of each worker. */
final class WorkerMetrics {

    private static final List<String> STATES = List.of("busy", "idle", "stalled", "failed");

    private WorkerMetrics() {
    }

    static void addTo(MetricSnapshots.Builder all, List<WorkerStatus> workers) {
        Series<WorkerStatus> series = new Series<>(all, workers, WorkerMetrics::labels);
        for (Counter counter : Counter.values()) {
            series.counter("sallyport_" + counter.label(), counter.description(),
                    worker -> worker.counters().getOrDefault(counter, 0L));
        }
        series.counters("sallyport_drops", "packets lost, by reason", WorkerMetrics::drops)
                .gauge("sallyport_worker_stalled_seconds", "how long a worker has made no progress", worker -> worker.stalledMs() / 1_000.0)
                .gauge("sallyport_worker_utilisation", "share of recent cycles that found work, 0–1", WorkerStatus::utilisation)
                .gauge("sallyport_worker_free_packets", "packet buffers that are free", WorkerStatus::freePackets)
                .gauge("sallyport_worker_packets", "packet buffers", WorkerStatus::packets);
        StateSetSnapshot.Builder states = StateSetSnapshot.builder().name("sallyport_worker_state").help("what a worker does");
        for (WorkerStatus worker : workers) {
            StateSetDataPointSnapshot.Builder state = StateSetDataPointSnapshot.builder().labels(labels(worker));
            STATES.forEach(name -> state.state(name, worker.state().equals(name)));
            states.dataPoint(state.build());
        }
        all.metricSnapshot(states.build());
    }

    private static Stream<Labelled> drops(WorkerStatus worker) {
        return Arrays.stream(DropReason.values()).map(reason -> new Labelled(
                Labels.of("stage", reason.stage(), "reason", reason.label()), worker.drops().getOrDefault(reason, 0L)));
    }

    private static Labels labels(WorkerStatus worker) {
        return Labels.of("worker", Integer.toString(worker.index()));
    }
}
