package io.sallyport.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cli.Sallyport.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as a person types it: what it asks, what it prints, how it ends. */
@Timeout(30)
class SallyportTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path directory;
    private Path socket;
    private StubDaemon daemon;
    private final Map<String, String> environment = new HashMap<>();
    private final AtomicInteger pictures = new AtomicInteger();
    private String input = "";
    private boolean terminal;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void open() throws IOException {
        socket = directory.resolve("control.sock");
        daemon = new StubDaemon(socket);
        environment.put(Sallyport.SOCKET_VARIABLE, socket.toString());
    }

    @AfterEach
    void close() throws IOException {
        daemon.close();
    }

    @Test
    void routesAreATable() {
        daemon.answer(200, "", """
                {"routes": [
                  {"networkCidr": "10.100.20.0/24", "node": "EdgeCluster2", "metric": 10, "peer": "up", "state": "selected",
                   "reason": "lowest metric among connected peers", "description": "edge 2"},
                  {"networkCidr": "10.100.20.0/24", "node": "AWSCluster", "metric": 100, "peer": "up", "state": "standby",
                   "reason": "EdgeCluster2 has the lower metric 10", "description": ""}]}
                """);

        assertThat(run("show", "routes")).isZero();

        assertThat(out).hasToString("""
                NETWORK         NODE          METRIC  STATE     WHY                                   DESCRIPTION
                10.100.20.0/24  EdgeCluster2      10  selected  lowest metric among connected peers   edge 2
                10.100.20.0/24  AWSCluster       100  standby   EdgeCluster2 has the lower metric 10
                """);
        assertThat(daemon.lastRequest()).startsWith("GET /v1/routes HTTP/1.1\r\n");
    }

    @Test
    void natsAreATable() {
        daemon.answer(200, "", """
                {"nats": [
                  {"localCidr": "192.168.10.15/32", "networkCidr": "10.100.100.15/32", "node": "AWSCluster", "here": true,
                   "description": "Application server"},
                  {"localCidr": "172.16.10.15/32", "networkCidr": "10.100.10.15/32", "node": "EdgeCluster1", "here": false,
                   "description": ""}]}
                """);

        assertThat(run("show", "nats")).isZero();

        assertThat(out).hasToString("""
                LOCAL             NETWORK           NODE          HERE  DESCRIPTION
                192.168.10.15/32  10.100.100.15/32  AWSCluster    yes   Application server
                172.16.10.15/32   10.100.10.15/32   EdgeCluster1
                """);
    }

    @Test
    void peersAreATableInHumanUnits() {
        daemon.answer(200, "", """
                {"peers": [
                  {"name": "EdgeCluster1", "state": "up", "endpoint": "198.51.100.11:51820", "handshakeAgeMs": 95000,
                   "cipher": "aes-256-gcm", "mtu": 1420, "rxBytes": 1288490189, "txBytes": 2048, "loss": 0.0125, "note": ""},
                  {"name": "EdgeCluster2", "state": "down", "endpoint": "", "cipher": "chacha20-poly1305", "mtu": 1420,
                   "rxBytes": 0, "txBytes": 512, "loss": 0.0, "note": "handshakes go unanswered"}]}
                """);

        assertThat(run("show", "peers")).isZero();

        assertThat(out).hasToString("""
                PEER          STATE  ENDPOINT              HANDSHAKE  RECEIVED     SENT   LOST   MTU  CIPHER             NOTE
                EdgeCluster1  up     198.51.100.11:51820  1 min 35 s   1.2 GiB  2.0 KiB  1.3 %  1420  aes-256-gcm
                EdgeCluster2  down                             never       0 B    512 B  0.0 %  1420  chacha20-poly1305  \
                handshakes go unanswered
                """);
    }

    @Test
    void dropsShowOnlyWhatOccurredUnlessAllAreAskedFor() {
        daemon.answer(200, "", """
                {"total": 1234567, "drops": [
                  {"reason": "no_route", "stage": "route", "count": 1234567, "description": "no route", "remedy": "add one"},
                  {"reason": "ttl_expired", "stage": "route", "count": 0, "description": "TTL ran out", "remedy": "traceroute"}]}
                """);

        assertThat(run("show", "drops")).isZero();
        assertThat(out).hasToString("""
                  PACKETS  REASON    STAGE  WHAT HAPPENED  WHAT TO DO
                1\u202f234\u202f567  no_route  route  no route       add one
                """);

        assertThat(run("show", "drops", "--all")).isZero();
        assertThat(out.toString()).contains("ttl_expired");
    }

    @Test
    void workersAreATable() {
        daemon.answer(200, "", """
                {"workers": [
                  {"index": 0, "thread": "worker-0", "cpu": 3, "state": "busy", "stalledMs": 0, "utilisation": 0.934,
                   "freePackets": 2000, "packets": 2048, "counters": {"lan_rx_bytes": 10, "wan_tx_bytes": 2048},
                   "drops": {"no_route": 2, "anti_spoof": 1}},
                  {"index": 1, "thread": "worker-1", "state": "stalled", "stalledMs": 2500, "utilisation": 0.0,
                   "freePackets": 2048, "packets": 2048, "counters": {}, "drops": {}}]}
                """);

        assertThat(run("show", "workers")).isZero();

        assertThat(out).hasToString("""
                WORKER  THREAD    CPU  STATE                  LOAD  LAN IN  LAN OUT  WAN IN  WAN OUT  FREE BUFFERS  DROPS
                     0  worker-0  3    busy                 93.4 %    10 B      0 B     0 B  2.0 KiB     2000/2048      3
                     1  worker-1  any  stalled for 2500 ms   0.0 %     0 B      0 B     0 B      0 B     2048/2048      0
                """);
    }

    @Test
    void statusIsOneFactALineWithProblemsFirst() {
        daemon.answer(200, "", """
                {"state": "degraded", "problems": ["10.100.0.0/16 is routed through eth1"], "version": "1.2.3",
                 "uptimeSeconds": 93784, "drops": 1,
                 "node": {"name": "aws-a", "identity": "AWSCluster", "network": "acme", "addresses": ["10.100.100.1"]},
                 "configuration": {"version": 7, "appliedAt": "2026-11-20T11:58:30Z", "confirmBy": "2026-11-20T12:00:30Z",
                   "routes": 4, "insideNats": 1},
                 "peers": {"total": 3, "up": 2, "connecting": 1}, "lan": {"tun": "sp0", "mtu": 1500, "listenPort": 51820},
                 "ports": [{"port": "sp0/0", "offloads": [{"name": "tso4", "active": true, "cause": ""},
                   {"name": "uso", "active": false, "cause": "EINVAL"}]}],
                 "crypto": {"x25519": "libcrypto 3.0.17"},
                 "counters": {"lan_rx_bytes": 1536, "lan_rx_packets": 1, "lan_tx_bytes": 0, "lan_tx_packets": 0,
                   "wan_rx_bytes": 0, "wan_rx_datagrams": 0, "wan_tx_bytes": 1600, "wan_tx_datagrams": 2}}
                """);

        assertThat(run("show", "status")).isZero();

        assertThat(out).hasToString("""
                aws-a (of AWSCluster) in network acme
                State          degraded
                               10.100.0.0/16 is routed through eth1
                Configuration  version 7, applied 1 min 30 s ago
                               goes back at 2026-11-20 12:00:30 unless confirmed: sallyport config confirm
                Tables         4 routes, 1 inside NAT row, no access rules: everything between configured rows passes
                Running        sallyportd 1.2.3 for 1 d 2 h
                Peers          2 of 3 up, 1 connecting
                LAN            sp0, MTU 1500, 10.100.100.1
                               in 1.5 KiB in 1 packet, out 0 B in 0 packets
                WAN            UDP port 51820
                               in 0 B in 0 datagrams, out 1.6 KiB in 2 datagrams
                Drops          1 packet; sallyport show drops
                Crypto         x25519 by libcrypto 3.0.17
                Port           sp0/0: tso4; uso off (EINVAL)
                """);
    }

    @Test
    void jsonIsTheDaemonsOwn() {
        daemon.answer(200, "", "{\"peers\" : [ ]}");

        assertThat(run("show", "peers", "--json")).isZero();

        assertThat(out).hasToString("{\"peers\" : [ ]}\n");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        daemon.answer(200, "", "{\"routes\": [{\"networkCidr\": \"10.0.0.0/8\", \"state\": \"down\"}]}");

        run("show", "routes");
        assertThat(out.toString()).doesNotContain("\033");
        terminal = true;
        run("show", "routes");
        assertThat(out.toString()).contains("\033[31mdown\033[0m");
        environment.put("NO_COLOR", "1");
        run("show", "routes");
        assertThat(out.toString()).doesNotContain("\033");
    }

    @Test
    void watchShowsItAgainAndSurvivesARestartOfTheDaemon() {
        daemon.answer(200, "", "{\"peers\": []}").raw("");

        assertThat(run("show", "peers", "--watch=1")).isEqualTo(ExitStatus.UNREACHABLE);

        assertThat(pictures).hasValue(3);
        assertThat(out).hasToString("no peers; they come with a configuration\n");
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("sallyport: sallyportd hung up"));
    }

    @Test
    void applySendsTheFileAndItsConditions() throws IOException {
        Path file = Files.writeString(directory.resolve("c.json"), "{\"näme\": 1}");
        daemon.answer(200, "ETag: \"e2\"\r\n", """
                {"result": "applied", "version": 8, "etag": "e2", "confirmBy": "2026-11-20T12:01:00Z",
                 "changes": [
                   {"kind": "CHANGED", "pointer": "/p", "path": "network.routes[10.0.0.0/8 → b].metric", "before": "10", "after": "20"},
                   {"kind": "ADDED", "pointer": "/q", "path": "network.insideNats[10.0.0.1/32]", "before": "", "after": "{}"}],
                 "restartRequired": ["node.listenPort"],
                 "warnings": [{"pointer": "/node/listenPort", "message": "51899 takes effect when sallyportd is restarted"}]}
                """);

        assertThat(run("config", "apply", file.toString(), "--if-match", "e1", "--confirm-within", "60s", "--note", "why & how"))
                .isZero();

        assertThat(daemon.lastRequest()).startsWith("PUT /v1/config?confirmWithin=60s&note=why+%26+how HTTP/1.1\r\n")
                .contains("Content-Type: application/json\r\n").contains("If-Match: \"e1\"\r\n").endsWith("\r\n\r\n{\"näme\": 1}");
        assertThat(out).hasToString("""
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
        input = "{}";
        daemon.answer(200, "", "{\"result\": \"dryRun\", \"changes\": [], \"restartRequired\": [\"node.workers\"], \"warnings\": []}");

        assertThat(run("config", "diff", "-")).isZero();

        assertThat(daemon.lastRequest()).startsWith("PUT /v1/config?dryRun=true HTTP/1.1").endsWith("{}");
        assertThat(out).hasToString("""
                Valid, nothing changed: no differences to what runs.
                warning: takes effect only when sallyportd is restarted: node.workers
                """);
    }

    @Test
    void everyFaultIsARow() {
        input = "{}";
        daemon.answer(422, "", """
                {"type": "urn:sallyport:problem:invalid-configuration", "title": "The configuration is not valid; nothing was changed",
                 "status": 422, "detail": "2 faults; each says what to do", "faults": [
                  {"pointer": "/network/routes/0/metric", "value": "900", "limit": "1–200", "message": "a metric is in 1–200"},
                  {"pointer": "", "value": "", "limit": "", "message": "node is missing"}]}
                """);

        assertThat(run("config", "apply", "-")).isEqualTo(ExitStatus.FAILED);

        assertThat(out.toString()).isEmpty();
        assertThat(err).hasToString("""
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
            assertThat(run("config", "confirm")).as("HTTP %d", httpStatuses[i]).isEqualTo(exitStatuses[i]);
            assertThat(err).hasToString("sallyport: No\n");
        }
    }

    @Test
    void getPrintsTheDocumentOrItsEtag() {
        daemon.answer(200, "ETag: \"abc\"\r\n", "{\n}");

        assertThat(run("config", "get")).isZero();
        assertThat(out).hasToString("{\n}\n");
        assertThat(run("config", "get", "--etag")).isZero();
        assertThat(out).hasToString("abc\n");
        assertThat(run("config", "get", "--version", "3")).isZero();
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

        assertThat(run("config", "history")).isZero();

        assertThat(out).hasToString("""
                VERSION        STATE        WHEN                    SIZE   UID  ETAG          NOTE
                     12  runs  accepted     2026-11-20 11:00:00  2.0 KiB  1000  0123456789ab  new database
                      9        unconfirmed  2026-11-19 11:00:00    512 B     0  ff
                """);
    }

    @Test
    void rollbackMayNameAVersion() {
        daemon.answer(200, "", "{\"result\": \"applied\", \"version\": 5, \"changes\": [], \"warnings\": []}");

        assertThat(run("config", "rollback", "3")).isZero();
        assertThat(daemon.lastRequest()).startsWith("POST /v1/config/rollback?version=3 ");
        assertThat(run("config", "rollback")).isZero();
        assertThat(daemon.lastRequest()).startsWith("POST /v1/config/rollback HTTP");
    }

    @Test
    void noDaemonIsOneSentenceWithTheRemedy() throws IOException {
        Path none = directory.resolve("none.sock");
        assertThat(run("show", "status", "--socket", none.toString())).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(err.toString().lines()).singleElement().asString()
                .contains("no sallyportd listens at " + none).contains("SALLYPORT_SOCKET");

        Path stale = directory.resolve("stale.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        assertThat(run("show", "status", "--socket", stale.toString())).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(err.toString()).contains("does not answer").contains("start it");
    }

    @Test
    void anAnswerThatIsNotWholeOrNotHttpIsNotBelieved() {
        daemon.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}").raw("SSH-2.0-OpenSSH_9.2\r\n\r\n");

        assertThat(run("show", "peers")).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains("cut short: 2 of 10 bytes");
        assertThat(run("show", "peers")).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains("does not speak HTTP");
    }

    @Test
    void wrongUsageIsToldWithTheUsage() {
        assertThat(run("show", "everything")).isEqualTo(ExitStatus.USAGE);
        assertThat(err.toString()).contains("'everything'").contains("Did you mean");
        assertThat(run()).isEqualTo(ExitStatus.USAGE);
        assertThat(run("show", "peers", "--watch=0")).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void helpListsTheExitStatuses() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("3   the daemon cannot be reached").contains("config").contains("completion");
    }

    @Test
    void aKeyIsWrittenForItsOwnerAloneAndNeverReplacedUnasked() throws IOException {
        Path file = directory.resolve("a.key");

        assertThat(run("keygen", file.toString())).isZero();
        String publicKey = out.toString();
        assertThat(publicKey).matches("[A-Za-z0-9+/]{43}=\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        String privateKey = Files.readString(file);

        assertThat(run("keygen", file.toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains("--force");
        assertThat(file).hasContent(privateKey);
        assertThat(run("pubkey", file.toString())).isZero();
        assertThat(out).hasToString(publicKey);

        assertThat(run("keygen", "--force", file.toString())).isZero();
        assertThat(Files.readString(file)).isNotEqualTo(privateKey);
        assertThat(run("keygen", "--psk", directory.resolve("a.psk").toString())).isZero();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aKeyOpenToOthersIsNotRead() throws IOException {
        Path file = directory.resolve("a.key");
        run("keygen", file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(run("pubkey", file.toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(err.toString()).contains("chmod").doesNotContain(Files.readString(file).strip());
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(run("completion", "bash")).isZero();
        assertThat(out.toString()).startsWith("#!").contains("rollback").contains("--confirm-within");
        assertThat(run("completion", "zsh")).isZero();
        assertThat(out.toString()).startsWith("autoload").contains("bashcompinit");
        assertThat(run("completion", "fish")).isEqualTo(ExitStatus.USAGE);
    }

    /** Runs the command with fresh output; a watch ends after its third picture. */
    private int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        Surroundings surroundings = new Surroundings(environment,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), terminal, CLOCK,
                interval -> pictures.incrementAndGet() < 3);
        CommandLine line = Sallyport.commandLine(surroundings);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
