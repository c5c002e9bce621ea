package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operator gets wrong, and what a machine does: the real daemon and command say it in a sentence with the remedy, end
 * with the status that the help promises, and lose nothing that was good.
 *
 * <pre>
 *   one namespace: sallyportd and its TUN interface, nobody else
 * </pre>
 */
@Timeout(180)
class BadInputIT {

    private static final int FAILED = 1;
    private static final int INCAPABLE = 3;
    private static final int NO_SOCKET = 4;
    private static final Duration END = Duration.ofSeconds(10);
    private static final String MANAGEMENT = "10.100.100.1";

    private Sandbox sandbox;
    private Namespace namespace;
    private Sallyportd daemon;

    @BeforeEach
    void build() {
        sandbox = Sandbox.create(Sandbox.freshId("bad"));
        sandbox.guard();
        namespace = sandbox.namespace("gateway");
        daemon = new Sallyportd(sandbox, "gateway", namespace);
    }

    @AfterEach
    void remove() {
        sandbox.close();
    }

    private ObjectNode document(String networkName) {
        Draft draft = new Draft()
                .node("gateway", daemon.publicKey(), List.of(MANAGEMENT), List.of("198.51.100.1:51820"))
                .route("10.100.100.0/24", "gateway")
                .insideNat("192.168.10.15/32", "10.100.100.15/32", "gateway");
        draft.network().put("name", networkName);
        return draft.of("gateway", daemon.key());
    }

    private String runningNetwork() {
        return daemon.control().show("status").path("node").path("network").asString();
    }

    // ---- configurations

    @Test
    void aWrongConfigurationChangesNothingAndEveryFaultIsNamed() {
        daemon.start().apply(document("good"));
        String before = daemon.control().run("config", "get").stdout();
        ObjectNode wrong = document("wrong");
        ObjectNode network = (ObjectNode) wrong.get("network");
        ((ObjectNode) network.get("routes").get(0)).put("node", "nowhere");
        ((ObjectNode) network.get("insideNats").get(0)).put("networkCidr", "10.100.100.0/24");
        ((ArrayNode) network.get("routes")).addObject().put("networkCidr", "10.100.300.0/24").put("node", "gateway");
        ((ObjectNode) wrong.get("node")).put("listenPort", 70_000).put("wrokers", 2);

        Command.Result answer = daemon.control().run("config", "apply", daemon.write(wrong).toString());

        assertThat(answer.exit()).isEqualTo(FAILED);
        assertThat(answer.stderr()).contains("/network/routes/1/networkCidr", "10.100.300.0/24", "/node/listenPort", "70000",
                "/node/wrokers", "workers");
        assertThat(daemon.control().run("config", "get").stdout()).isEqualTo(before);
        assertThat(runningNetwork()).isEqualTo("good");
        assertThat(daemon.control().show("status").path("configuration").path("version").asLong()).isEqualTo(1);
        assertNoStackTrace(answer.text());
    }

    /** Faults of form hide those of meaning; without the former, all of the latter are told at once. */
    @Test
    void faultsOfMeaningAreNamedAllAtOnceToo() {
        daemon.start();
        ObjectNode wrong = document("wrong");
        ObjectNode network = (ObjectNode) wrong.get("network");
        ((ObjectNode) network.get("routes").get(0)).put("node", "nowhere");
        ((ObjectNode) network.get("insideNats").get(0)).put("networkCidr", "10.100.100.0/24");
        ((ObjectNode) wrong.get("node")).put("privateKeyFile", "/nonexistent/key");

        Command.Result answer = daemon.control().run("config", "apply", daemon.write(wrong).toString());

        assertThat(answer.exit()).isEqualTo(FAILED);
        assertThat(answer.stderr()).contains("/network/routes/0/node", "nowhere", "/network/insideNats/0", "/node/privateKeyFile",
                "/nonexistent/key does not exist", "sallyport keygen");
        assertThat(daemon.control().show("status").path("state").asString()).isEqualTo("unconfigured");
    }

    @Test
    void aKeyFileThatOthersMayReadIsRefusedWithTheCommandThatMendsIt() throws IOException {
        Files.setPosixFilePermissions(daemon.key(), PosixFilePermissions.fromString("rw-r--r--"));

        Command.Result end = startWith(List.of(), document("good"));

        assertRefused(end, FAILED, "chmod 600 " + daemon.key());
    }

    @Test
    void aMissingKeyFileIsNamed() throws IOException {
        Files.delete(daemon.key());

        assertRefused(startWith(List.of(), document("good")), FAILED, daemon.key() + " does not exist", "sallyport keygen");
    }

    // ---- the machine

