package io.sallyport.bench.lab.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    @TempDir
    Path directory;

    @Test
    void remembersWhatWasMadeInTheOrderOfMaking() {
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        ledger.namespace("sp-fabric", () -> { });
        ledger.namespace("sp-aws-gw", () -> { });
        ledger.process("daemon of aws-a", () -> new ProcessRef(42, 4711));
        ledger.note("kept", "true");

        Ledger.Contents contents = new Ledger(directory.resolve("ledger")).read();

        assertThat(contents.namespaces()).containsExactly("sp-fabric", "sp-aws-gw");
        assertThat(contents.processes())
                .containsExactly(new Ledger.NamedProcess(new ProcessRef(42, 4711), "daemon of aws-a"));
        assertThat(contents.notes()).containsEntry("kept", "true");
    }

    @Test
    void aNamespaceIsWrittenDownBeforeItIsMade() {
        Ledger ledger = new Ledger(directory.resolve("ledger"));

        ledger.namespace("sp-fabric", () -> assertThat(ledger.read().namespaces()).containsExactly("sp-fabric"));
    }

    @Test
    void afterTheCloseNothingIsMadeAnyMore() {
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        ledger.close();

        assertThatThrownBy(() -> ledger.namespace("sp-late", () -> {
            throw new AssertionError("made too late");
        })).isInstanceOf(CommandException.class);
        assertThat(ledger.read().namespaces()).isEmpty();
    }

    @Test
    void theLastNoteOfAKeyCounts() {
        Ledger ledger = new Ledger(directory.resolve("ledger"));
        ledger.note("phase", "building sites");
        ledger.note("phase", "up");

        assertThat(ledger.read().notes()).containsOnlyKeys("phase").containsEntry("phase", "up");
    }

    @Test
    void aLineTornByAKillIsPassedOver() throws IOException {
        Path file = directory.resolve("ledger");
        Files.writeString(file, "namespace sp-fabric\nprocess 42 47");

        Ledger.Contents contents = new Ledger(file).read();

        assertThat(contents.namespaces()).containsExactly("sp-fabric");
        assertThat(contents.processes()).isEmpty();
    }

    @Test
    void noLedgerMeansNothingWasMade() {
        assertThat(new Ledger(directory.resolve("absent")).read().namespaces()).isEmpty();
    }

    @Test
    void aLineOfAnUnknownKindIsRefusedRatherThanForgotten() throws IOException {
        Path file = directory.resolve("ledger");
        Files.writeString(file, "bridge br0\n");

        assertThatThrownBy(() -> new Ledger(file).read()).hasMessageContaining("bridge br0");
    }
}
