package io.sallyport.bench.peers.report;

import java.util.Map;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stage benchmarks, from what JMH writes with {@code -rf json -prof gc}. */
final class JmhTable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    /** What a packet may take on its way through the whole pipeline: nanoseconds, by the benchmark's load. */
    private static final Map<String, Double> WANTED = Map.of("hot", 60.0, "random", 100.0);
    private static final String PIPELINE = ".PipelineBenchmark.";
    /** What the benchmark needs to make packets new: no part of the pipeline, yet within its figures. */
    private static final String OVERHEAD = "refill";

    private JmhTable() {
    }

    static String render(String results) {
        StringBuilder text = new StringBuilder("""
                ## Stages, by JMH

                Scores of `PipelineBenchmark` include making each packet new, which `refill` shows alone; the target is held against
                the whole score.

                | benchmark | score | error | without refill | B/op | wanted | met |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        JsonNode all = JSON.readTree(results);
        all.forEach(result -> text.append(row(result, all)));
        return text.append("\nRaw: [jmh.json](performance/jmh.json).\n").toString();
    }

    private static String row(JsonNode result, JsonNode all) {
        JsonNode metric = result.path("primaryMetric");
        double net = score(result) - overhead(result, all);
        boolean isPipeline = isPipeline(result);
        return "| %s | %.1f %s | ± %.1f | %s | %s | %s |\n".formatted(name(result), score(result),
                metric.path("scoreUnit").asString(), metric.path("scoreError").asDouble(0),
                isPipeline ? "%.1f".formatted(net) : "", allocated(result), isPipeline ? target(result) : " | ");
    }

    private static boolean isPipeline(JsonNode result) {
        String benchmark = result.path("benchmark").asString();
        return benchmark.contains(PIPELINE) && !benchmark.endsWith(OVERHEAD);
    }

    private static double score(JsonNode result) {
        return result.path("primaryMetric").path("score").asDouble();
    }

    /** What {@code refill} takes with the same parameters; 0 when it was not measured, which never flatters. */
    private static double overhead(JsonNode result, JsonNode all) {
        for (JsonNode other : all) {
            if (other.path("benchmark").asString().endsWith(PIPELINE + OVERHEAD) && other.path("params").equals(result.path("params"))) {
                return score(other);
            }
        }
        return 0;
    }

    /** Two cells: what is wanted, and whether it is met. */
    private static String target(JsonNode result) {
        Double wanted = WANTED.get(result.path("params").path("load").asString(""));
        return wanted == null ? " | " : "≤ %.0f ns | %s".formatted(wanted, score(result) <= wanted ? "yes" : "**no**");
    }

    /** Class and method without the package, and the parameters if any. */
    private static String name(JsonNode result) {
        String whole = result.path("benchmark").asString();
        String name = whole.substring(whole.lastIndexOf('.', whole.lastIndexOf('.') - 1) + 1);
        StringJoiner parameters = new StringJoiner(", ", " (", ")").setEmptyValue("");
        result.path("params").properties().forEach(each -> parameters.add(each.getKey() + " " + each.getValue().asString()));
        return name + parameters;
    }

    private static String allocated(JsonNode result) {
        for (var metric : result.path("secondaryMetrics").properties()) {
            if (metric.getKey().endsWith(ALLOCATION)) { // some versions of JMH put a dot in front
                return "%.1f".formatted(metric.getValue().path("score").asDouble());
            }
        }
        return "–";
    }
}
