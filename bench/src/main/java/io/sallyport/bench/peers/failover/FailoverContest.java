package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.report.Metric;
import io.sallyport.bench.peers.report.RunLog;
import io.sallyport.bench.peers.report.Sample;
import io.sallyport.bench.peers.report.Scenario;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Runs faults one after the other, and writes down what every probe saw of each. */
public final class FailoverContest {

    private static final String KEEPALIVED = "keepalived, ";
    private static final Duration RECOVERS = Duration.ofSeconds(60);
    private static final Duration FIRST_LOOK = Duration.ofMillis(500);
    private static final Duration AFTERMATH = Duration.ofMillis(500);
    /** An attempt that the fault hit may have been begun that long before it. */
    private static final long UNDER_WAY_NS = 20_000_000;
    /** A connection that was answered this often since the fault, and just now, goes on. */
    private static final long FLOW_ANSWERS = 5;
    private static final Duration JUST_NOW = Duration.ofMillis(100);

    private final RunLog log;
    private final Console console;
    private final int repetitions;

    public FailoverContest(RunLog log, Console console, int repetitions) {
        this.log = log;
        this.console = console;
        this.repetitions = repetitions;
    }

    /**
     * One fault to come.
     *
     * @param allowed how long new connections may fail because of it; empty where that is measured beside, and held to no bar
     */
    record Turn(int number, String name, Fault fault, Duration ec2Answers, Optional<Duration> allowed) {
    }

    /** Our pair, at each of EC2's answer times; they take turns, so that what disturbs the machine disturbs them all. */
    public void sallyport(Collection<Fault> faults, List<Duration> ec2Answers, List<String> jvmOptions) {
        Deque<Turn> turns = new ArrayDeque<>();
        for (int number = 1; number <= repetitions; number++) {
            for (Fault fault : faults) {
                for (Duration time : ec2Answers) {
                    turns.add(new Turn(number, name(fault, time), fault, time, Optional.of(fault.allowed().plus(time))));
                }
            }
        }
        for (Fault fault : faults) {
            ec2Answers.forEach(time -> log.contender(Scenario.FAILOVER, name(fault, time),
                    fault.description() + "; EC2 answers after " + time.toMillis() + " ms"));
        }
        while (!turns.isEmpty()) {
            run(turns, "two members and a site far away", sandbox -> new SallyportPair(sandbox, jvmOptions),
                    (pair, turn) -> pair.ec2Answers(turn.ec2Answers()));
        }
    }

    /** keepalived, at the faults that its default set-up is made for. */
    public void keepalived(Collection<Fault> faults) {
        List<Fault> some = faults.stream().filter(fault -> fault == Fault.KILLED || fault == Fault.CUT).toList();
        Deque<Turn> turns = new ArrayDeque<>();
        for (int number = 1; number <= repetitions; number++) {
            for (Fault fault : some) {
                turns.add(new Turn(number, KEEPALIVED + fault.label(), fault, Duration.ZERO, Optional.empty()));
            }
        }
        some.forEach(fault -> log.contender(Scenario.FAILOVER, KEEPALIVED + fault.label(), KeepalivedPair.DESCRIPTION));
        while (!turns.isEmpty()) {
            run(turns, "keepalived", KeepalivedPair::new, (pair, turn) -> { });
        }
    }

    /** Until no turn is left, or one did not end as it should: the pair is then in a state that nobody knows, and its successor goes on. */
    private <P extends Pair> void run(Deque<Turn> turns, String what, Function<Sandbox, P> start, BiConsumer<P, Turn> prepare) {
        try (Sandbox sandbox = Sandbox.create(Sandbox.freshId("failover"))) {
            sandbox.guard();
            console.line("  starting " + what);
            try (P pair = start.apply(sandbox)) {
                while (!turns.isEmpty()) {
                    Turn turn = turns.removeFirst();
                    prepare.accept(pair, turn);
                    if (!measured(pair, turn) || !repaired(pair, turn)) {
                        return;
                    }
                }
            }
        }
    }

    /** Leaves its figures in the log, or the one that says why there are none. */
    boolean measured(Pair pair, Turn turn) {
        try {
            measure(pair, turn);
            return true;
        } catch (CommandException | IllegalArgumentException e) {
            console.outcome(false, "%d/%d %s: %s".formatted(turn.number, repetitions, turn.name, e.getMessage()));
            Map<String, String> detail = new HashMap<>(allowed(turn));
            detail.put("failed", String.valueOf(e.getMessage()));
            log.sample(new Sample(Scenario.FAILOVER, turn.name, Metric.NEW_CONNECTIONS, turn.number, RECOVERS.toMillis(), detail));
            return false;
        }
    }

