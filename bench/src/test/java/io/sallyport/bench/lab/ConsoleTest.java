package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private Console console(boolean terminal) {
        return new Console(new PrintStream(written, true, StandardCharsets.UTF_8), terminal);
    }

    @Test
    void aPipeGetsPlainLinesOnly() {
        Console console = console(false);
        console.busy("working");
        console.outcome(true, "done");

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("  ✓ done\n").doesNotContain("\033");
    }

    @Test
    void aTerminalShowsWhatIsInProgressAndRedrawsIt() {
        Console console = console(true);
        console.busy("working");
        console.outcome(false, "failed");

        assertThat(written.toString(StandardCharsets.UTF_8)).contains("… working", "\r\033[2K", "✗");
    }

    @Test
    void aStepThatFailsSaysSoAndPassesTheFaultOn() {
        assertThatThrownBy(() -> console(false).step("building", () -> {
            throw new IllegalStateException("broken");
        })).hasMessage("broken");
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("  ✗ building\n");
    }
}
