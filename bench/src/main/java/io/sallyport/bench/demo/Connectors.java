package io.sallyport.bench.demo;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayControl;
import io.sallyport.bench.lab.HostProcess;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.SeedServices;
import io.sallyport.bench.lab.SeedServices.Offer;
import io.sallyport.bench.lab.Site;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.host.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** Layer 4: the client knows only the cluster IP of its own site, and the backends admit only the cluster IP of theirs. */
final class Connectors {

    private static final long BYTES = 64L << 20;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Site SITE = SeedNetwork.SITES.getFirst();
    private static final Host GUARDED = SeedNetwork.servers().getFirst();

    private final Lab lab;
    private final HostProcess client;

    Connectors(Lab lab) {
        this.lab = lab;
        this.client = lab.host(SeedNetwork.client());
    }

    /** Both protocols, every server, and the cluster IP in the other family too. */
    List<Check> reachability() {
        List<Check> checks = new ArrayList<>();
        for (Host server : SeedNetwork.servers()) {
            checks.add(reaches(SeedServices.of(server, "tcp"), SITE.clusterIp().v4()));
            checks.add(reaches(SeedServices.of(server, "udp"), SITE.clusterIp().v4()));
        }
        checks.add(reaches(SeedServices.of(GUARDED, "tcp"), SITE.clusterIp().v6()));
        checks.add(reaches(SeedServices.of(GUARDED, "udp"), SITE.clusterIp().v6()));
        return checks;
    }

    private Check reaches(Offer offer, String address) {
        return new Check(name(offer, address) + " leads to " + offer.host().namespace(), () -> {
            Answer answer = ask(offer, address);
            Check.require(answer.ok(), answer.get("error"));
            Check.require(answer.get("host").equals(offer.host().namespace()), "answered by " + answer.get("host"));
            String source = offer.site().clusterIp().v4();
            Check.require(answer.get("peer").equals(source), "the backend saw " + answer.get("peer") + " instead of " + source);
            return "the backend saw %s, cluster IP of %s, and echoed %s bytes".formatted(source, offer.site().cluster(),
                    answer.get("echoed"));
        });
    }

    private Answer ask(Offer offer, String address) {
        return offer.protocol().equals("tcp") ? client.agent().tcp(address, offer.port(), WanCapture.MARKER)
                : client.agent().udp(address, offer.port(), WanCapture.MARKER);
    }

    private static String name(Offer offer, String address) {
        return offer.protocol() + " " + (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + offer.port();
    }

    /** The same backend by services that do not source from the cluster IP. */
    List<Check> allowList() {
        return List.of(refused(SeedServices.of(GUARDED, "own-tcp"), "reset"), refused(SeedServices.of(GUARDED, "own-udp"), "Unreachable"),
                new Check("the gateway names who refused", this::reasonNamed));
    }

    private Check refused(Offer offer, String how) {
        return new Check(name(offer, SITE.clusterIp().v4()) + ", from the member's own address, is refused", () -> {
            Answer answer = ask(offer, SITE.clusterIp().v4());
            Check.require(!answer.ok(), "the backend answered, seeing " + answer.get("peer"));
            Check.require(answer.get("error").contains(how), "the client was not told but: " + answer.get("error"));
            return "the client is told: " + answer.get("error");
        });
    }

    private String reasonNamed() {
        Offer offer = SeedServices.of(GUARDED, "own-tcp");
        String said = control(offer.site()).run("test", "service", offer.service()).stdout().lines().map(String::strip)
                .reduce((first, second) -> first + "; " + second).orElse("");
        Check.require(said.contains("refused"), "'test service " + offer.service() + "' says: " + said);
        return said;
    }

    /** While bytes flow, what an operator at the connector's gateway and at the service's would see. */
    Check underLoad(Console console) {
        Offer bulk = SeedServices.of(GUARDED, "bulk");
        return new Check("%d MiB over TCP through the connector".formatted(BYTES >> 20), () -> {
            try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
                CompletableFuture<Answer> transfer = CompletableFuture.supplyAsync(
                        () -> client.agent().transfer(SITE.clusterIp().v4(), bulk.port(), BYTES), background);
                Deadline.await(SOON, "a session of " + bulk.service(), () -> transfer.isDone() || flows(bulk),
                        () -> "none in 'show sessions'");
                show(console, bulk.site(), "sessions");
                show(console, bulk.site(), "services");
                show(console, SITE, "connectors");
                Answer answer = transfer.join();
                Check.require(answer.ok(), answer.get("error"));
                return "SHA-256 %s… on both sides, %.1f s".formatted(answer.get("sha256").substring(0, 12),
                        Long.parseLong(answer.get("ms")) / 1e3);
            }
        });
    }

    private boolean flows(Offer offer) {
        for (JsonNode session : control(offer.site()).show("sessions").path("sessions")) {
            if (session.path("service").asString().equals(offer.service()) && session.path("bytesIn").asLong() > 0) {
                return true;
            }
        }
        return false;
    }

    private void show(Console console, Site site, String what) {
        GatewayControl control = control(site);
        console.line("");
        console.line("  " + control.name() + "$ sallyport show " + what);
        control.run("show", what).stdout().lines().forEach(line -> console.line("    " + line));
    }

    private GatewayControl control(Site site) {
        return lab.gateway(site.gateways().getFirst().name()).control();
    }
}
