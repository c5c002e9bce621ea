package io.sallyport.bench.peers.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.peers.report.Scenario.Contenders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    Path directory;

    private RunLog tunnelRun() {
        RunLog log = RunLog.create(directory, Map.of("cpu", "a CPU", "mtu", "1500"));
        log.contender(Scenario.TUNNEL, Contenders.WIREGUARD_GO, "wireguard-go 1");
        log.contender(Scenario.TUNNEL, Contenders.CHACHA, "sallyportd");
        for (int i = 1; i <= 3; i++) {
            log.sample(tcp(Contenders.WIREGUARD_GO, i, i));
            log.sample(tcp(Contenders.CHACHA, i, 2 * i));
        }
        return log;
    }

    private static Sample tcp(String contender, int repetition, double gbps) {
        return new Sample(Scenario.TUNNEL, contender, Metric.TCP, repetition, gbps, Map.of("congestionControl", "cubic"));
    }

    @Test
    void aRunIsReadBackAsItWasWritten() {
        Run run = Run.read(tunnelRun().file());
        assertThat(run.conditions()).containsEntry("cpu", "a CPU").containsEntry("mtu", "1500").containsKey("date");
        assertThat(run.contenders(Scenario.TUNNEL).keySet()).containsExactly(Contenders.WIREGUARD_GO, Contenders.CHACHA);
        assertThat(run.samples()).hasSize(6).contains(tcp(Contenders.CHACHA, 3, 6));
        assertThat(run.series(Scenario.TUNNEL, Contenders.CHACHA, Metric.TCP)).contains(new Series(4, 2, 6, 3));
        assertThat(run.series(Scenario.TUNNEL, Contenders.AES, Metric.TCP)).isEmpty();
    }

    @Test
    void thePageComparesMediansAndSaysWhatWasNotMeasured() {
        tunnelRun();
        String page = Report.render(Run.all(directory), Optional.empty(), Optional.of("A note."));
        assertThat(page)
                .contains("| contender | TCP, 1 stream, Gbit/s |")
                .contains("| sallyport-chacha20 | 4.00 (2.00–6.00) |")
                .contains("| TCP, 1 stream: sallyport-chacha20 / wireguard-go | ≥ 1.5 × | 2.00 × | yes |")
                .contains("| TCP, 1 stream: sallyport-aes256 / wireguard-go | ≥ 2.0 × | – | not measured |")
                .contains("congestion control used cubic")
                .endsWith("A note.\n")
                .doesNotContain("TUN → NAT → TUN in one worker");
    }

    @Test
    void aFailoverIsShownAsItsDistributionWithWhatIsAllowed() {
        RunLog log = RunLog.create(directory, Map.of());
        log.contender(Scenario.FAILOVER, "killed, EC2 0 ms", "SIGKILL");
        for (int turn = 1; turn <= 4; turn++) {
            log.sample(new Sample(Scenario.FAILOVER, "killed, EC2 0 ms", Metric.NEW_CONNECTIONS, turn, 90 * turn, Map.of("allowedMs", "300")));
            log.sample(new Sample(Scenario.FAILOVER, "killed, EC2 0 ms", Metric.FLOW_GAP, turn, 100, Map.of("broken", "")));
        }
        assertThat(Report.render(Run.all(directory), Optional.empty(), Optional.empty()))
                .contains("| killed, EC2 0 ms | 180 / 360 / 360 | – | – | 100 / 100 / 100 | 0 of 4 | ≤ 300 | **3 of 4** |");
    }

    @Test
    void aTargetThatIsMissedIsSaidSo() {
        Bar throughput = Scenario.TUNNEL.bars().getFirst();
        assertThat(throughput.met(1.5)).isTrue();
        assertThat(throughput.met(1.49)).isFalse();
        Bar latency = Scenario.TUNNEL.bars().getLast();
        assertThat(latency.met(0.8)).isTrue();
        assertThat(latency.met(0.81)).isFalse();
        assertThat(latency.wanted()).isEqualTo("≤ 0.8 ×");
    }

    @Test
    void theMedianOfAnEvenCountLiesBetweenTheMiddleTwo() {
        Series series = Series.of(List.of(tcp("x", 1, 4), tcp("x", 2, 1), tcp("x", 3, 2), tcp("x", 4, 10)));
        assertThat(series).isEqualTo(new Series(3, 1, 10, 4));
        assertThat(series.text(Metric.TCP)).isEqualTo("3.00 (1.00–10.00)");
    }

    @Test
    void stageBenchmarksShowScoreAndAllocation() {
        String results = """
                [{"benchmark": "io.sallyport.bench.jmh.pipeline.PipelineBenchmark.outbound", "params": {"load": "random"},
                  "primaryMetric": {"score": 99.96, "scoreError": 1.04, "scoreUnit": "ns/op"},
                  "secondaryMetrics": {"·gc.alloc.rate.norm": {"score": 0.0004}}},
                 {"benchmark": "io.sallyport.bench.jmh.pipeline.PipelineBenchmark.outbound", "params": {"load": "hot"},
                  "primaryMetric": {"score": 62.5, "scoreError": 2.4, "scoreUnit": "ns/op"}},
                 {"benchmark": "io.sallyport.bench.jmh.pipeline.PipelineBenchmark.refill", "params": {"load": "hot"},
                  "primaryMetric": {"score": 5.7, "scoreError": 0.1, "scoreUnit": "ns/op"}},
                 {"benchmark": "io.sallyport.bench.jmh.tunnel.AeadBenchmark.seal",
                  "primaryMetric": {"score": 357, "scoreError": "NaN", "scoreUnit": "ns/op"}}]""";
        assertThat(JmhTable.render(results))
                .contains("| PipelineBenchmark.outbound (load random) | 100.0 ns/op | ± 1.0 | 100.0 | 0.0 | ≤ 100 ns | yes |")
                .contains("| PipelineBenchmark.outbound (load hot) | 62.5 ns/op | ± 2.4 | 56.8 | – | ≤ 60 ns | **no** |")
                .contains("| PipelineBenchmark.refill (load hot) | 5.7 ns/op | ± 0.1 |  | – |  |  |")
                .contains("| AeadBenchmark.seal | 357.0 ns/op | ± 0.0 |  | – |  |  |");
    }
}
