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
import java.util.Set;
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
        Instruments instruments = new Instruments(scenario, contender, endpoints, pace);
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
        for (Round round : rounds()) {
            if (scenario.metrics().stream().anyMatch(metric -> round.metrics.contains(metric) && asked.contains(metric))) {
                interleave(round);
            }
        }
    }

    /** @param metrics what one turn measures at once */
    private record Round(String title, Set<Metric> metrics, int turns, Turn turn) {
    }

    private List<Round> rounds() {
        int turns = pace.repetitions();
        return List.of(
                new Round("TCP, 1 stream", Set.of(Metric.TCP), turns, (ours, turn) -> List.of(ours.tcp(Metric.TCP, 1, turn))),
                new Round("TCP, 8 streams", Set.of(Metric.TCP8), turns, (ours, turn) -> List.of(ours.tcp(Metric.TCP8, 8, turn))),
                new Round("HTTP, kept connections", Set.of(Metric.REQUESTS), turns,
                        (ours, turn) -> List.of(ours.http(Metric.REQUESTS, turn))),
                new Round("HTTP, a connection each", Set.of(Metric.CONNECTIONS), turns,
                        (ours, turn) -> List.of(ours.http(Metric.CONNECTIONS, turn))),
                new Round("request RTT p50, p99", Set.of(Metric.RTT_P50, Metric.RTT_P99), turns, Instruments::latency),
                new Round("64 B UDP, loss-free", Set.of(Metric.UDP64), pace.searches(),
                        (ours, turn) -> List.of(ours.lossFree(Metric.UDP64, Instruments.SHORT, turn))),
                new Round("1 200 B UDP, loss-free", Set.of(Metric.UDP1200), pace.searches(),
                        (ours, turn) -> List.of(ours.lossFree(Metric.UDP1200, Instruments.LONG, turn))));
    }

    @FunctionalInterface
    private interface Turn {
        List<Sample> take(Instruments instruments, int repetition);
    }

    private void interleave(Round round) {
        console.heading(round.title);
        int repetitions = round.turns;
        List<Entrant> measured = entrants.stream()
                .filter(entrant -> round.metrics.stream().anyMatch(entrant.instruments()::measures)).toList();
        for (int repetition = 1; repetition <= repetitions; repetition++) {
            for (Entrant entrant : measured) {
                console.busy("%d/%d %s".formatted(repetition, repetitions, entrant.name()));
                try {
                    List<Sample> samples = round.turn.take(entrant.instruments(), repetition);
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
