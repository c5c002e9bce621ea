package io.sallyport.bench.lab;

import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.JavaProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to one daemon as an operator does: by the {@code sallyport} command over its control socket. */
public record GatewayControl(String name, Path socket) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whether the daemon listens. */
    public boolean ready() {
        return Files.exists(socket);
    }

    /**
     * Pushes a whole configuration; returns when the daemon has adopted it.
     *
     * @throws CommandException with everything that the daemon found wrong with it
     */
    public void apply(Path document) {
        run("config", "apply", document.toString());
    }

    /** What {@code show peers --json} says. */
    public JsonNode peers() {
        return JSON.readTree(run("show", "peers", "--json"));
    }

    private String run(String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--socket", socket.toString()));
        Command.Result result = Command.of(JavaProgram.command(JavaProgram.SMALL, "io.sallyport.control.cli.Sallyport", words)).run();
        if (!result.ok()) {
            throw new CommandException("sallyport " + String.join(" ", arguments) + " at " + name + ": " + result.text());
        }
        return result.stdout();
    }
}
