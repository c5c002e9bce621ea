package io.sallyport.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.path.KernelForwarding;
import io.sallyport.bench.peers.path.WireguardGo;
import io.sallyport.bench.peers.report.Metric;
import io.sallyport.bench.peers.report.RunLog;
import io.sallyport.bench.peers.report.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The instruments on real paths, as short as they go: what counts here is that figures come, not which. */
class ContestIT {

    private static final Pace SHORT = new Pace(
            1, 1, Duration.ofSeconds(1), Duration.ofMillis(200), Duration.ofMillis(50), Duration.ofSeconds(1));

    @Test
    @Timeout(300)
    void contendersTakeTurnsAtEveryMetricAndOneThatCannotStartIsLeftOut(@TempDir Path directory) throws IOException {
        RunLog log = RunLog.create(directory, Map.of());
        try (Sandbox sandbox = Sandbox.create(Sandbox.freshId("bench"));
                Contest contest = new Contest(Scenario.TUNNEL, SHORT, log, Console.error())) {
            sandbox.guard();
            contest.admit(List.of(new KernelForwarding("kernel"), new WireguardGo("wireguard-go", Path.of("/usr/bin/wireguard-go")),
                    new WireguardGo("absent", Path.of("/nonexistent/wireguard-go"))), sandbox);
            contest.run(List.of(Metric.TCP, Metric.RTT_P50, Metric.UDP64));
        }
        List<String> lines = Files.readAllLines(log.file());
        for (String contender : List.of("kernel", "wireguard-go")) {
            for (Metric metric : Scenario.TUNNEL.metrics()) {
                assertThat(lines).anyMatch(line -> line.contains("\"contender\":\"" + contender + "\"")
                        && line.contains("\"metric\":\"" + metric.label() + "\""));
            }
        }
        assertThat(lines).noneMatch(line -> line.contains("absent"));
    }
}
