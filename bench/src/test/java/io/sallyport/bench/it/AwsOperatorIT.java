package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an operator changes around a pair in a VPC, and asks of it; {@link AwsPair} has the picture. */
class AwsOperatorIT extends OnAwsPair {

    private static final String OTHER_IP = "192.168.10.51";
    private static final String OUTSIDE_IP = "172.31.0.50";
    private static final String OTHER_ROUTE = "10.101.0.0/16";

    // ---- changes

    @Test
    void theClusterIpAndTheCloudRoutesOfARunningPairChange() {
        pair.configureBoth(document -> {
            clusterIp(document, OTHER_IP);
            cluster(document).put("timeout", 2_000).withArray("cloudRoutes").removeAll().addObject().put("route", OTHER_ROUTE);
        });
        pair.awaitHolds(pair.a(), OTHER_IP, OTHER_ROUTE);
        awaitGone(AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);

        pair.a().process().kill();
        pair.awaitHolds(pair.b(), OTHER_IP, OTHER_ROUTE);
        assertThat(pair.b().control().show("cluster").path("timeoutMs").asInt()).isEqualTo(2_000);
    }

    /** Members in two zones share no subnet: the address is a host route, and moves as one. */
    @Test
    void aClusterIpOutsideTheVpcIsARoute() {
        pair.configureBoth(document -> clusterIp(document, OUTSIDE_IP));
        pair.await("the address at a", () -> AwsPair.hasAddress(pair.a(), OUTSIDE_IP));
        pair.awaitRoute(OUTSIDE_IP + "/32", AwsPair.eni(pair.a()));
        pair.awaitAnswer(OUTSIDE_IP);

        pair.a().process().kill();
        pair.awaitRoute(OUTSIDE_IP + "/32", AwsPair.eni(pair.b()));
        pair.awaitAnswer(OUTSIDE_IP);
    }

    /** It wakes up to what was true when it was stopped; what it held then is not held by anybody any more. */
    @Test
    void aMemberThatComesBackWithAnOlderConfigurationIsToldOfAndChangesNothing() {
        pair.configureBoth(document -> cluster(document).put("mode", "manualFailback"));
        pair.a().process().kill();
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
        pair.apply(pair.b(), document -> {
            cluster(document).put("mode", "manualFailback");
            clusterIp(document, OTHER_IP);
        });
        pair.awaitHolds(pair.b(), OTHER_IP, AwsPair.CLOUD_ROUTE);

        pair.a().start();
        pair.awaitRole(pair.a(), "standby");
        pair.await("no address left of before", () -> !AwsPair.hasAddress(pair.a(), AwsPair.CLUSTER_IP));
        assertThat(pair.b().control().show("cluster").path("members").path(1).path("sameSettings").asBoolean(true)).isFalse();
        pair.awaitHolds(pair.b(), OTHER_IP, AwsPair.CLOUD_ROUTE);
        assertThat(pair.vpc().holder(AwsPair.CLUSTER_IP)).isEmpty();
    }

    @Test
    void whatIsLeftOfAMemberThatEndsIsNothing() {
        pair.a().process().close();
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
        assertThat(AwsPair.hasAddress(pair.a(), AwsPair.CLUSTER_IP)).isFalse();
        assertThat(AwsPair.hasAddress(pair.a(), "10.100.100.1")).isFalse();

        pair.b().process().close();
        assertThat(AwsPair.hasAddress(pair.b(), AwsPair.CLUSTER_IP)).as("the last member's address").isFalse();
    }

    @Test
    void validateMendsTheSourceDestinationCheckOnceItMay() {
        String eni = AwsPair.eni(pair.a());
        pair.vpc().sourceDestCheck(eni, true);
        assertThat(pair.a().control().run("cluster", "validate").stdout()).contains("source/destination check of " + eni);
        assertThat(pair.a().control().run("cluster", "validate", "--fix").stdout())
                .contains("allow ec2:ModifyNetworkInterfaceAttribute on arn:aws:ec2:");

        pair.vpc().policy(AwsPair.instance(pair.a()), List.of(IamStatement.allow(List.of("ec2:*"), List.of("*"))));
        Command.Result fixed = pair.a().control().run("cluster", "validate", "--fix");
        assertThat(fixed.ok()).as(fixed.text()).isTrue();
        assertThat(pair.vpc().state().networkInterface(eni).sourceDestCheck()).isFalse();
    }

    @Test
    void aLoadBalancerIsToldWhoServesAndAFollowerGoesOnWhereItStopped() {
        assertThat(pair.status(pair.a())).isEqualTo("200 active");
        assertThat(pair.status(pair.b())).isEqualTo("503 standby");
        assertThat(pair.a().control().run("events", "--after", "1").stdout()).isNotEmpty();
        assertThat(pair.a().control().show("cluster").path("why").asString()).isNotEmpty();
    }

    /** What a follower missed is all that the new life of the daemon has to tell. */
    @Test
    void aFollowerThatComesBackToADaemonThatStartedAgainMissesNothing() {
        long last = events(pair.a(), 0).path("lastId").asLong();
        pair.a().process().kill();
        pair.awaitRole(pair.b(), "active");
        pair.a().start();
        pair.awaitActive(pair.a(), pair.b());

        List<String> missed = ids(events(pair.a(), 0));
        assertThat(missed).isNotEmpty().allMatch(id -> Long.parseLong(id) > last);
        Command.Result stream = Command.of("curl", "-s", "-N", "-m", "5", "--unix-socket", pair.a().control().socket().toString(),
                "-H", "Accept: text/event-stream", "-H", "Last-Event-ID: " + last, "http://s/v1/events").run();
        assertThat(stream.stdout().lines().filter(line -> line.startsWith("id: ")).map(line -> line.substring("id: ".length())))
                .startsWith(missed.toArray(String[]::new));
    }

    private static JsonNode events(Sallyportd member, long after) {
        return member.control().answer("events", "--json", "--after", Long.toString(after)).orElseThrow();
    }

    private static List<String> ids(JsonNode events) {
        return events.path("events").valueStream().map(event -> event.path("id").asString()).toList();
    }

    private void awaitGone(String address, String route) {
        pair.await("no " + address + " in the VPC", () -> pair.vpc().holder(address).isEmpty());
        pair.await("no " + route + " in the VPC", () -> pair.routeTarget(route).isEmpty());
        pair.await("no " + address + " at a", () -> !AwsPair.hasAddress(pair.a(), address));
    }
}
