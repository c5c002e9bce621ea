package io.sallyport.bench.peers.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The raw data of one run, read back.
 *
 * @param conditions   as the run wrote them, in their order
 * @param descriptions of contenders, by scenario and name
 */
record Run(
        Path file, SequencedMap<String, String> conditions, Map<Scenario, SequencedMap<String, String>> descriptions,
        List<Sample> samples) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** All runs in a directory, the oldest first. */
    static List<Run> all(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted(Comparator.comparing(Path::getFileName)).map(Run::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    static Run read(Path file) {
        Run run = new Run(file, new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(JSON::readTree).forEach(run::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return run;
    }

    private void add(JsonNode line) {
        switch (line.path("type").asString()) {
            case "run" -> line.properties().forEach(field -> conditions.put(field.getKey(), field.getValue().asString()));
            case "contender" -> descriptions
                    .computeIfAbsent(Scenario.ofLabel(line.path("scenario").asString()), key -> new LinkedHashMap<>())
                    .put(line.path("name").asString(), line.path("description").asString());
            case "sample" -> samples.add(sample(line));
            default -> throw new IllegalArgumentException(file + " holds a line of an unknown type: " + line);
        }
    }

    private static Sample sample(JsonNode line) {
        Map<String, String> detail = new LinkedHashMap<>();
        line.path("detail").properties().forEach(field -> detail.put(field.getKey(), field.getValue().asString()));
        return new Sample(Scenario.ofLabel(line.path("scenario").asString()), line.path("contender").asString(),
                Metric.ofLabel(line.path("metric").asString()), line.path("repetition").asInt(), line.path("value").asDouble(),
                detail);
    }

    boolean covers(Scenario scenario) {
        return samples.stream().anyMatch(sample -> sample.scenario() == scenario);
    }

    List<Sample> samples(Scenario scenario, String contender, Metric metric) {
        return samples.stream()
                .filter(sample -> sample.scenario() == scenario && sample.metric() == metric && sample.contender().equals(contender))
                .toList();
    }

    /** Empty when this run did not measure it. */
    Optional<Series> series(Scenario scenario, String contender, Metric metric) {
        List<Sample> matching = samples(scenario, contender, metric);
        return matching.isEmpty() ? Optional.empty() : Optional.of(Series.of(matching));
    }

    /** Contenders of a scenario with what they are, in the order of their turns. */
    SequencedMap<String, String> contenders(Scenario scenario) {
        return descriptions.getOrDefault(scenario, new LinkedHashMap<>());
    }

    /** Every value that a detail of a metric took, such as the congestion controls that senders used. */
    List<String> details(Scenario scenario, Metric metric, String key) {
        return samples.stream()
                .filter(sample -> sample.scenario() == scenario && sample.metric() == metric)
                .flatMap(sample -> Optional.ofNullable(sample.detail().get(key)).stream())
                .distinct().toList();
    }
}
