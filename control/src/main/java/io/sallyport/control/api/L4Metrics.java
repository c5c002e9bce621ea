package io.sallyport.control.api;

import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sallyport.control.api.Series.Labelled;
import io.sallyport.dataplane.l4.status.ConnectorStatus;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.status.ServiceStatus;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Sessions, bytes and refusals of layer 4. A reason that never occurred has no series but in the sum of all. */
final class L4Metrics {

    private L4Metrics() {
    }

    static void addTo(MetricSnapshots.Builder all, L4Status status) {
        all.metricSnapshot(InfoSnapshot.builder().name("sallyport_l4_transport").help("How layer 4 waits for its sockets")
                .dataPoint(InfoDataPointSnapshot.builder().labels(Labels.of("transport", status.transport().name())).build())
                .build());
        new Series<>(all, List.of(status), one -> Labels.EMPTY)
                .gauge("sallyport_l4_sessions", "sessions of all connectors and peers", L4Status::sessions)
                .gauge("sallyport_l4_max_sessions", "the limit for all connectors and peers together", L4Status::maxSessions)
                .counter("sallyport_l4_accept_pauses", "how often accepting paused because descriptors ran out", L4Status::acceptPauses)
                .counters("sallyport_l4_session_ends", "sessions that ended or were refused, by reason", L4Metrics::everyEnd);
        new Series<>(all, status.connectors(), connector -> Labels.of("connector", connector.plan().name()))
                .gauge("sallyport_connector_listening", "addresses that a connector listens at", L4Metrics::open)
                .gauge("sallyport_connector_sessions", "sessions of a connector", ConnectorStatus::sessions)
                .counter("sallyport_connector_opened", "sessions whose backend was reached", ConnectorStatus::opened)
                .counter("sallyport_connector_rx_bytes", "bytes from clients", ConnectorStatus::bytesIn)
                .counter("sallyport_connector_tx_bytes", "bytes to clients", ConnectorStatus::bytesOut)
                .counters("sallyport_connector_session_ends", "sessions that ended or were refused, by reason",
                        connector -> ends(connector.ends()))
                .counters("sallyport_connector_datagram_drops", "datagrams that UDP sessions lost, by reason",
                        connector -> drops(connector.drops()));
        new Series<>(all, status.services(), service -> Labels.of("service", service.plan().name()))
                .gauge("sallyport_service_sessions", "sessions of a service", ServiceStatus::sessions)
                .counter("sallyport_service_opened", "sessions whose backend was reached", ServiceStatus::opened)
                .counter("sallyport_service_rx_bytes", "bytes from clients", ServiceStatus::bytesIn)
                .counter("sallyport_service_tx_bytes", "bytes to clients", ServiceStatus::bytesOut)
                .counters("sallyport_service_session_ends", "sessions that ended or were refused, by reason",
                        service -> ends(service.ends()));
    }

    private static double open(ConnectorStatus connector) {
        return connector.listening().stream().filter(Listening::open).count();
    }

    private static Stream<Labelled> everyEnd(L4Status status) {
        return Arrays.stream(SessionEnd.values()).map(end -> labelled(end, status.ends().getOrDefault(end, 0L)));
    }

    private static Stream<Labelled> ends(Map<SessionEnd, Long> ends) {
        return ends.entrySet().stream().map(entry -> labelled(entry.getKey(), entry.getValue()));
    }

    private static Stream<Labelled> drops(Map<DatagramDrop, Long> drops) {
        return drops.entrySet().stream()
                .map(entry -> new Labelled(Labels.of("reason", entry.getKey().label()), entry.getValue()));
    }

    private static Labelled labelled(SessionEnd end, long count) {
        return new Labelled(Labels.of("reason", end.label()), count);
    }
}
