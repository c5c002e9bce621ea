package io.sallyport.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sallyport.control.cluster.Decision;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.drive.ClusterCounters;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.cluster.drive.Views;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators and monitoring see of a member. */
class ClusterReportTest {

    private static final long NOW_NS = Duration.ofSeconds(100).toNanos();
    private static final long HEARD_NS = NOW_NS - Duration.ofMillis(400).toNanos();

    @Test
    void bothMembersAreShownWithWhatEachSaysOfItself() {
        ClusterReport report = ClusterReport.of("AWSCluster", Views.paired(Role.ACTIVE, HEARD_NS), NOW_NS);

        assertThat(report.name()).isEqualTo("AWSCluster");
        assertThat(report.why()).isEqualTo("EC2 has confirmed that the cluster is here");
        assertThat(report.mode()).isEqualTo("autoFailback");
        assertThat(report.timeoutMs()).isEqualTo(1_000);
        assertThat(report.link()).isEqualTo("out");
        assertThat(report.members()).extracting(ClusterReport.Member::name).containsExactly("aws-a", "aws-b");
        assertThat(report.members().getFirst()).satisfies(self -> {
            assertThat(self.role()).isEqualTo("active");
            assertThat(self.holds()).isTrue();
            assertThat(self.roleSince()).contains(Views.SINCE);
            assertThat(self.silentMs()).isEmpty();
        });
        assertThat(report.members().getLast()).satisfies(partner -> {
            assertThat(partner.role()).isEqualTo("standby");
            assertThat(partner.healthy()).isFalse();
            assertThat(partner.causes()).containsExactly("interface eth1 has no link");
            assertThat(partner.silentMs()).hasValue(400);
            assertThat(partner.clockAheadMs()).hasValue(12);
            assertThat(partner.sameSettings()).contains(false);
        });
        assertThat(report.holdings()).isEqualTo(new ClusterReport.Holdings("self", 3, 2, true, report.holdings().remainingMs(),
                List.of("a route is refused; allow it")));
        assertThat(report.holdings().remainingMs()).hasValue(1_500);
    }

    @Test
    void aPartnerThatWasNeverHeardIsUnknown() {
        ClusterReport report = ClusterReport.of("AWSCluster", Views.alone(Role.STARTING, Health.GOOD), NOW_NS);

        assertThat(report.link()).isEqualTo("none");
        assertThat(report.members().getLast().role()).isEqualTo("unknown");
        assertThat(report.members().getLast().causes()).containsExactly("it was never heard since this daemon started");
        assertThat(report.holdings().remainingMs()).isEmpty();
    }

    @Test
    void whyIsTheLastChangeOfRoleWithWhatLedToItAndWhatCameOfIt() {
        assertThat(ClusterReport.why(List.of())).isEmpty();
        assertThat(ClusterReport.why(List.of(
                decision(Role.ACTIVE, Role.ACTIVE, "EC2 has confirmed it"),
                decision(Role.PROMOTING, Role.ACTIVE, "EC2 does not answer"),
                decision(Role.STANDBY, Role.PROMOTING, "the partner is gone"),
                decision(Role.STARTING, Role.STANDBY, "the partner is there"))))
                .isEqualTo("the partner is gone; EC2 does not answer; EC2 has confirmed it");
        assertThat(ClusterReport.why(List.of(
                decision(Role.STANDBY, Role.STANDBY, "asked to relinquish, but it is not active"),
                decision(Role.STARTING, Role.STANDBY, "the partner is there"))))
                .isEqualTo("the partner is there; asked to relinquish, but it is not active");
    }

    private static Decision decision(Role from, Role to, String reason) {
        return new Decision(0, 1, from, to, reason);
    }

    @Test
    void aMemberThatIsActiveWithoutEc2sWordSaysSo() throws IOException {
        ClusterView view = Views.alone(Role.ACTIVE, Health.GOOD);
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        ClusterMetrics.addTo(all, view, new ClusterCounters(), NOW_NS);

        assertThat(text(all)).contains("sallyport_cluster_provisional 1.0");
        assertThat(view.problems()).singleElement().asString().startsWith("EC2 has not confirmed that the cluster is here: tunnels");
        assertThat(Views.paired(Role.ACTIVE, HEARD_NS).problems()).containsExactly("a route is refused; allow it");
    }

    private static String text(MetricSnapshots.Builder all) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, all.build());
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void metricsSayTheRoleTheHealthAndThePartnersSilence() throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        ClusterMetrics.addTo(all, Views.paired(Role.ACTIVE, HEARD_NS), new ClusterCounters(), NOW_NS);

        assertThat(text(all)).contains("sallyport_cluster_role{role=\"active\"} 1.0",
                "sallyport_cluster_role{role=\"standby\"} 0.0", "sallyport_cluster_healthy 1.0", "sallyport_cluster_epoch 3.0",
                "sallyport_cluster_connected 1.0", "sallyport_cluster_provisional 0.0",
                "sallyport_cluster_partner_silence_seconds 0.4", "sallyport_cluster_holdings 3.0",
                "sallyport_cluster_holdings_settled 2.0", "sallyport_cluster_fences_total 0.0", "sallyport_heartbeats_sent_total 0.0");
    }

    @Test
    void withoutAPartnerThereIsNoSilenceToMeasure() throws IOException {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        ClusterMetrics.addTo(all, Views.alone(Role.STANDBY, new Health(List.of("interface eth1 is down"), Health.Overlay.UNKNOWN, 0)),
                new ClusterCounters(), NOW_NS);

        assertThat(text(all)).contains("sallyport_cluster_healthy 0.0").doesNotContain("silence_seconds");
    }
}
