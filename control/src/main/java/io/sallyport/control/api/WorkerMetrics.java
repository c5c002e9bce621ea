package io.sallyport.control.api;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.sallyport.dataplane.engine.EngineStatus.WorkerStatus;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Counters, drops and health of each worker. */
final class WorkerMetrics {

    private static final List<String> STATES = List.of("busy", "idle", "stalled", "failed");

    private WorkerMetrics() {
    }

    static void addTo(MetricSnapshots.Builder all, List<WorkerStatus> workers) {
        for (Counter counter : Counter.values()) {
            CounterSnapshot.Builder series = CounterSnapshot.builder().name("sallyport_" + counter.label())
                    .help(counter.description());
            workers.forEach(worker -> series.dataPoint(
                    point(labels(worker), worker.counters().getOrDefault(counter, 0L))));
            all.metricSnapshot(series.build());
        }
        CounterSnapshot.Builder drops = CounterSnapshot.builder().name("sallyport_drops").help("packets lost, by reason");
        for (WorkerStatus worker : workers) {
            for (DropReason reason : DropReason.values()) {
                drops.dataPoint(point(labels(worker).merge(Labels.of("stage", reason.stage(), "reason", reason.label())),
                        worker.drops().getOrDefault(reason, 0L)));
            }
        }
        all.metricSnapshot(drops.build());
        gauge(all, workers, "sallyport_worker_stalled_seconds", "how long a worker has made no progress",
                worker -> worker.stalledMs() / 1_000.0);
        gauge(all, workers, "sallyport_worker_utilisation", "share of recent cycles that found work, 0–1",
                WorkerStatus::utilisation);
        gauge(all, workers, "sallyport_worker_free_packets", "packet buffers that are free", WorkerStatus::freePackets);
        gauge(all, workers, "sallyport_worker_packets", "packet buffers", WorkerStatus::packets);
        StateSetSnapshot.Builder states = StateSetSnapshot.builder().name("sallyport_worker_state").help("what a worker does");
        for (WorkerStatus worker : workers) {
            StateSetDataPointSnapshot.Builder state = StateSetDataPointSnapshot.builder().labels(labels(worker));
            STATES.forEach(name -> state.state(name, worker.state().equals(name)));
            states.dataPoint(state.build());
        }
        all.metricSnapshot(states.build());
    }

    private static CounterDataPointSnapshot point(Labels labels, double value) {
        return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static void gauge(MetricSnapshots.Builder all, List<WorkerStatus> workers, String name, String help,
            ToDoubleFunction<WorkerStatus> value) {
        GaugeSnapshot.Builder series = GaugeSnapshot.builder().name(name).help(help);
        workers.forEach(worker -> series.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels(worker)).value(value.applyAsDouble(worker)).build()));
        all.metricSnapshot(series.build());
    }

    private static Labels labels(WorkerStatus worker) {
        return Labels.of("worker", Integer.toString(worker.index()));
    }
}
