package io.sallyport.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The daemon's command line, as far as it goes without running. */
class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void helpSaysWhatEachExitStatusMeans() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("--state=DIR").contains("--socket=PATH").contains("Exit status:")
                .contains("3   a capability or kernel feature is missing");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertThat(execute("--colour")).isEqualTo(2);
        assertThat(err.toString()).contains("--colour");
    }

    @Test
    void checkNamesEveryFault() throws IOException {
        Path file = Files.writeString(directory.resolve("c.json"),
                "{\"network\": {\"name\": \"acme\"}, \"node\": {\"name\": \"a\", \"listenPort\": 70000}}");

        assertThat(execute("--check", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("sallyportd: the configuration is not valid:").contains("/node/listenPort: ")
                .contains("networkCidr");
    }

    @Test
    void aMissingFileIsOneSentence() {
        assertThat(execute("--check", directory.resolve("none.json").toString())).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("there is no file");
    }

    private int execute(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }
}
