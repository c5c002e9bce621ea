package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.vpc.ec2.CallLog;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.bench.peers.report.Metric;
import io.sallyport.bench.peers.report.RunLog;
import io.sallyport.bench.peers.report.Sample;
import io.sallyport.bench.peers.report.Scenario;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** 50 routes in each of ten tables move to the other member, as fast as EC2's token bucket for changes lets them. */
public final class RouteMove {

    private static final String NAME = "500 routes";
    private static final int TABLES = 10;
    private static final int ROUTES = 50;
    /** What EC2 allows an account for mutating actions (EC2 API throttling: bucket of 50, 5 a second). */
    private static final int BURST = 50;
    private static final double PER_SECOND = 5;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long LOOK_EVERY_NS = Duration.ofSeconds(15).toNanos();

    private RouteMove() {
    }

    public static void measure(RunLog log, Console console, List<String> jvmOptions) {
        try (Sandbox sandbox = Sandbox.create(Sandbox.freshId("failover"))) {
            sandbox.guard();
            console.line("  starting a pair with " + TABLES * ROUTES + " routes");
            List<String> routes = IntStream.range(0, ROUTES).mapToObj(i -> "10.101.%d.0/24".formatted(i)).toList();
            try (PairLab lab = new PairLab(sandbox, jvmOptions, routes, TABLES)) {
                log.contender(Scenario.FAILOVER, NAME, "in " + TABLES + " tables; the active member is killed");
                run(lab, log, console);
            }
        }
    }

    private static void run(PairLab lab, RunLog log, Console console) {
        lab.vpc().throttle("*Route", BURST, PER_SECOND);
        long calls = lab.vpc().nextCall();
        String eni = PairLab.eni(lab.b());
        long faultNs = System.nanoTime();
        lab.a().process().kill();
        Course course = new Course(lab, eni, faultNs, console);
        Deadline.await(LIMIT, "all routes to lead to the other member", course::finished, () -> PairLab.story(lab.b()));
        double tookS = (System.nanoTime() - faultNs) / 1e9;
        List<CallLog.Call> since = lab.vpc().calls(calls).stream().filter(call -> call.action().equals("ReplaceRoute")).toList();
        long throttled = since.stream().filter(call -> call.outcome().equals("RequestLimitExceeded")).count();
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("boundS", "%.0f".formatted((TABLES * ROUTES - BURST) / PER_SECOND));
        detail.put("bucket", "%d calls, refilled by %.0f a second".formatted(BURST, PER_SECOND));
        detail.put("course", "%d calls, of which %d were throttled. `sallyport show cluster` meanwhile: %s."
                .formatted(since.size(), throttled, course.told));
        log.sample(new Sample(Scenario.FAILOVER, NAME, Metric.ROUTES_MOVED, 1, tookS, detail));
        console.outcome(true, "%s: %.1f s, %s".formatted(NAME, tookS, detail));
    }

    /** How it went on, as the operator sees it. */
    private static final class Course {

        private final PairLab lab;
        private final String eni;
        private final long faultNs;
        private final Console console;
        private final StringJoiner told = new StringJoiner("; ");
        private long nextNs;

        Course(PairLab lab, String eni, long faultNs, Console console) {
            this.lab = lab;
            this.eni = eni;
            this.faultNs = faultNs;
            this.console = console;
            nextNs = faultNs + LOOK_EVERY_NS;
        }

        boolean finished() {
            long nowNs = System.nanoTime();
            if (nowNs - nextNs >= 0) {
                nextNs += LOOK_EVERY_NS;
                JsonNode holdings = lab.b().control().cluster().orElseGet(MissingNode::getInstance).path("holdings");
                String seen = "after %d s %d of %d, %d s left".formatted((nowNs - faultNs) / 1_000_000_000, holdings.path("settled").asInt(),
                        holdings.path("total").asInt(), holdings.path("remainingMs").asLong() / 1_000);
                told.add(seen);
                console.busy(seen);
            }
            return moved(lab.vpc().state()) == TABLES * ROUTES;
        }

        private long moved(VpcState state) {
            return state.routeTables().values().stream().flatMap(table -> table.routes().stream())
                    .filter(route -> route.target().equals(eni)).count();
        }
    }
}
