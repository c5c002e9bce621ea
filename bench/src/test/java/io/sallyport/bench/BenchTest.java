package io.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** The command line that the launcher hands lab, demo and bench over to. */
class BenchTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Bench.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
    }

    static Stream<String> commands() {
        return Stream.concat(Stream.of(""), below(Bench.commandLine(), ""));
    }

    private static Stream<String> below(CommandLine command, String path) {
        return command.getSubcommands().entrySet().stream().flatMap(entry -> {
            String name = path + entry.getKey() + " ";
            return Stream.concat(Stream.of(name), below(entry.getValue(), name));
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(String command) {
        assertThat(run((command + "--help").split(" "))).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Usage: sallyport " + command.strip()).contains("--help");
    }

    @Test
    void aPathIsNoLabToRemove() {
        assertThat(run("lab", "down", "--id", "../..")).isEqualTo(ExitCode.SOFTWARE);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("'../..' is no sandbox id");
    }
}
