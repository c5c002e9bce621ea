package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.demo.Ping;
import io.sallyport.bench.lab.net.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A rekey when its time has come, which WireGuard leaves no way to hasten: 120 s after the last handshake (REKEY-AFTER-TIME,
 * whitepaper §6.1). So this runs beside all other tests. Two edges of {@link WireGuardStar}: with one the stock end has
 * initiated, and does so again; with the other it is ours.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class WireGuardRekeyIT {

    private static final int REKEY_AFTER_SECONDS = 120;
    private static final String INTERVAL = "0.2";
    private static final int PINGS = (REKEY_AFTER_SECONDS + 8) * 5;

    @Test
    void nothingIsLostThroughARekeyWhoeverInitiates() throws Exception {
        List<StockEdge.Kind> kinds = List.of(new StockEdge.Kind(false, true, true), new StockEdge.Kind(true, false, false));
        try (WireGuardStar star = new WireGuardStar("rekey", kinds)) {
            Map<StockEdge, FutureTask<Ping.Reply>> running = new LinkedHashMap<>();
            for (StockEdge edge : star.edges()) {
                running.put(edge, edge.kind().calls() ? pinging(edge.namespace()::command, WireGuardStar.CLIENT.getFirst())
                        : pinging(star.client()::command, edge.inner().getLast()));
            }
            for (StockEdge edge : star.edges()) {
                Ping.Reply reply = running.get(edge).get();
                assertThat(reply.all()).as(reply.text()).isTrue();
                assertRekeyed(edge);
                assertThat(star.gateway().control().row("peers", edge.name()).path("rxLost").asLong()).isZero();
            }
        }
    }

    private interface Inside {
        Command command(String... arguments);
    }

    private static FutureTask<Ping.Reply> pinging(Inside from, String target) {
        Command ping = from.command("ping", "-n", "-i", INTERVAL, "-c", Integer.toString(PINGS), "-W", "5", target)
                .within(Duration.ofSeconds(2 * REKEY_AFTER_SECONDS));
        FutureTask<Ping.Reply> pinging = new FutureTask<>(() -> Ping.Reply.parse(ping.run().text()));
        Thread.ofVirtual().start(pinging);
        return pinging;
    }

    /** Two handshakes, both from the same end. */
    private static void assertRekeyed(StockEdge edge) {
        List<Long> seen = new ArrayList<>(List.of(
                edge.logged("Sending handshake initiation"), edge.logged("Received handshake response"),
                edge.logged("Received handshake initiation"), edge.logged("Sending handshake response")));
        List<Long> expected = edge.kind().calls() ? List.of(2L, 2L, 0L, 0L) : List.of(0L, 0L, 2L, 2L);
        assertThat(seen).as("handshake messages that " + edge.name() + " sent and received").isEqualTo(expected);
    }
}
