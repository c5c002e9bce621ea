package io.sallyport.bench.peers.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.peers.failover.FailoverContest.Turn;
import io.sallyport.bench.peers.report.Metric;
import io.sallyport.bench.peers.report.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A turn that fails; {@link FailoverContestIT} has those that do not. */
class FailoverContestTest {

    @TempDir
    Path directory;

    /** No connection comes about through it. */
    private static final class Impassable implements Pair {

        @Override
        public void settle() {
        }

        @Override
        public Map<Metric, Probe> probes() {
            throw new AssertionError("nobody would end them");
        }

        @Override
        public Optional<EchoFlow> flow() {
            throw new CommandException("nobody listens");
        }

        @Override
        public void inject(Fault fault) {
        }

        @Override
        public boolean takenOver() {
            return false;
        }

        @Override
        public Map<String, String> detail(long faultNs) {
            return Map.of();
        }

        @Override
        public void repair() {
        }

        @Override
        public void close() {
        }
    }

    private List<String> linesOf(Optional<Duration> allowed) throws IOException {
        RunLog log = RunLog.create(directory, Map.of());
        FailoverContest contest = new FailoverContest(log, Console.error(), 1);
        assertThat(contest.measured(new Impassable(), new Turn(1, "killed", Fault.KILLED, Duration.ZERO, allowed))).isFalse();
        return Files.readAllLines(log.file()).stream().filter(line -> line.contains("\"type\":\"sample\"")).toList();
    }

    @Test
    void isOneSampleThatSaysWhyAndWhatWasAllowed() throws IOException {
        assertThat(linesOf(Optional.of(Duration.ofMillis(300)))).singleElement().asString()
                .contains("\"failed\":\"nobody listens\"", "\"allowedMs\":\"300\"");
    }

    @Test
    void isHeldToNoBarWhereThereIsNone() throws IOException {
        assertThat(linesOf(Optional.empty())).singleElement().asString().contains("nobody listens").doesNotContain("allowedMs");
    }
}
