package io.sallyport.bench.peers.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.peers.report.Metric;
import io.sallyport.bench.peers.report.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One fault each, as far as figures come: how large they are is for a quiet machine to say. */
class FailoverContestIT {

    private static final List<String> JVM = List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED", "-Djnr.ffi.x86asm.enabled=false");

    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void everyProbeTellsWhatAFaultDid() throws IOException {
        RunLog log = RunLog.create(directory, Map.of());
        new FailoverContest(log, Console.error(), 1).sallyport(List.of(Fault.KILLED), List.of(Duration.ofMillis(50)), JVM);
        List<String> lines = Files.readAllLines(log.file());
        for (Metric metric : List.of(Metric.NEW_CONNECTIONS, Metric.BY_ROUTE_TABLE, Metric.BY_CLUSTER_IP, Metric.FLOW_GAP)) {
            assertThat(lines).anyMatch(line -> line.contains("\"metric\":\"" + metric.label() + "\""));
        }
        assertThat(lines).anyMatch(line -> line.contains("AssignPrivateIpAddresses@"));
    }

    @Test
    @Timeout(300)
    void keepalivedIsMeasuredByTheSameProbe() throws IOException {
        RunLog log = RunLog.create(directory, Map.of());
        new FailoverContest(log, Console.error(), 1).keepalived(List.of(Fault.KILLED, Fault.GRACEFUL));
        assertThat(Files.readAllLines(log.file())).filteredOn(line -> line.contains("\"type\":\"sample\"")).hasSize(1)
                .allMatch(line -> line.contains("keepalived, killed") && line.contains(Metric.NEW_CONNECTIONS.label()));
    }
}
