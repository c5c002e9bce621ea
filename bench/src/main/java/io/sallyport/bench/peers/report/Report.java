package io.sallyport.bench.peers.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** Makes {@code docs/performance.md} from the raw data beside it: each scenario from the newest run that measured it. */
public final class Report {

    private static final String RAW = "performance";
    private static final String PAGE = "performance.md";
    /** Sentences by people about the figures, taken over as they are. */
    private static final String NOTES = "notes.md";
    private static final String JMH = "jmh.json";

    private static final String HEAD = """
            # Measured

            Written by `./sallyport bench` from the raw data in [performance/](performance/); change those, not this page. Every
            figure is the median of its run with lowest and highest in brackets; every comparison is a **ratio of medians within
            one run**, contenders taking turns. Absolute figures drift with the machine and its neighbours.

            - **TCP, 1 stream**: iperf3, payload at the receiver, first second left out.
            - **64 B UDP, loss-free**: the highest rate of datagrams with 64 bytes of payload at which a trial lost none; a rate that
              lost any gets two more trials, since a neighbour's turn of the CPU also costs packets. Doubling, then bisecting to 4 %. 1 200 B likewise.
            - **Request RTT**: 64 bytes there and 64 back over one TCP connection, one at a time.

            Sender and receiver share the cores with what they measure. Before anything counts, each contender carries each kind of
            traffic for seconds, so that JITs have settled.
            """;

    private Report() {
    }

    /** @param docs the directory with the page and the raw data */
    public static void write(Path docs) {
        Path raw = docs.resolve(RAW);
        try {
            Files.writeString(docs.resolve(PAGE), render(Run.all(raw), text(raw.resolve(JMH)), text(raw.resolve(NOTES))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + docs.resolve(PAGE), e);
        }
    }

    private static Optional<String> text(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    static String render(List<Run> runs, Optional<String> jmh, Optional<String> notes) {
        StringBuilder page = new StringBuilder(HEAD);
        for (Scenario scenario : Scenario.values()) {
            runs.reversed().stream().filter(run -> run.covers(scenario)).findFirst()
                    .ifPresent(run -> page.append('\n').append(section(scenario, run)));
        }
        jmh.ifPresent(results -> page.append('\n').append(JmhTable.render(results)));
        notes.ifPresent(text -> page.append('\n').append(text.strip()).append('\n'));
        return page.toString();
    }

    private static String section(Scenario scenario, Run run) {
        StringBuilder text = new StringBuilder("## ").append(scenario.title()).append("\n\n");
        text.append("Set-up: ").append(scenario.setup()).append(".\n\n");
        if (scenario == Scenario.FAILOVER) {
            return text.append(FailoverTable.render(run)).append('\n').append(conditions(scenario, run)).append('\n').toString();
        }
        text.append(figures(scenario, run)).append('\n');
        run.contenders(scenario).forEach((name, what) -> text.append("- `").append(name).append("`: ").append(what).append('\n'));
        text.append('\n').append(targets(scenario, run)).append('\n');
        return text.append(conditions(scenario, run)).append('\n').toString();
    }

    private static String figures(Scenario scenario, Run run) {
        List<Metric> metrics = scenario.metrics().stream()
                .filter(metric -> run.samples().stream()
                        .anyMatch(sample -> sample.scenario() == scenario && sample.metric() == metric))
                .toList();
        StringBuilder table = new StringBuilder("| contender |");
        metrics.forEach(metric -> table.append(' ').append(metric.title()).append(", ").append(metric.unit()).append(" |"));
        table.append("\n| --- |").append(" --- |".repeat(metrics.size())).append('\n');
        for (String contender : run.contenders(scenario).keySet()) {
            table.append("| ").append(contender).append(" |");
            for (Metric metric : metrics) {
                String cell = run.series(scenario, contender, metric).map(series -> series.text(metric)).orElse("–");
                table.append(' ').append(cell).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static String targets(Scenario scenario, Run run) {
        StringBuilder table = new StringBuilder("| target | wanted | measured | met |\n| --- | --- | --- | --- |\n");
        for (Bar bar : scenario.bars()) {
            String measured = "–";
            String met = "not measured";
            Optional<Series> above = run.series(scenario, bar.contender(), bar.metric());
            Optional<Series> below = run.series(scenario, bar.against(), bar.metric());
            if (above.isPresent() && below.isPresent()) {
                double ratio = above.get().median() / below.get().median();
                measured = "%.2f ×".formatted(ratio);
                met = bar.met(ratio) ? "yes" : "**no**";
            }
            table.append("| ").append(bar.metric().title()).append(": ").append(bar.contender()).append(" / ").append(bar.against())
                    .append(" | ").append(bar.wanted()).append(" | ").append(measured).append(" | ").append(met).append(" |\n");
        }
        return table.toString();
    }

    private static String conditions(Scenario scenario, Run run) {
        StringJoiner facts = new StringJoiner(" · ", "Conditions: ", ". ");
        for (Map.Entry<String, String> condition : run.conditions().entrySet()) {
            if (!condition.getKey().equals("type")) {
                facts.add(condition.getKey() + " " + condition.getValue());
            }
        }
        List<String> used = run.details(scenario, Metric.TCP, "congestionControl");
        if (!used.isEmpty()) {
            facts.add("congestion control used " + String.join(", ", used));
        }
        String file = run.file().getFileName().toString();
        return facts + "Raw: [" + file + "](performance/" + file + ").";
    }
}
