package io.sallyport.dataplane.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps docs/counters.md what the enums say. To write it anew: {@code mvn -pl dataplane test -Dtest=CounterReferenceTest
 * -Dsallyport.docs.write=true}.
 */
class CounterReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "counters.md");

    @Test
    void pageListsEveryReasonAndCounter() throws IOException {
        String rendered = render();
        if (Boolean.getBoolean("sallyport.docs.write")) {
            Files.writeString(PAGE, rendered);
        }
        assertThat(PAGE).as("docs/counters.md is generated; see the comment on this test").hasContent(rendered);
    }

    private static String render() {
        StringBuilder page = new StringBuilder("""
                # Counters

                Generated from `dataplane/stats` and `dataplane/l4/status`; the labels are the same in metrics, CLI, trace and here.

                ## Ways to lose a packet

                `sallyport show drops`, `GET /v1/drops`, `sallyport_drops_total{reason,stage}`.

                | Reason | Stage | What happened | What to do |
                | --- | --- | --- | --- |
                """);
        for (DropReason reason : DropReason.values()) {
            page.append("| `%s` | %s | %s | %s |%n".formatted(
                    reason.label(), reason.stage(), reason.description(), reason.remedy()));
        }
        page.append("""

                ## What a worker counts

                | Counter | Meaning |
                | --- | --- |
                """);
        for (Counter counter : Counter.values()) {
            page.append("| `%s` | %s |%n".formatted(counter.label(), counter.description()));
        }
        page.append("""

                ## Why a session ends or is refused

                `sallyport show connectors --json`, `GET /v1/connectors` and `/v1/services`; of all together,
                `GET /v1/status` (`layer4.ends`);
                `sallyport_l4_session_ends_total{reason}`, `sallyport_connector_session_ends_total{connector,reason}`,
                `sallyport_service_session_ends_total{service,reason}`. Those that never carried a byte count as refused.

                | Reason | Refused | What happened |
                | --- | --- | --- |
                """);
        for (SessionEnd end : SessionEnd.values()) {
            page.append("| `%s` | %s | %s |%n".formatted(end.label(), end.beforeStart() ? "yes" : "", end.description()));
        }
        page.append("""

                ## Why a UDP session loses a datagram

                `sallyport_connector_datagram_drops_total{connector,reason}`. The session goes on.

                | Reason | What happened |
                | --- | --- |
                """);
        for (DatagramDrop drop : DatagramDrop.values()) {
            page.append("| `%s` | %s |%n".formatted(drop.label(), drop.description()));
        }
        return page.toString();
    }
}
