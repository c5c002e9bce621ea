package io.sallyport.bench.lab.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no privilege; {@code SandboxIT} has the namespaces. */
class SandboxTest {

    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void rootThatDoesNotExistYet() {
        root = directory.resolve("sandboxes");
    }

    @Test
    void namesOfTheDefaultLabArePlainAndOthersCarryTheirId() {
        try (Sandbox lab = Sandbox.create(root, Sandbox.DEFAULT_ID); Sandbox other = Sandbox.create(root, "two")) {
            assertThat(lab.qualified("aws-gw")).isEqualTo("sp-aws-gw");
            assertThat(other.qualified("aws-gw")).isEqualTo("sp-two-aws-gw");
        }
    }

    @Test
    void closingLeavesNoTrace() {
        Background sleeper;
        try (Sandbox sandbox = Sandbox.create(root, "one")) {
            sleeper = sandbox.start("sleeper", List.of("sleep", "60"), Map.of());
            assertThat(sleeper.alive()).isTrue();
        }
        assertThat(sleeper.alive()).isFalse();
        assertThat(root).doesNotExist();
    }

    @Test
    void oneIdIsOneSandbox() {
        try (Sandbox first = Sandbox.create(root, "one")) {
            assertThatThrownBy(() -> Sandbox.create(root, first.id()))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("sallyport lab down --id one");
        }
    }

    @Test
    void aSandboxInUseIsLeftAlone() {
        try (Sandbox sandbox = Sandbox.create(root, "one")) {
            assertThat(Sandbox.remove(root, "one", Sandbox.Scope.ANY)).isEqualTo(Sandbox.Removal.IN_USE);
            assertThat(sandbox.directory()).exists();
        }
    }

    @Test
    void whatIsKeptGoesOnUntilSomebodyRemovesIt() {
        Background sleeper;
        try (Sandbox sandbox = Sandbox.create(root, "one")) {
            sleeper = sandbox.start("sleeper", List.of("sleep", "60"), Map.of());
            sandbox.keep();
        }
        assertThat(sleeper.alive()).isTrue();
        assertThat(Sandbox.remove(root, "one", Sandbox.Scope.UNLESS_KEPT)).isEqualTo(Sandbox.Removal.KEPT);
        assertThat(sleeper.alive()).isTrue();

        assertThat(Sandbox.ids(root)).containsExactly("one");
        assertThat(Sandbox.remove(root, "one", Sandbox.Scope.ANY)).isEqualTo(Sandbox.Removal.REMOVED);
        assertThat(sleeper.alive()).isFalse();
        assertThat(Files.exists(root)).isFalse();
        assertThat(Sandbox.remove(root, "one", Sandbox.Scope.ANY)).isEqualTo(Sandbox.Removal.ABSENT);
    }

    @Test
    void anIdThatIsNoFileNameIsRefused() {
        assertThatThrownBy(() -> Sandbox.create(root, "../etc")).hasMessageContaining("../etc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../others"})
    void noPathPassesForAnIdToRemove(String id) throws IOException {
        Path others = Files.createDirectories(directory.resolve("others"));
        Files.createDirectories(root.resolve("one"));

        assertThatThrownBy(() -> Sandbox.remove(root, id, Sandbox.Scope.ANY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sandbox.remove(root, others.toString(), Sandbox.Scope.ANY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(others).isEmptyDirectory();
        assertThat(root.resolve("one")).isEmptyDirectory();
    }
}
