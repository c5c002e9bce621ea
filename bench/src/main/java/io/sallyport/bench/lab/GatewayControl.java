package io.sallyport.bench.lab;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.UnixSocket;
import io.sallyport.control.cli.Sallyport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
        run("config", "apply", document.toString());
    }

    /** The rows of {@code show peers --json}. */
    public JsonNode peers() {
        return JSON.readTree(run("show", "peers", "--json")).path("peers");
    }

    /** Makes a private key by {@code sallyport keygen}; returns the public one. */
    static String keygen(Path file) {
        return sallyport("this machine", "keygen", file.toString()).strip();
    }

    private String run(String... arguments) {
        return sallyport(name,
                Stream.concat(Stream.of(arguments), Stream.of("--socket", socket.toString())).toArray(String[]::new));
    }

    private static String sallyport(String where, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Sallyport.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        if (exit != 0) {
            throw new CommandException("'sallyport " + String.join(" ", arguments) + "' at " + where + " ended with status "
                    + exit + ": " + (err + "\n" + out).strip());
        }
        return out.toString();
    }
}
