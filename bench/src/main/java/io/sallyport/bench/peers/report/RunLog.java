package io.sallyport.bench.peers.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes the raw data of one run, a JSON object on each line: {@code run} first, then {@code contender}s and {@code sample}s. */
public final class RunLog {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter FILE_NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss");

    private final Path file;

    private RunLog(Path file) {
        this.file = file;
    }

    /** @param conditions of the whole run: machine, durations, MTU */
    public static RunLog create(Path directory, Map<String, String> conditions) {
        LocalDateTime now = LocalDateTime.now(ZoneOffset.UTC);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        RunLog log = new RunLog(directory.resolve(now.format(FILE_NAME) + ".jsonl"));
        ObjectNode line = JSON.createObjectNode().put("type", "run").put("date", now.toString());
        conditions.forEach(line::put);
        log.append(line);
        return log;
    }

    public Path file() {
        return file;
    }

    public void contender(Scenario scenario, String name, String description) {
        append(JSON.createObjectNode().put("type", "contender").put("scenario", scenario.label())
                .put("name", name).put("description", description));
    }

    public void sample(Sample sample) {
        ObjectNode line = JSON.createObjectNode().put("type", "sample")
                .put("scenario", sample.scenario().label())
                .put("contender", sample.contender())
                .put("metric", sample.metric().label())
                .put("unit", sample.metric().unit())
                .put("repetition", sample.repetition())
                .put("value", sample.value());
        sample.detail().forEach(line.putObject("detail")::put);
        append(line);
    }

    private void append(ObjectNode line) {
        try {
            Files.writeString(file, JSON.writeValueAsString(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