    @Test
    void withoutTheCapabilityItSaysWhichAndHowToGiveIt() {
        Tool.require(Tool.SETPRIV);

        Command.Result end = startWith(List.of("setpriv", "--bounding-set", "-net_admin"), document("good"));

        assertRefused(end, INCAPABLE, "CAP_NET_ADMIN", "AmbientCapabilities");
    }

    @Test
    void withoutTheTunDeviceItSaysHowToHaveOne() {
        // a mount namespace of its own, with nothing in /dev/net
        List<String> wrapper = List.of("unshare", "--mount", "sh", "-c", "mount -t tmpfs none /dev/net && exec \"$@\"", "sh");

        assertRefused(startWith(wrapper, document("good")), FAILED, "/dev/net/tun", "modprobe tun");
    }

    @Test
    void aPortInUseIsNamed() {
        try (DatagramSocket other = NamespaceSockets.open(namespace, () -> new DatagramSocket(Draft.PORT))) {
            assertRefused(startWith(List.of(), document("good")), FAILED, Integer.toString(other.getLocalPort()), "in use");
        }
    }

    @Test
    void aSecondDaemonAtTheSameSocketIsRefused() {
        daemon.start();

        assertRefused(daemon.runToTheEnd(List.of()), NO_SOCKET, daemon.control().socket().toString());
        assertThat(daemon.control().ready()).isTrue();
    }

    /** A start with a first configuration, which ends at once when that does not run. */
    private Command.Result startWith(List<String> wrapper, ObjectNode first) {
        return daemon.runToTheEnd(wrapper, "--config", daemon.write(first).toString());
    }

    private static void assertRefused(Command.Result end, int status, String... told) {
        assertThat(end.exit()).as(end.text()).isEqualTo(status);
        assertThat(end.stderr()).contains(told);
        assertNoStackTrace(end.text());
    }

    private static void assertNoStackTrace(String text) {
        assertThat(text).doesNotContain("\tat ").doesNotContain("Exception");
    }

    // ---- restarts

    @Test
    void aKilledDaemonComesBackWithTheLastAcceptedConfiguration() {
        daemon.start().apply(document("first"));
        daemon.apply(document("second"));

        killAndRestart();

        assertThat(runningNetwork()).isEqualTo("second");
        assertThat(namespace.ip("route", "show", "dev", "sp0")).contains("10.100.0.0/16");
        assertThat(daemon.control().show("status").path("problems").isEmpty()).isTrue();
    }

    @Test
    void aCorruptStoredConfigurationFallsBackToTheOneBeforeAndSaysSo() throws IOException {
        assertFallsBack(document -> {
            document[document.length / 2] ^= 1;
            return document;
        });
    }

    @Test
    void aTruncatedStoredConfigurationFallsBackToTheOneBeforeAndSaysSo() throws IOException {
        assertFallsBack(document -> Arrays.copyOf(document, document.length / 2));
    }

    private interface Damage {
        byte[] to(byte[] document);
    }

    private void assertFallsBack(Damage damage) throws IOException {
        daemon.start().apply(document("first"));
        daemon.apply(document("second"));
        Path stored = daemon.state().resolve("versions").resolve("000002.json");
        daemon.process().kill();
        awaitEnd();
        Files.write(stored, damage.to(Files.readAllBytes(stored)));

        daemon.start();
        Deadline.await(END, "a configuration that runs", () -> !runningNetwork().isEmpty(), daemon.process()::logTail);

        assertThat(runningNetwork()).isEqualTo("first");
        String problems = daemon.control().show("status").path("problems").toString();
        assertThat(problems).contains("000002.json is truncated or corrupt").contains("version 1 is used");
        assertThat(daemon.process().logTail()).contains("version 1 is used");
    }

    private void killAndRestart() {
        daemon.process().kill();
        awaitEnd();
        daemon.start();
        Deadline.await(END, "a configuration that runs", () -> !runningNetwork().isEmpty(), daemon.process()::logTail);
    }

    private void awaitEnd() {
        Deadline.await(END, "the end of the daemon", () -> !daemon.process().alive(), daemon.process()::logTail);
    }

    @Test
    void aStoppedDaemonLeavesNothingOnTheHost() throws IOException {
        String addresses = namespace.ip("-o", "address");
        String routes = namespace.ip("route", "show", "table", "all");
        daemon.start().apply(document("good"));
        assertThat(namespace.ip("-o", "address")).contains(MANAGEMENT);

        daemon.process().close();

        assertThat(namespace.ip("-o", "address")).isEqualTo(addresses);
        assertThat(namespace.ip("route", "show", "table", "all")).isEqualTo(routes);
        assertThat(namespace.ip("-o", "link")).doesNotContain("sp0");
        assertThat(daemon.control().socket()).doesNotExist();
        assertThat(Files.readString(daemon.process().log())).contains("stopped").doesNotContain("\tat ");
    }
}
