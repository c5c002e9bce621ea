package io.sallyport.control.api;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.drive.ClusterCounters;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.cluster.heartbeat.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of a member of a cluster. */
final class ClusterMetrics {

    private ClusterMetrics() {
    }

    static void addTo(MetricSnapshots.Builder all, ClusterView view, ClusterCounters counters, long nowNs) {
        GaugeSnapshot.Builder role = GaugeSnapshot.builder().name("sallyport_cluster_role").help("1 for the role of this member");
        for (Role one : Role.values()) {
            role.dataPoint(GaugeDataPointSnapshot.builder().labels(Labels.of("role", ClusterCounters.label(one)))
                    .value(view.role() == one ? 1 : 0).build());
        }
        all.metricSnapshot(role.build());
        gauge(all, "sallyport_cluster_healthy", "1 while this member has no cause against it", view.health().causes().isEmpty() ? 1 : 0);
        gauge(all, "sallyport_cluster_provisional", "1 while this member is active without EC2's word: what needs no EC2 is served",
                view.provisional() ? 1 : 0);
        gauge(all, "sallyport_cluster_epoch", "Epoch of this member's last claim", view.epoch());
        gauge(all, "sallyport_cluster_connected", "1 while the partner is authenticated on a connection", view.connected() ? 1 : 0);
        view.partner().ifPresent(partner -> gauge(all, "sallyport_cluster_partner_silence_seconds",
                "Time since the partner's last heartbeat", Duration.ofNanos(nowNs - partner.heardNs()).toMillis() / 1e3));
        gauge(all, "sallyport_cluster_holdings", "Addresses and routes of the cluster", view.holdings().total());
        gauge(all, "sallyport_cluster_holdings_settled", "Those that are where this member's role wants them", view.holdings().settled());
        pairs(all, "sallyport_cluster_transitions", "Changes of role", counters.transitions(), "from", "to");
        pairs(all, "sallyport_cluster_calls", "Calls to the provider and the operating system", counters.calls(), "operation", "outcome");
        counter(all, "sallyport_cluster_fences", "Times that forwarding was stopped at once, other than by a hand-over", counters.fences());
        heartbeats(all, counters);
    }

    private static void heartbeats(MetricSnapshots.Builder all, ClusterCounters counters) {
        counter(all, "sallyport_heartbeats_sent", "Heartbeats sent, over each connection", counters.heartbeats().sent());
        counter(all, "sallyport_heartbeats_received", "Heartbeats that verified", counters.heartbeats().received());
        counter(all, "sallyport_heartbeat_connects", "Connections that were authenticated", counters.heartbeats().connects());
        CounterSnapshot.Builder refused = CounterSnapshot.builder().name("sallyport_heartbeat_refused")
                .help("Connections that were not taken or not kept");
        for (Refusal refusal : Refusal.values()) {
            refused.dataPoint(CounterDataPointSnapshot.builder().labels(Labels.of("reason", refusal.label()))
                    .value(counters.heartbeats().refused(refusal)).build());
        }
        all.metricSnapshot(refused.build());
    }

    private static void pairs(
            MetricSnapshots.Builder all, String name, String help, Map<String, AtomicLong> counts, String first, String second) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
        counts.forEach((pair, count) -> {
            String[] labels = pair.split(" ", 2);
            counter.dataPoint(CounterDataPointSnapshot.builder().labels(Labels.of(first, labels[0], second, labels[1]))
                    .value(count.get()).build());
        });
        all.metricSnapshot(counter.build());
    }

    private static void gauge(MetricSnapshots.Builder all, String name, String help, double value) {
        all.metricSnapshot(GaugeSnapshot.builder().name(name).help(help)
                .dataPoint(GaugeDataPointSnapshot.builder().value(value).build()).build());
    }

    private static void counter(MetricSnapshots.Builder all, String name, String help, double value) {
        all.metricSnapshot(CounterSnapshot.builder().name(name).help(help)
                .dataPoint(CounterDataPointSnapshot.builder().value(value).build()).build());
    }
}
