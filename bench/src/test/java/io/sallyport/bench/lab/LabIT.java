package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.bench.Bench;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line as a person uses it, each command a process of its own; the lab goes on between them. */
@Timeout(420)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabIT {

    private static final Duration DEADLINE = Duration.ofSeconds(240);

    private final String id = Sandbox.freshId("it");
    private Command.Result up;

    @BeforeAll
    void bringItUp() {
        up = bench("lab", "up", "--id", id);
    }

    @AfterAll
    void takeItDown() {
        assertThat(bench("lab", "down", "--id", id).exit()).isZero();
        assertThat(remains(id)).isEmpty();
        assertThat(bench("lab", "status", "--id", id).exit()).isNotZero();
    }

    @Test
    void upSaysWhatToTry() {
        assertThat(up.exit()).as(up.text()).isZero();
        assertThat(up.stdout()).contains("ip netns exec " + Sandbox.qualified(id, "aws-client") + " ping -c3 10.100.10.15");
    }

    @Test
    void everyHostReachesEveryOtherInBothFamilies() {
        JsonNode status = status();
        for (JsonNode from : hosts(status)) {
            for (JsonNode to : hosts(status)) {
                if (!from.get("site").equals(to.get("site"))) {
                    to.get("networkAddresses").forEach(address -> assertAnswers(from, address.asString()));
                }
            }
        }
    }

    private static void assertAnswers(JsonNode from, String address) {
        Command.Result ping = Command.of("ip", "netns", "exec", from.get("namespace").asString(),
                "ping", "-n", "-c1", "-W2", address).run();
        assertThat(ping.ok()).as(ping.text()).isTrue();
    }

    /** The command that status prints for layer 4, as a person would paste it. */
    @Test
    void aConnectorOnTheClusterIpReachesABackendThatAdmitsOnlyAnother() {
        String paste = up.stdout().lines().filter(line -> line.contains("/dev/tcp/192.168.10.100/")).findFirst().orElseThrow();

        Command.Result greeting = Command.of("bash", "-c", "timeout 30 " + paste.strip()).run();

        assertThat(greeting.stdout()).as(greeting.text()).isEqualTo("host=edge1-mysql peer=172.16.10.100\n");
    }

    @Test
    void theControlSocketsThatStatusNamesExist() {
        for (JsonNode place : status()) {
            if (place.get("role").asString().equals("gateway")) {
                assertThat(Path.of(place.get("controlSocket").asString())).exists();
            }
        }
    }

    /** An edge's IPv4 way breaks in the underlay; the peers try each other's endpoints in turn until IPv6 carries the tunnel. */
    @Test
    void aTunnelMovesToIpv6WhenIpv4IsCut() {
        String fabric = Sandbox.qualified(id, "fabric");
        String[] route = {"198.51.100.31", "dev", "edge3-a"};
        Command.of(Stream.concat(Stream.of("ip", "-n", fabric, "route", "delete"), Stream.of(route)).toList()).output();
        try {
            Command ping = Command.of("ip", "netns", "exec", Sandbox.qualified(id, "aws-client"),
                    "ping", "-n", "-c1", "-W1", "10.100.30.15");
            await().atMost(Duration.ofSeconds(90)).until(() -> ping.run().ok());
        } finally {
            Command.of(Stream.concat(Stream.of("ip", "-n", fabric, "route", "add"), Stream.of(route)).toList()).output();
        }
    }

    /** The commands that status prints for a failover, as a person would paste them. */
    @Test
    void aRelinquishedClusterIsAtTheOtherMemberAndComesBack() {
        List<String> paste = up.stdout().lines().filter(line -> line.contains("cluster relinquish")).toList();
        Path first = Path.of(socketOf("aws-a"));
        assertThat(paste).singleElement().asString().contains("cluster relinquish --socket " + first);
        GatewayControl control = new GatewayControl("aws-b", Path.of(socketOf("aws-b")));

        assertThat(new GatewayControl("aws-a", first).run("cluster", "relinquish").ok()).isTrue();
        await().atMost(DEADLINE).until(() -> control.role().equals("active"));
        awaitEveryServer();

        assertThat(new GatewayControl("aws-a", first).run("cluster", "make-active").ok()).isTrue();
        await().atMost(DEADLINE).until(() -> control.role().equals("standby"));
        awaitEveryServer();
    }

    private void awaitEveryServer() {
        SeedNetwork.servers().stream().flatMap(server -> server.network().both().stream()).forEach(address -> {
            Command ping = Command.of("ip", "netns", "exec", Sandbox.qualified(id, "aws-client"), "ping", "-n", "-c1", "-W1", address);
            await().atMost(DEADLINE).until(() -> ping.run().ok());
        });
    }

    private String socketOf(String gateway) {
        for (JsonNode place : status()) {
            if (place.get("name").asString().equals(gateway)) {
                return place.get("controlSocket").asString();
            }
        }
        throw new AssertionError("no gateway " + gateway);
    }

    @Test
    void aSecondLabOfTheSameIdIsRefusedInASentence() {
        Command.Result again = bench("lab", "up", "--id", id);

        assertThat(again.exit()).isNotZero();
        assertThat(again.stderr()).contains("lab down --id " + id).doesNotContain("\tat ");
    }

    @Test
    void aDemoThatIsKilledLeavesNothingAndTheLabAlone() throws IOException {
        List<String> before = Sandbox.ids(Sandbox.defaultRoot());
        Process demo = new ProcessBuilder(command("demo")).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        await().atMost(DEADLINE).until(() -> newDemos(before).stream().anyMatch(each -> !remains(each).isEmpty()));
        String killed = newDemos(before).getFirst();
        demo.destroyForcibly();

        bench("lab", "down", "--id", killed);

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(remains(killed)).isEmpty());
        assertThat(bench("lab", "status", "--id", id).exit()).isZero();
    }

    /** Other tests may run beside this one, in sandboxes of other kinds. */
    private static List<String> newDemos(List<String> knownIds) {
        return Sandbox.ids(Sandbox.defaultRoot()).stream()
                .filter(each -> each.startsWith("demo-") && !knownIds.contains(each)).toList();
    }

    /** Namespaces of that id. */
    private static List<String> remains(String id) {
        return Namespace.present().stream().filter(name -> name.startsWith(Sandbox.qualified(id, ""))).toList();
    }

    private JsonNode status() {
        Command.Result status = bench("lab", "status", "--json", "--id", id);
        assertThat(status.exit()).as(status.text()).isZero();
        return JsonMapper.builder().build().readTree(status.stdout());
    }

    private static List<JsonNode> hosts(JsonNode status) {
        List<JsonNode> hosts = new ArrayList<>();
        status.forEach(place -> {
            if (place.get("role").asString().equals("host")) {
                hosts.add(place);
            }
        });
        return hosts;
    }

    private static Command.Result bench(String... arguments) {
        return Command.of(command(arguments)).within(DEADLINE).run();
    }

    private static List<String> command(String... arguments) {
        return JavaProgram.command(JavaProgram.SMALL, Bench.class.getName(), List.of(arguments));
    }
}
