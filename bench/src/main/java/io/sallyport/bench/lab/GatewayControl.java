package io.sallyport.bench.lab;

import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.UnixSocket;
import io.sallyport.control.cli.Sallyport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks to one daemon as an operator does: by the {@code sallyport} command over its control socket. The command runs within
 * this process, since a JVM for each would take longer than what it does.
 */
public record GatewayControl(String name, Path socket) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TUNNEL = Duration.ofSeconds(30);

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

    /** The row of that name in what {@code show <table>} lists. */
    public JsonNode row(String table, String row) {
        return rows(table).filter(each -> each.path("name").asString().equals(row))
                .findFirst().orElseThrow(() -> new CommandException(name + " has no " + row + " among its " + table));
    }

    /** The session of a connector whose client has this port. */
    public JsonNode session(String connector, int clientPort) {
        return rows("sessions")
                .filter(each -> each.path("connector").asString().equals(connector)
                        && each.path("client").asString().endsWith(":" + clientPort))
                .findFirst().orElseThrow(() -> new CommandException(name + " has no session of " + connector + " from port " + clientPort));
    }

    /** Sessions of all connectors, now. */
    public int sessions() {
        return show("status").path("layer4").path("sessions").asInt();
    }

    /** How many sessions of a connector ended, or were refused, for this reason. */
    public long ends(String connector, String reason) {
        return row("connectors", connector).path("ends").path(reason).asLong();
    }

    /** What was lost, by reason; reasons that never occurred are left out. */
    public Map<String, Long> drops() {
        Map<String, Long> drops = new TreeMap<>();
        rows("drops").filter(drop -> drop.path("count").asLong() > 0)
                .forEach(drop -> drops.put(drop.path("reason").asString(), drop.path("count").asLong()));
        return drops;
    }

    private Stream<JsonNode> rows(String table) {
        return StreamSupport.stream(show(table).path(table).spliterator(), false);
    }

    /** Whether there is a tunnel to that peer. */
    public boolean tunnelUp(String peer) {
        return rows("peers").anyMatch(each -> each.path("name").asString().equals(peer) && each.path("state").asString().equals("up"));
    }

    public void awaitTunnel(String peer) {
        Deadline.await(TUNNEL, "the tunnel from " + name + " to " + peer, () -> tunnelUp(peer), () -> peers().toString());
    }

    /** What this member says of its cluster; empty while it does not answer, or does not take part yet. */
    public Optional<JsonNode> cluster() {
        return ready() ? answer("show", "cluster", "--json") : Optional.empty();
    }

    /** Its role as {@code show cluster} says it, or the empty text. */
    public String role() {
        return cluster().map(GatewayControl::role).orElse("");
    }

    /** Whether it is active and has everything that the active member is to have. */
    public boolean holdsAll() {
        return cluster().filter(cluster -> role(cluster).equals("active") && cluster.path("holdings").path("complete").asBoolean())
                .isPresent();
    }

    private static String role(JsonNode cluster) {
        return cluster.path("members").path(0).path("role").asString();
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
