package io.sallyport.control.api;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.sallyport.dataplane.tunnel.PeerStatus;
import java.util.List;

/** Traffic, loss and health of each peer's tunnel. */
final class PeerMetrics {

    private static final List<String> STATES = List.of("up", "connecting", "down", "standby");

    private PeerMetrics() {
    }

    static void addTo(MetricSnapshots.Builder all, List<PeerStatus> peers) {
        new Series<>(all, peers, PeerMetrics::labels)
                .counter("sallyport_peer_rx_bytes", "bytes received from a peer", PeerStatus::rxBytes)
                .counter("sallyport_peer_tx_bytes", "bytes sent to a peer", PeerStatus::txBytes)
                .counter("sallyport_peer_rx_packets", "data messages received from a peer", PeerStatus::rxPackets)
                .counter("sallyport_peer_tx_packets", "data messages sent to a peer", PeerStatus::txPackets)
                // a gauge, because a late packet takes its loss back
                .gauge("sallyport_peer_rx_lost", "data messages that a peer numbered and that never came", PeerStatus::rxLost);
        StateSetSnapshot.Builder states = StateSetSnapshot.builder().name("sallyport_peer_state").help("whether a peer is connected");
        GaugeSnapshot.Builder ages = GaugeSnapshot.builder().name("sallyport_peer_handshake_age_seconds")
                .help("since the last completed handshake; absent when there was none");
        for (PeerStatus peer : peers) {
            StateSetDataPointSnapshot.Builder state = StateSetDataPointSnapshot.builder().labels(labels(peer));
            STATES.forEach(name -> state.state(name, peer.state().equals(name)));
            states.dataPoint(state.build());
            peer.handshakeAgeMs().ifPresent(ageMs -> ages.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(labels(peer)).value(ageMs / 1_000.0).build()));
        }
        all.metricSnapshot(states.build());
        all.metricSnapshot(ages.build());
    }

    private static Labels labels(PeerStatus peer) {
        return Labels.of("peer", peer.name());
    }
}
