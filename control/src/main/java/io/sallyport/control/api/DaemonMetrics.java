package io.sallyport.control.api;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sallyport.control.reconcile.Gateway;

/** Metrics of the daemon as a whole. */
final class DaemonMetrics {

    private DaemonMetrics() {
    }

    static void addTo(MetricSnapshots.Builder all, ControlApi.Sources sources) {
        all.metricSnapshot(InfoSnapshot.builder().name("sallyport_build").help("What runs here")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", sources.version(), "java", Runtime.version().toString()))
                        .build())
                .build());
        gauge(all, "sallyport_start_time_seconds", "When the daemon started, Unix time", sources.startedAt().getEpochSecond());
        gauge(all, "sallyport_config_version", "Version of the configuration that runs; 0 before the first",
                sources.gateway().running().map(Gateway.Running::version).orElse(0L));
        gauge(all, "sallyport_host_problems", "What is not as wanted on the host's side of the TUN interface; see the status",
                sources.gateway().hostProblems().size());
        all.metricSnapshot(CounterSnapshot.builder().name("sallyport_engine_restarts")
                .help("how often a failed engine was closed and opened again")
                .dataPoint(CounterDataPointSnapshot.builder().value(sources.gateway().engineRestarts()).build())
                .build());
    }

    private static void gauge(MetricSnapshots.Builder all, String name, String help, double value) {
        all.metricSnapshot(GaugeSnapshot.builder().name(name).help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
                .build());
    }
}
