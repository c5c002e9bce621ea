package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.demo.Ping;
import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A thousand changes of the configuration, at both gateways of {@link TwoSites}, while a TCP stream and a flood of pings pass
 * that none of them concerns.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadIT {

    private static final int CHANGES = 1_000;
    private static final Duration QUIET_RUN = Duration.ofSeconds(5);
    private static final Duration END = Duration.ofSeconds(15);
    private static final String FLOOD_INTERVAL = "0.002";
    /** Well below what two busy processors carry, so that what is lost is lost by the changes. */
    private static final String STREAM_RATE = "100M";
    /** Segments sent again in a second beyond those of a run without changes: what a busy machine's scheduling does. */
    private static final double EXTRA_RETRANSMITS_A_SECOND = 2;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @AutoClose
    private TwoSites sites;
    private Background iperfServer;

    @BeforeAll
    void build() {
        Tool.require(Tool.IPERF3);
        sites = new TwoSites("reload", aws -> { }, edge -> { });
        iperfServer = sites.server().start("iperf3-server", "iperf3", "--server");
    }

    /** @param retransmits TCP segments sent again in a second */
    private record Traffic(Ping.Reply ping, double retransmits, double seconds) {
    }

    private interface Work {
        void run() throws Exception;
    }

    @Test
    void aThousandChangesDisturbNoFlowThatTheyDoNotConcern() throws Exception {
        Traffic quiet = during(() -> Thread.sleep(QUIET_RUN));
        Map<String, Long> awsBefore = sites.aws().control().drops();
        Map<String, Long> edgeBefore = sites.edge().control().drops();

        Traffic disturbed = during(this::change);

        assertThat(iperfServer.alive()).isTrue();
        assertThat(disturbed.ping.received()).as("pings that came back").isEqualTo(disturbed.ping.sent()).isPositive();
        assertThat(sites.aws().control().drops()).as("drops at aws").isEqualTo(awsBefore);
        assertThat(sites.edge().control().drops()).as("drops at edge").isEqualTo(edgeBefore);
        assertThat(disturbed.retransmits).as("segments sent again in a second, %.1f s with changes, against %.1f without",
                disturbed.seconds, quiet.retransmits).isLessThanOrEqualTo(quiet.retransmits + EXTRA_RETRANSMITS_A_SECOND);
        assertLastChangeRuns(sites.aws());
        assertLastChangeRuns(sites.edge());
    }

    private Traffic during(Work work) throws Exception {
        Background stream = sites.client().start("iperf3-" + System.nanoTime(), "iperf3", "--client", TwoSites.SERVER.getFirst(),
                "--json", "--time", "600", "--bitrate", STREAM_RATE, "--connect-timeout", "5000");
        Background flood = sites.client().start("ping-" + System.nanoTime(), "ping", "-n", "-q", "-i", FLOOD_INTERVAL,
                TwoSites.SERVER.getFirst());
        work.run();
        flood.interrupt(END);
        stream.interrupt(END);
        JsonNode intervals = JSON.readTree(Files.readString(stream.log())).path("intervals");
        assertThat(intervals.size()).as(stream.logTail()).isGreaterThan(2);
        double seconds = sum(intervals, "seconds");
        return new Traffic(Ping.Reply.parse(Files.readString(flood.log())), sum(intervals, "retransmits") / seconds, seconds);
    }

    private static double sum(JsonNode intervals, String field) {
        return StreamSupport.stream(intervals.spliterator(), false)
                .mapToDouble(each -> each.path("sum").path(field).asDouble()).sum();
    }

    /** At both gateways at the same time, as an operator's tooling does it. */
    private void change() throws InterruptedException, ExecutionException {
        try (ExecutorService pushes = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> aws = pushes.submit(() -> change(sites.aws()));
            Future<?> edge = pushes.submit(() -> change(sites.edge()));
            aws.get();
            edge.get();
        }
    }

    private void change(Sallyportd gateway) {
        for (int i = 1; i <= CHANGES; i++) {
            ObjectNode document = changed(i).of(gateway.name(), gateway.key());
            gateway.apply(document);
        }
    }

    /** Rows come and go: an inside NAT and a route at every other change, an access rule before the one that lets all pass. */
    private Draft changed(int number) {
        Draft draft = sites.network();
        if (number % 2 == 0) {
            draft.insideNat("172.16.10.200/32", "10.100.10." + (100 + number % 100) + "/32", TwoSites.EDGE);
            draft.route("10.100." + (200 + number % 50) + ".0/24", TwoSites.EDGE);
        }
        if (number % 3 != 0) {
            ArrayNode rules = draft.network().putArray("accessRules");
            rules.addObject().put("line", 10).put("action", "drop").put("protocol", "udp")
                    .put("dest", "10.100.10.15").put("ports", Integer.toString(number));
            rules.addObject().put("line", 20).put("action", "allow").put("protocol", "any");
        }
        draft.network().put("name", "change-" + number);
        return draft;
    }

    private static void assertLastChangeRuns(Sallyportd gateway) {
        JsonNode status = gateway.control().show("status");
        assertThat(status.path("node").path("network").asString()).isEqualTo("change-" + CHANGES);
        // the first configuration was version 1
        assertThat(status.path("configuration").path("version").asLong()).isEqualTo(CHANGES + 1);
        Command.Result stored = gateway.control().run("config", "get");
        assertThat(stored.stdout()).contains("\"change-" + CHANGES + "\"");
    }
}
