package io.sallyport.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.control.api.ControlSocketException;
import io.sallyport.control.reconcile.FakeDataplane;
import io.sallyport.control.reconcile.FakeHostKernel;
import io.sallyport.control.reconcile.FakeL4Plane;
import io.sallyport.control.reconcile.InterfaceRoutes;
import io.sallyport.dataplane.tunnel.KeyFile;
import io.sallyport.dataplane.tunnel.KeyPair;
import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon from start to stop, with everything real but the engine and the host's network. */
@Timeout(30)
class DaemonTest {

    @TempDir
    private Path directory;
    private Path socket;
    private byte[] document;
    private final FakeDataplane dataplane = new FakeDataplane();
    private final FakeL4Plane l4 = new FakeL4Plane();

    @BeforeEach
    void makeConfiguration() {
        socket = directory.resolve("control.sock");
        KeyPair keys = KeyPair.generate(new SecureRandom(), X25519.fastest());
        KeyFile.write(directory.resolve("a.key"), keys.privateKey());
        document = """
                {"network": {"name": "acme", "networkCidr": "10.100.0.0/16", "nodes": [{"name": "a", "publicKey": "%s"}]},
                 "node": {"name": "a", "privateKeyFile": "%s/a.key"}}
                """.formatted(keys.publicKey(), directory).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void withoutConfigurationItListensAndOpensNoEngine() throws InterruptedException {
        try (Daemon daemon = open()) {
            daemon.boot(Optional.empty());

            assertThat(socket).exists();
            assertThat(dataplane.options()).isNull();
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void theFirstConfigurationIsAppliedStoredAndReadAgainAtTheNextStart() throws InterruptedException {
        try (Daemon daemon = open()) {
            daemon.boot(Optional.of(document));
            assertThat(dataplane.applied()).hasSize(1);
        }
        assertThat(dataplane.closed()).isTrue();

        try (Daemon daemon = open()) {
            daemon.boot(Optional.empty());
            assertThat(dataplane.applied()).hasSize(2);
            assertThat(dataplane.applied().getLast().version()).isEqualTo(1);
        }
    }

    @Test
    void aWrongFirstConfigurationNamesItsFaults() throws InterruptedException {
        byte[] wrong = new String(document, StandardCharsets.UTF_8).replace("\"name\": \"a\", \"privateKeyFile\"",
                "\"name\": \"aa\", \"privateKeyFile\"").getBytes(StandardCharsets.UTF_8);
        try (Daemon daemon = open()) {
            assertThatThrownBy(() -> daemon.boot(Optional.of(wrong)))
                    .isInstanceOfSatisfying(StartException.class, refusal -> assertThat(refusal.exitStatus()).isEqualTo(Main.FAILED))
                    .hasMessageContaining("/node/name");
        }
    }

    @Test
    void aStoredConfigurationThatDoesNotRunLeavesTheSocketOpenToMendIt() throws InterruptedException {
        try (Daemon daemon = open()) {
            daemon.boot(Optional.of(document));
        }
        dataplane.refuse("UDP port 51820 is in use");

        try (Daemon daemon = open()) {
            daemon.boot(Optional.empty());

            assertThat(socket).exists();
        }
    }

    @Test
    void aSecondDaemonAtTheSameSocketIsRefused() throws InterruptedException {
        try (Daemon daemon = open()) {
            daemon.boot(Optional.empty());

            assertThatThrownBy(this::open).isInstanceOf(ControlSocketException.class).hasMessageContaining("already running");
            assertThat(socket).exists();
        }
    }

    private Daemon open() {
        Path state = directory.resolve("state");
        assertThat(state.toFile().isDirectory() || state.toFile().mkdirs()).isTrue();
        assertThat(Files.isDirectory(state)).isTrue();
        return new Daemon(state, socket, dataplane::open, l4::open, FakeHostKernel.host(), InterfaceRoutes.ofThisHost(),
                Optional.empty(), Clock.systemUTC());
    }
}
