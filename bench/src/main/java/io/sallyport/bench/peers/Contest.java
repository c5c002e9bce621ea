package io.sallyport.bench.peers;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.path.Contender;
import io.sallyport.bench.peers.path.Endpoints;
import io.sallyport.bench.peers.report.Metric;
import io.sallyport.bench.peers.report.RunLog;
import io.sallyport.bench.peers.report.Sample;
import io.sallyport.bench.peers.report.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One scenario: starts its contenders, warms them up, and lets them take turns at each metric (A B C A B C …). */
final class Contest implements AutoCloseable {

    private final Scenario scenario;
    private final Pace pace;
    private final RunLog log;
    private final Console console;
    private final List<Entrant> entrants = new ArrayList<>();

    private record Entrant(Contender contender, Instruments instruments) {

        String name() {
            return contender.name();
        }
    }

    Contest(Scenario scenario, Pace pace, RunLog log, Console console) {
        this.scenario = scenario;
        this.pace = pace;
        this.log = log;
        this.console = console;
    }

    /** One that cannot be started is named, and the others go on. */
    void admit(List<Contender> contenders, Sandbox sandbox) {
        for (Contender contender : contenders) {
            try {
                console.step(contender.name() + ": " + contender.description(), () -> enter(contender, sandbox));
            } catch (CommandException e) {
                contender.close();
                console.line("    left out: " + e.getMessage());
            }
        }
    }

    private void enter(Contender contender, Sandbox sandbox) {
        Endpoints endpoints = contender.start(sandbox);
        Instruments instruments = new Instruments(scenario, contender.name(), endpoints, pace);
        try {
            instruments.warmUp();
        } catch (CommandException e) {
            instruments.close();
            throw e;
        }
        entrants.add(new Entrant(contender, instruments));
        log.contender(scenario, contender.name(), contender.description());
    }

    /** Of the metrics asked for, those that the scenario is about. */
    void run(List<Metric> asked) {
        List<Metric> metrics = scenario.metrics().stream().filter(asked::contains).toList();
        if (metrics.contains(Metric.TCP)) {
            interleave("TCP, 1 stream", pace.repetitions(),
                    (entrant, repetition) -> List.of(entrant.instruments().tcp(repetition)));
        }
        if (metrics.contains(Metric.RTT_P50) || metrics.contains(Metric.RTT_P99)) {
            interleave("request RTT p50, p99", pace.repetitions(),
                    (entrant, repetition) -> entrant.instruments().latency(repetition));
        }
        if (metrics.contains(Metric.UDP64)) {
            interleave("64 B UDP, loss-free", pace.searches(),
                    (entrant, repetition) -> List.of(entrant.instruments().lossFree(repetition)));
        }
    }

    @FunctionalInterface
    private interface Turn {
        List<Sample> take(Entrant entrant, int repetition);
    }

    private void interleave(String title, int repetitions, Turn turn) {
        console.heading(title);
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (Entrant entrant : entrants) {
                console.busy("%d/%d %s".formatted(repetition, repetitions, entrant.name()));
                try {
                    List<Sample> samples = turn.take(entrant, repetition);
                    samples.forEach(log::sample);
                    console.outcome(true, "%d/%d %-20s %s".formatted(repetition, repetitions, entrant.name(), text(samples)));
                } catch (CommandException e) {
                    console.outcome(false, "%d/%d %s: %s".formatted(repetition, repetitions, entrant.name(), e.getMessage()));
                }
            }
        }
    }

    private static String text(List<Sample> samples) {
        return samples.stream()
                .map(sample -> sample.metric().format(sample.value()) + " " + sample.metric().unit())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        entrants.forEach(entrant -> entrant.instruments().close());
        entrants.forEach(entrant -> entrant.contender().close());
    }
}
