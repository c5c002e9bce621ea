package io.sallyport.bench.lab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.UnixSocket;
import io.sallyport.bench.lab.net.Veth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts at one cable: 10.0.0.1 asks, 10.0.0.2 serves. */
@Timeout(60)
class HostAgentIT {

    @TempDir
    Path directory;

    private Sandbox sandbox;
    private AgentSocket asker;

    @BeforeEach
    void twoHosts() {
        sandbox = Sandbox.create(directory.resolve("root"), Sandbox.freshId("it"));
        Namespace left = sandbox.namespace("left");
        Namespace right = sandbox.namespace("right");
        Veth.between(left.link("eth0"), right.link("eth0"));
        left.link("eth0").address("10.0.0.1/24").address("fd00::1/64");
        right.link("eth0").address("10.0.0.2/24").address("fd00::2/64");
        asker = agent(left);
        agent(right);
    }

    private AgentSocket agent(Namespace namespace) {
        AgentSocket socket = new AgentSocket(sandbox.directory().resolve(namespace.name()));
        namespace.start(namespace.name(), JavaProgram.command(JavaProgram.SMALL, HostAgent.class.getName(),
                List.of(namespace.name(), socket.path().toString())), Map.of());
        await().atMost(Duration.ofSeconds(20)).until(() -> UnixSocket.accepts(socket.path()));
        return socket;
    }

    @AfterEach
    void removeThem() {
        sandbox.close();
    }

    @Test
    void theServerSaysWhoItIsAndWhomItSaw() {
        for (String server : List.of("10.0.0.2", "fd00::2")) {
            for (Answer answer : List.of(asker.tcp(server, "hello there"), asker.udp(server, "hello there"))) {
                assertThat(answer.ok()).as(answer.toString()).isTrue();
                assertThat(answer.get("host")).isEqualTo(sandbox.qualified("right"));
                assertThat(answer.get("peer")).isIn("10.0.0.1", "fd00:0:0:0:0:0:0:1");
                assertThat(answer.get("echoed")).isEqualTo("11");
            }
        }
    }

    @Test
    void aTransferIsComparedByDigest() {
        Answer answer = asker.transfer("10.0.0.2", 1_000_003);

        assertThat(answer.ok()).as(answer.toString()).isTrue();
        assertThat(answer.get("bytes")).isEqualTo("1000003");
        assertThat(answer.get("sha256")).hasSize(64);
    }

    @Test
    void whatGoesOnIsStoppedAndThenTellsItsLongestSilence() {
        try (Running flow = asker.flow("10.0.0.2", EchoServer.ECHO_PORT); Running knocks = asker.knock("10.0.0.2", EchoServer.ECHO_PORT)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> asker.tcp("10.0.0.2", "hello").ok());
            for (Answer answer : List.of(flow.stop(), knocks.stop())) {
                assertThat(answer.ok()).as(answer.toString()).isTrue();
                assertThat(Long.parseLong(answer.get("count"))).isPositive();
                assertThat(Long.parseLong(answer.get("longest"))).isNotNegative();
            }
        }
    }

    @Test
    void aConnectionThatCannotBeMadeIsCounted() {
        try (Running knocks = asker.knock("10.0.0.2", 1)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> asker.tcp("10.0.0.2", "hello").ok());
            Answer answer = knocks.stop();
            assertThat(answer.get("failed")).isEqualTo(answer.get("count"));
        }
    }

    @Test
    void whatCannotBeReachedIsAnErrorAndNotAHang() {
        assertThat(asker.tcp("10.0.0.3", "hello").ok()).isFalse();
        assertThat(asker.udp("10.0.0.3", "hello").ok()).isFalse();
    }
}
