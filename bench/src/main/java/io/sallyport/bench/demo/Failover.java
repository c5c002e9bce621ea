package io.sallyport.bench.demo;

import io.sallyport.bench.demo.Load.Silences;
import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayProcess;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site;
import io.sallyport.bench.lab.host.Answer;
import io.sallyport.bench.lab.vpc.VpcSite;
import io.sallyport.bench.lab.vpc.model.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The cluster in AWS changes hands three times under load: by a kill, by failback, by an operator. */
final class Failover {

    /** How long EC2 takes for a call, as it may in earnest. */
    static final Duration EC2_ANSWERS_AFTER = Duration.ofMillis(100);

    private static final Site SITE = SeedNetwork.SITES.getFirst();
    private static final Duration CHANGES_HANDS = Duration.ofSeconds(90);
    /** Of undisturbed traffic before and after. */
    private static final Duration QUIET = Duration.ofSeconds(1);
    /** Beyond any failover that is one; what was measured stands beside it. */
    private static final long LIMIT_MS = 10_000;

    private final Lab lab;
    private final Console console;
    private final GatewayProcess first;
    private final GatewayProcess second;

    Failover(Lab lab, Console console) {
        this.lab = lab;
        this.console = console;
        this.first = lab.gateway(SITE.gateways().getFirst().name());
        this.second = lab.gateway(SITE.gateways().getLast().name());
    }

    /** The client sends to one server by way of the cluster IP, and EC2 takes its time. */
    void prepare() {
        lab.vpc().answerAfter(EC2_ANSWERS_AFTER);
        lab.host(SeedNetwork.client()).namespace().route(Load.BY_NEXT_HOP.network().v4() + "/32", "via", SITE.clusterIp().v4());
    }

    List<Check> killed() {
        return new Scene("kill", first, second, timeline -> {
            timeline.tell("kill -9 of sallyportd at " + first.gateway().name());
            first.daemon().process().kill();
        }).checks(second.gateway().name() + " takes over");
    }

    List<Check> failback() {
        return new Scene("failback", second, first, timeline -> {
            timeline.tell("sallyportd at " + first.gateway().name() + " starts again");
            first.daemon().launch();
        }).checks(first.gateway().name() + " gets the cluster back");
    }

    List<Check> graceful() {
        return new Scene("graceful", first, second, timeline -> {
            timeline.tell(first.gateway().name() + "$ sallyport cluster relinquish");
            first.control().run("cluster", "relinquish");
        }).checks(second.gateway().name() + " is handed the cluster");
    }

    /** What {@code show cluster} says in the end. */
    void showCluster() {
        console.line("");
        console.line("  " + second.gateway().name() + "$ sallyport show cluster");
        second.control().run("show", "cluster").stdout().lines().forEach(line -> console.line("    " + line));
    }

    /** One change of hands: played by its first check, and looked at by the others. */
    private final class Scene {

        private final String name;
        private final GatewayProcess loser;
        private final GatewayProcess winner;
        private final Consumer<Timeline> trigger;
        private Optional<Silences> silences = Optional.empty();

        Scene(String name, GatewayProcess loser, GatewayProcess winner, Consumer<Timeline> trigger) {
            this.name = name;
            this.loser = loser;
            this.winner = winner;
            this.trigger = trigger;
        }

        List<Check> checks(String what) {
            return List.of(
                    new Check(name + ": " + what, this::play),
                    new Check(name + ": EC2 has the cluster IP and every route at " + winner.gateway().name(), this::atOneInterface),
                    new Check(name + ": L3 by the VPC's route", () -> silent(measured().routedMs())),
                    new Check(name + ": L3 by the cluster IP as next hop", () -> silent(measured().byNextHopMs())),
                    new Check(name + ": L3, a TCP connection lives on", () -> alive(measured().flow())),
                    new Check(name + ": L4, new connections to the connector", () -> connecting(measured().knocks())));
        }

        private String play() {
            awaitHolds(loser);
            try (Load load = Load.start(lab, name)) {
                Deadline.pause(QUIET);
                Instant started;
                try (Timeline timeline = Timeline.start(console, List.of(first, second), lab.vpc())) {
                    started = timeline.start();
                    trigger.accept(timeline);
                    awaitHolds(winner);
                    Deadline.pause(QUIET);
                }
                silences = Optional.of(load.stop());
                return "active %s later: %s".formatted(since(started), winner.control().cluster().orElseThrow().path("why").asString());
            }
        }

        private void awaitHolds(GatewayProcess member) {
            Deadline.await(CHANGES_HANDS, member.gateway().name() + " active with all addresses and routes", member.control()::holdsAll,
                    () -> member.control().run("show", "cluster").text());
        }

        private String since(Instant started) {
            Instant active = Instant.parse(winner.control().cluster().orElseThrow().path("members").path(0).path("roleSince").asString());
            return "%.2f s".formatted(Duration.between(started, active).toMillis() / 1e3);
        }

        private Silences measured() {
            return silences.orElseThrow(() -> new Check.Failed("nothing was measured"));
        }

        private String atOneInterface() {
            String wanted = VpcSite.interfaceId(winner.namespace(), "lan0");
            TreeSet<String> holdings = new TreeSet<>();
            for (String address : SITE.clusterIp().both()) {
                Check.require(lab.vpc().holder(address).filter(wanted::equals).isPresent(),
                        address + " is at " + lab.vpc().holder(address).orElse("no interface"));
                holdings.add(address);
            }
            lab.vpc().state().routeTables().values().stream().flatMap(table -> table.routes().stream()).filter(Route::toInterface)
                    .forEach(route -> {
                        Check.require(route.target().equals(wanted), route.destination() + " leads to " + route.target());
                        holdings.add(route.destination().toString());
                    });
            return wanted + ": " + String.join(", ", holdings);
        }
    }

    private static String silent(long ms) {
        Check.require(ms <= LIMIT_MS, "silent for " + ms + " ms");
        return "blackout " + ms + " ms (a ping every 10 ms)";
    }

    private static String alive(Answer flow) {
        Check.require(flow.ok(), flow.get("error"));
        return "stood still for %s ms, then went on; %s exchanges, nothing lost".formatted(flow.get("longest"), flow.get("count"));
    }

    private static String connecting(Answer knocks) {
        Check.require(knocks.ok(), knocks.get("error"));
        long ms = Long.parseLong(knocks.get("longest"));
        Check.require(ms <= LIMIT_MS, "none for " + ms + " ms");
        return "none for %d ms; %s of %s failed".formatted(ms, knocks.get("failed"), knocks.get("count"));
    }
}