    /** The turn's figures stand, whatever becomes of the pair. */
    private boolean repaired(Pair pair, Turn turn) {
        try {
            pair.repair();
            return true;
        } catch (CommandException e) {
            console.outcome(false, "%d/%d %s, its repair: %s".formatted(turn.number, repetitions, turn.name, e.getMessage()));
            return false;
        }
    }

    private static String name(Fault fault, Duration ec2Answers) {
        return "%s, EC2 %d ms".formatted(fault.label(), ec2Answers.toMillis());
    }

    private void measure(Pair pair, Turn turn) {
        console.busy("%d/%d %s".formatted(turn.number, repetitions, turn.name));
        pair.settle();
        Optional<EchoFlow> flow = pair.flow(); // first: it may fail, and nobody would end the probes
        Map<Metric, Probe> probes = pair.probes();
        try {
            Deadline.await(RECOVERS, "every probe to be answered before the fault", () -> steady(probes), turn::name);
            flow.ifPresent(EchoFlow::restart);
            long faultNs = System.nanoTime();
            pair.inject(turn.fault);
            awaitRecovery(pair, probes, flow, turn);
            long endNs = System.nanoTime();
            probes.values().forEach(Probe::close);
            Map<Metric, Outage> outages = new EnumMap<>(Metric.class);
            probes.forEach((metric, probe) ->
                    outages.put(metric, Outage.of(probe.attempts().between(faultNs - UNDER_WAY_NS, endNs), faultNs)));
            report(turn, outages, flow, pair.detail(faultNs));
        } finally {
            probes.values().forEach(Probe::close);
            flow.ifPresent(EchoFlow::close);
        }
    }

    /** Looks rarely, and at the members last: what looks takes the processor from what it looks at. */
    private static void awaitRecovery(Pair pair, Map<Metric, Probe> probes, Optional<EchoFlow> flow, Turn turn) {
        Deadline.pause(FIRST_LOOK);
        Deadline.await(RECOVERS, "the other member to take over", () -> steady(probes) && pair.takenOver(), turn::name);
        // what was lost at the last moment is known to be by then
        Deadline.pause(AFTERMATH);
        Deadline.await(RECOVERS, "every probe to be answered", () -> steady(probes) && flow.map(FailoverContest::alive).orElse(true),
                turn::name);
    }

    private static boolean steady(Map<Metric, Probe> probes) {
        return probes.values().stream().allMatch(Probe::steady);
    }

    /** It goes on, or will never do so again. */
    private static boolean alive(EchoFlow flow) {
        return !flow.broken().isEmpty() || flow.answers() > FLOW_ANSWERS && flow.sinceLastAnswer().compareTo(JUST_NOW) < 0;
    }

    /** What a sample says of the bar that it is held to. */
    private static Map<String, String> allowed(Turn turn) {
        return turn.allowed.map(limit -> Map.of("allowedMs", Long.toString(limit.toMillis()))).orElse(Map.of());
    }

    private void report(Turn turn, Map<Metric, Outage> outages, Optional<EchoFlow> flow, Map<String, String> more) {
        StringBuilder line = new StringBuilder();
        boolean met = true;
        for (Map.Entry<Metric, Outage> seen : outages.entrySet()) {
            Outage outage = seen.getValue();
            // an order to hand over is no outage yet: the old one goes on for a while
            double value = (turn.fault == Fault.GRACEFUL ? outage.blackoutNs() : outage.recoveredNs()) / 1e6;
            Map<String, String> detail = new HashMap<>(more);
            detail.putAll(allowed(turn));
            detail.put("lost", Integer.toString(outage.lost()));
            detail.put("blackoutMs", "%.1f".formatted(outage.blackoutNs() / 1e6));
            detail.put("recoveredMs", "%.1f".formatted(outage.recoveredNs() / 1e6));
            log.sample(new Sample(Scenario.FAILOVER, turn.name, seen.getKey(), turn.number, value, detail));
            line.append("%s %.0f  ".formatted(seen.getKey().label(), value));
            met &= seen.getKey() != Metric.NEW_CONNECTIONS || turn.allowed.map(limit -> value <= limit.toMillis()).orElse(true);
        }
        if (flow.isPresent()) {
            String broken = flow.get().broken();
            double gap = flow.get().longestGap().toNanos() / 1e6;
            log.sample(new Sample(Scenario.FAILOVER, turn.name, Metric.FLOW_GAP, turn.number, gap, Map.of("broken", broken)));
            line.append("%s %.0f %s".formatted(Metric.FLOW_GAP.label(), gap, broken));
            met &= broken.isEmpty();
        }
        console.outcome(met, "%d/%d %-24s %s".formatted(turn.number, repetitions, turn.name, line));
    }
}
