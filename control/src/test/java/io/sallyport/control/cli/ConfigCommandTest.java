package io.sallyport.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code config}: what it asks, what it prints, how it ends. */
@Timeout(30)
class ConfigCommandTest {

    @RegisterExtension
    private final StubDaemon daemon = new StubDaemon();
    private final TypedCommand command = new TypedCommand(daemon.socket());

    @TempDir
    private Path directory;

    @Test
    void applySendsTheFileAndItsConditions() throws IOException {
        Path file = Files.writeString(directory.resolve("c.json"), "{\"näme\": 1}");
        daemon.answer(200, "ETag: \"e2\"\r\n", """
                {"result": "applied", "version": 8, "etag": "e2", "confirmBy": "2026-11-20T12:01:00Z",
                 "changes": [
                   {"kind": "CHANGED", "pointer": "/p", "path": "network.routes[10.0.0.0/8 → b].metric", "before": "10", "after": "20"},
                   {"kind": "ADDED", "pointer": "/q", "path": "network.insideNats[10.0.0.1/32]", "before": "", "after": "{}"}],
                 "warnings": [{"pointer": "/node/listenPort", "message": "51899 takes effect when sallyportd is restarted"}]}
                """);

        assertThat(command.run("config", "apply", file.toString(), "--if-match", "e1", "--confirm-within", "60s", "--note", "why & how"))
                .isZero();

        assertThat(daemon.lastRequest()).startsWith("PUT /v1/config?confirmWithin=60s&note=why+%26+how HTTP/1.1\r\n")
                .contains("Content-Type: application/json\r\n").contains("If-Match: \"e1\"\r\n").endsWith("\r\n\r\n{\"näme\": 1}");
        assertThat(command.out()).isEqualTo("""
                Applied as version 8: 2 differences.
                   WHERE                                  BEFORE  AFTER
                ~  network.routes[10.0.0.0/8 → b].metric  10      20
                +  network.insideNats[10.0.0.1/32]                {}
                warning: /node/listenPort: 51899 takes effect when sallyportd is restarted
                It goes back at 2026-11-20 12:01:00 unless you run: sallyport config confirm 8
                """);
    }

    @Test
    void diffReadsStandardInputAndOnlyAsks() {
        command.input = "{}";
        daemon.answer(200, "", "{\"result\": \"dryRun\", \"changes\": [], \"warnings\": "
                + "[{\"pointer\": \"/node/workers\", \"message\": \"2 takes effect when sallyportd is restarted\"}]}");

        assertThat(command.run("config", "diff", "-")).isZero();

        assertThat(daemon.lastRequest()).startsWith("PUT /v1/config?dryRun=true HTTP/1.1").endsWith("{}");
        assertThat(command.out()).isEqualTo("""
                Valid, nothing changed: no differences to what runs.
                warning: /node/workers: 2 takes effect when sallyportd is restarted
                """);
    }

    @Test
    void everyFaultIsARow() {
        command.input = "{}";
        daemon.answer(422, "", """
                {"type": "urn:sallyport:problem:invalid-configuration", "title": "The configuration is not valid; nothing was changed",
                 "status": 422, "detail": "2 faults; each says what to do", "faults": [
                  {"pointer": "/network/routes/0/metric", "value": "900", "limit": "1–200", "message": "a metric is in 1–200"},
                  {"pointer": "", "value": "", "limit": "", "message": "node is missing"}]}
                """);

        assertThat(command.run("config", "apply", "-")).isEqualTo(ExitStatus.FAILED);

        assertThat(command.out()).isEmpty();
        assertThat(command.err()).isEqualTo("""
                sallyport: The configuration is not valid; nothing was changed: 2 faults; each says what to do
                WHERE                     FOUND  ALLOWED  WHAT IS WRONG
                /network/routes/0/metric  900    1–200    a metric is in 1–200
                (document)                                node is missing
                """);
    }

    @Test
    void theExitStatusTellsWhatKindOfRefusalItWas() {
        int[] httpStatuses = {412, 409, 403, 404, 500};
        int[] exitStatuses = {ExitStatus.CONFLICT, ExitStatus.CONFLICT, ExitStatus.FORBIDDEN, ExitStatus.FAILED, ExitStatus.FAILED};
        for (int status : httpStatuses) {
            daemon.answer(status, "", "{\"title\": \"No\", \"status\": " + status + "}");
        }

        for (int i = 0; i < httpStatuses.length; i++) {
            assertThat(command.run("config", "confirm")).as("HTTP %d", httpStatuses[i]).isEqualTo(exitStatuses[i]);
            assertThat(command.err()).isEqualTo("sallyport: No\n");
        }
    }

    @Test
    void getPrintsTheDocumentOrItsEtag() {
        daemon.answer(200, "ETag: \"abc\"\r\n", "{\n}");

        assertThat(command.run("config", "get")).isZero();
        assertThat(command.out()).isEqualTo("{\n}\n");
        assertThat(command.run("config", "get", "--etag")).isZero();
        assertThat(command.out()).isEqualTo("abc\n");
        assertThat(command.run("config", "get", "--version", "3")).isZero();
        assertThat(daemon.lastRequest()).startsWith("GET /v1/config/versions/3 ");
    }

    @Test
    void historyIsATable() {
        daemon.answer(200, "", """
                {"versions": [
                  {"version": 12, "current": true, "state": "accepted", "etag": "0123456789abcdef", "when": "2026-11-20T11:00:00Z",
                   "bytes": 2048, "uid": 1000, "gid": 1000, "note": "new database"},
                  {"version": 9, "current": false, "state": "unconfirmed", "etag": "ff", "when": "2026-11-19T11:00:00Z",
                   "bytes": 512, "uid": 0, "gid": 0}]}
                """);

        assertThat(command.run("config", "history")).isZero();

        assertThat(command.out()).isEqualTo("""
                VERSION        STATE        WHEN                    SIZE   UID  ETAG          NOTE
                     12  runs  accepted     2026-11-20 11:00:00  2.0 KiB  1000  0123456789ab  new database
                      9        unconfirmed  2026-11-19 11:00:00    512 B     0  ff
                """);
    }

    @Test
    void rollbackMayNameAVersion() {
        daemon.answer(200, "", "{\"result\": \"applied\", \"version\": 5, \"changes\": [], \"warnings\": []}");

        assertThat(command.run("config", "rollback", "3")).isZero();
        assertThat(daemon.lastRequest()).startsWith("POST /v1/config/rollback?version=3 ");
        assertThat(command.run("config", "rollback")).isZero();
        assertThat(daemon.lastRequest()).startsWith("POST /v1/config/rollback HTTP");
    }
}
