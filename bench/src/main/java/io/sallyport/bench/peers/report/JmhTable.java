package io.sallyport.bench.peers.report;

import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The stage benchmarks, from what JMH writes with {@code -rf json -prof gc}. */
final class JmhTable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private JmhTable() {
    }

    static String render(String results) {
        StringBuilder text = new StringBuilder("""
                ## Stages, by JMH

                | benchmark | score | error | B/op |
                | --- | --- | --- | --- |
                """);
        JSON.readTree(results).forEach(result -> text.append(row(result)));
        return text.append("\nRaw: [jmh.json](performance/jmh.json).\n").toString();
    }

    private static String row(JsonNode result) {
        JsonNode score = result.path("primaryMetric");
        return "| %s | %.1f %s | ± %.1f | %s |\n".formatted(name(result), score.path("score").asDouble(),
                score.path("scoreUnit").asString(), score.path("scoreError").asDouble(0), allocated(result));
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
