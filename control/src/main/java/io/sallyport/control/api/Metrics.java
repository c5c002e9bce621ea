package io.sallyport.control.api;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sallyport.dataplane.engine.EngineStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code GET /metrics}: OpenMetrics, or the older Prometheus text for a scraper that asks for {@code text/plain}.
 *
 * <p>Values are taken from the engine at the scrape; nothing is counted twice, and nothing on the hot path.
 */
final class Metrics implements Router.Handler {

    private static final String OPEN_METRICS = "application/openmetrics-text";

    private final ControlApi.Sources sources;
    private final ExpositionFormats formats = ExpositionFormats.init();

    Metrics(ControlApi.Sources sources) {
        this.sources = sources;
    }

    @Override
    public ApiResponse handle(ApiRequest request) throws IOException {
        ExpositionFormatWriter writer = writer(request.header("accept").orElse(""));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out, collect());
        return ApiResponse.of(writer.getContentType(), out.toByteArray());
    }

    private ExpositionFormatWriter writer(String accept) {
        boolean old = accept.contains("text/plain") && !accept.contains(OPEN_METRICS);
        return old ? formats.getPrometheusTextFormatWriter() : formats.getOpenMetricsTextFormatWriter();
    }

    private MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        DaemonMetrics.addTo(all, sources);
        Optional<EngineStatus> engine = sources.gateway().engineStatus();
        engine.ifPresent(status -> {
            WorkerMetrics.addTo(all, status.workers());
            PeerMetrics.addTo(all, status.peers());
        });
        sources.cluster().view().ifPresent(view ->
                ClusterMetrics.addTo(all, view, sources.cluster().counters(), System.nanoTime()));
        sources.gateway().layer4().status().ifPresent(status -> L4Metrics.addTo(all, status));
        return all.build();
    }
}
