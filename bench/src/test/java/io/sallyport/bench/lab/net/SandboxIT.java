package io.sallyport.bench.lab.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real namespaces: two hosts at a switch, both families, and what is left when their maker dies. */
@Timeout(60)
class SandboxIT {

    @TempDir
    Path directory;

    @Test
    void twoHostsAtASwitchReachEachOtherInBothFamilies() {
        String name;
        try (Sandbox sandbox = Sandbox.create(directory.resolve("root"), Sandbox.freshId("it"))) {
            Namespace left = sandbox.namespace("left");
            Namespace right = sandbox.namespace("right");
            name = right.name();
            Bridge.create(sandbox.namespace("lan").link("br0"))
                    .cable("left", left.link("eth0"))
                    .cable("right", right.link("eth0"));
            left.link("eth0").address("192.168.10.1/24").address("fd00:192:168:10::1/64");
            right.link("eth0").address("192.168.10.2/24").address("fd00:192:168:10::2/64");

            assertThat(left.command("ping", "-c1", "-W2", "192.168.10.2").run().ok()).isTrue();
            assertThat(left.command("ping", "-c1", "-W2", "fd00:192:168:10::2").run().ok()).isTrue();
        }
        assertThat(Namespace.exists(name)).isFalse();
    }

    @Test
    void aProcessThatAUserStartedInsideGoesWithItsNamespace() throws IOException {
        Process stray;
        try (Sandbox sandbox = Sandbox.create(directory.resolve("root"), Sandbox.freshId("it"))) {
            Namespace host = sandbox.namespace("host");
            stray = new ProcessBuilder("ip", "netns", "exec", host.name(), "sleep", "60").start();
            await().atMost(Duration.ofSeconds(5)).until(() -> !Namespace.processes(host.name()).isEmpty());
        }
        assertThat(stray.isAlive()).isFalse();
    }

    @Test
    void theGuardianRemovesEverythingWhenTheMakerIsKilled() throws IOException {
        Path root = directory.resolve("root");
        Process maker = new ProcessBuilder(JavaProgram.command(JavaProgram.SMALL, Maker.class.getName(), List.of(root.toString())))
                .redirectErrorStream(true)
                .start();
        try (var lines = maker.inputReader()) {
            String namespace = lines.readLine();
            assertThat(Namespace.exists(namespace)).isTrue();
            maker.destroyForcibly();

            await().atMost(Duration.ofSeconds(15)).until(() -> !root.toFile().exists());
            assertThat(Namespace.exists(namespace)).isFalse();
        }
    }

    /** Makes a namespace with a process in it, says its name, and waits to be killed. */
    static final class Maker {

        public static void main(String[] arguments) throws InterruptedException {
            Sandbox sandbox = Sandbox.create(Path.of(arguments[0]), Sandbox.freshId("it"));
            sandbox.guard();
            Namespace host = sandbox.namespace("host");
            host.start("sleeper", "sleep", "60");
            System.out.println(host.name());
            Thread.sleep(Duration.ofSeconds(60));
        }
    }
}
