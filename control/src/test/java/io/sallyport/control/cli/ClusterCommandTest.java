package io.sallyport.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterCommandTest {

    @RegisterExtension
    private final StubDaemon daemon = new StubDaemon();
    private final TypedCommand command = new TypedCommand(daemon.socket());

    @Test
    void bothMembersAreShownWithTheReason() {
        daemon.answer(200, "", """
                {"name": "AWSCluster", "self": "aws-a", "configuredActive": "aws-a", "mode": "autoFailback", "timeoutMs": 1000,
                 "intervalMs": 250, "link": "out", "why": "the partner is silent for 1000 ms",
                 "members": [
                   {"name": "aws-a", "role": "active", "healthy": true, "overlay": "up", "epoch": 3, "configVersion": 7, "holds": true,
                    "roleSince": "2026-11-20T12:00:00Z"},
                   {"name": "aws-b", "role": "standby", "healthy": false, "causes": ["interface eth1 has no link"], "overlay": "unknown",
                    "epoch": 3, "configVersion": 6, "holds": false, "silentMs": 120, "sameSettings": false}],
                 "holdings": {"holder": "self", "total": 3, "settled": 2, "complete": false, "problems": ["rtb-1 does not exist"]},
                 "decisions": [{"at": "2026-11-20T12:00:00Z", "epoch": 3, "from": "standby", "to": "promoting",
                   "reason": "the partner is silent for 1000 ms"}]}
                """);

        assertThat(command.run("show", "cluster")).isZero();

        assertThat(command.out()).contains("aws-a of AWSCluster", "the partner is silent for 1000 ms", "standby → promoting",
                "interface eth1 has no link", "2 of 3", "rtb-1 does not exist", "calls do not come through");
    }

    @Test
    void aWishIsHandedOver() {
        daemon.answer(200, "", "{\"result\": \"handed over\"}");
        assertThat(command.run("cluster", "make-active")).isZero();
        assertThat(daemon.lastRequest()).startsWith("POST /v1/cluster/make-active HTTP/1.1\r\n");
        assertThat(command.run("cluster", "relinquish", "--json")).isZero();
        assertThat(command.out()).contains("handed over");
    }

    @Test
    void whereThereIsNoClusterThatIsSaid() {
        daemon.answer(404, "", "{\"title\": \"Not found\", \"detail\": \"this node is no member of a cluster\"}");
        assertThat(command.run("cluster", "relinquish")).isEqualTo(ExitStatus.FAILED);
        assertThat(command.err()).contains("no member");
    }

    @Test
    void whatAFailoverWouldFindWrongIsAFailureWithItsRemedy() {
        daemon.answer(200, "", """
                {"ok": false, "checks": [{"name": "interface eth1", "state": "OK", "detail": "0a:00", "remedy": ""},
                  {"name": "source/destination check", "state": "FAILED", "detail": "it is on", "remedy": "switch it off"}]}
                """);
        assertThat(command.run("cluster", "validate")).isEqualTo(ExitStatus.FAILED);
        assertThat(command.out()).contains("ok", "failed", "switch it off");
    }

    @Test
    void eventsAreLines() {
        daemon.answer(200, "", """
                {"lastId": 2, "events": [{"id": 2, "at": "2026-11-20T12:00:00Z", "kind": "role", "level": "info",
                  "message": "this member is active (epoch 3)", "details": {}}]}
                """);
        assertThat(command.run("events", "--after", "1")).isZero();
        assertThat(command.out()).contains("role  this member is active (epoch 3)");
        assertThat(daemon.lastRequest()).startsWith("GET /v1/events?after=1 HTTP/1.1\r\n");
    }

    /** Chunks end where they like: within an event, and within a character. */
    @Test
    void eventsAreFollowedToTheEndOfTheStream() {
        String event = "id: 1\nevent: role\ndata: {\"id\": 1, \"at\": \"2026-11-20T12:00:00Z\", \"kind\": \"decision\", \"level\": \"warn\", "
                + "\"message\": \"standby → promoting\"}\n\n";
        daemon.raw("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
                + chunk(":\n\n") + chunk(event.substring(0, 40)) + chunk(event.substring(40)) + "0\r\n\r\n");
        assertThat(command.run("events", "--follow")).isZero();
        assertThat(command.out()).contains("decision  standby → promoting");
        assertThat(daemon.lastRequest()).contains("Accept: text/event-stream");
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n";
    }
}
