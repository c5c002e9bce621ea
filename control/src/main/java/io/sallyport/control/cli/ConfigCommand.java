package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport config …}. */
@Command(name = "config", description = "Read and change the configuration.")
final class ConfigCommand extends CommandGroup {

    ConfigCommand() {
        super("say what to do with the configuration");
    }

    @Command(description = "Validate a configuration, run it and keep it.")
    int apply(
            @Parameters(paramLabel = "FILE", description = "A JSON file, or - for standard input.") String file,
            @Option(names = "--dry-run", description = "Only say what would change.") boolean dryRun,
            @Option(names = "--confirm-within", paramLabel = "TIME",
                    description = "Go back unless 'sallyport config confirm' follows within this time, such as 60s or 5m.")
            String confirmWithin,
            @Option(names = "--if-match", paramLabel = "ETAG",
                    description = "Only if the configuration still is the one that 'sallyport config get --etag' told.")
            String ifMatch,
            @Option(names = "--note", paramLabel = "TEXT", description = "Why; kept in the history.") String note,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        Map<String, String> query = new LinkedHashMap<>();
        if (dryRun) {
            query.put("dryRun", "true");
        }
        query.put("confirmWithin", confirmWithin);
        query.put("note", note);
        return push(file, query, ifMatch, json);
    }

    @Command(description = "Say what a configuration would change.")
    int diff(
            @Parameters(paramLabel = "FILE", description = "A JSON file, or - for standard input.") String file,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        return push(file, Map.of("dryRun", "true"), null, json);
    }

    private int push(String file, Map<String, String> query, String ifMatch, boolean json) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        if (ifMatch != null) {
            headers.put("If-Match", ifMatch.equals("*") || ifMatch.startsWith("\"") ? ifMatch : '"' + ifMatch + '"');
        }
        return show(sallyport().changingClient().send("PUT", Target.of("/v1/config", query), headers, read(file)), json, Changes::render);
    }

    @Command(description = "Print the configuration as it was pushed.")
    int get(
            @Option(names = "--version", paramLabel = "N", description = "An earlier version.") Long version,
            @Option(names = "--etag", description = "Print its ETag instead.") boolean etag) {
        Reply reply = sallyport().client().get(version == null ? "/v1/config" : "/v1/config/versions/" + version);
        if (!reply.ok()) {
            return show(reply, false, Changes::render);
        }
        String text = etag ? reply.headers().getOrDefault("etag", "").replace("\"", "") : reply.text();
        spec().commandLine().getOut().print(text.endsWith("\n") ? text : text + "\n");
        spec().commandLine().getOut().flush();
        return ExitStatus.OK;
    }

    @Command(description = "List the versions that are kept.")
    int history(@Option(names = "--json", description = JSON_HELP) boolean json) {
        return show(sallyport().client().get("/v1/config/history"), json, Changes::history);
    }

    @Command(description = "Run an earlier version again.")
    int rollback(
            @Parameters(paramLabel = "VERSION", arity = "0..1", description = "Which (default: the accepted one before this).")
            Long version,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        return post("/v1/config/rollback", version, json, Changes::render);
    }

    @Command(description = "Keep a version that was applied with --confirm-within.")
    int confirm(
            @Parameters(paramLabel = "VERSION", arity = "0..1", description = "Which (default: the one that waits).") Long version,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        return post("/v1/config/confirm", version, json, (answer, page) ->
                page.line(page.paint(Paint.GOOD, "Confirmed") + " version " + answer.text("version") + "."));
    }

    private int post(String path, Long version, boolean json, BiConsumer<Document, Page> render) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("version", version == null ? null : version.toString());
        return show(post(Target.of(path, query)), json, render);
    }

    private byte[] read(String file) {
        try {
            return file.equals("-") ? sallyport().surroundings().in().readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new CommandFailure(ExitStatus.FAILED, "there is no file " + file);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.FAILED, "cannot read " + file + ": " + e.getMessage());
        }
    }
}
