package io.sallyport.control.cli;

import io.sallyport.control.cli.Sallyport.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;

/** The command as a person types it, at noon. */
final class TypedCommand {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
    /** A watch ends after this many. */
    private static final int MOST_PICTURES = 3;

    final Map<String, String> environment = new HashMap<>();
    String input = "";
    boolean terminal;
    private int pictures;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    TypedCommand(Path socket) {
        environment.put(Sallyport.SOCKET_VARIABLE, socket.toString());
    }

    /** Runs it with fresh output. @return the exit status */
    int run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        Surroundings surroundings = new Surroundings(environment,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), terminal, NOON, interval -> ++pictures < MOST_PICTURES);
        CommandLine line = Sallyport.commandLine(surroundings);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    int pictures() {
        return pictures;
    }
}
