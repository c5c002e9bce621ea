package io.sallyport.bench.lab;

import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.UnixSocket;
import io.sallyport.control.cli.Sallyport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to one daemon as an operator does: by the {@code sallyport} command over its control socket. The command runs within
 * this process, since a JVM for each would take longer than what it does.
 */
public record GatewayControl(String name, Path socket) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whether the daemon listens. */
    public boolean ready() {
        return UnixSocket.accepts(socket);
    }

    /**
     * Pushes a whole configuration; returns when the daemon has adopted it.
     *
     * @throws CommandException with everything that the daemon found wrong with it
     */
    public void apply(Path document) {
        output("config", "apply", document.toString());
    }

    /** The rows of {@code show peers --json}. */
    public JsonNode peers() {
        return show("peers").path("peers");
    }

    /** What {@code show <what> --json} says. */
    public JsonNode show(String what) {
        return JSON.readTree(output("show", what, "--json"));
    }

    /** What a command with {@code --json} says, or nothing when it fails. */
    public Optional<JsonNode> answer(String... arguments) {
        Command.Result result = run(arguments);
        return result.ok() ? Optional.of(JSON.readTree(result.stdout())) : Optional.empty();
    }

    private String output(String... arguments) {
        return output(name, run(arguments), arguments);
    }

    /** Any {@code sallyport} command, whatever its exit status. */
    public Command.Result run(String... arguments) {
        return sallyport(Stream.concat(Stream.of(arguments), Stream.of("--socket", socket.toString())).toArray(String[]::new));
    }

    /** Makes a private key by {@code sallyport keygen}; returns the public one. */
    public static String keygen(Path file) {
        String[] arguments = {"keygen", file.toString()};
        return output("this machine", sallyport(arguments), arguments).strip();
    }

    private static Command.Result sallyport(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Sallyport.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Command.Result(exit, out.toString(), err.toString());
    }

    private static String output(String where, Command.Result result, String... arguments) {
        if (!result.ok()) {
            throw new CommandException("'sallyport " + String.join(" ", arguments) + "' at " + where + " ended with status "
                    + result.exit() + ": " + (result.stderr() + "\n" + result.stdout()).strip());
        }
        return result.stdout();
    }
}
