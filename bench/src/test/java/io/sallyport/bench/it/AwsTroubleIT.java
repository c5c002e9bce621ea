package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.vpc.VpcSite;
import io.sallyport.bench.lab.vpc.ec2.Fault;
import io.sallyport.bench.lab.vpc.ec2.Fault.Kind;
import io.sallyport.bench.lab.vpc.imds.ImdsFaults.Outage;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** What an operator changes and what goes wrong around a pair in a VPC; {@link AwsPair} has the picture. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsTroubleIT {

    private static final String OTHER_IP = "192.168.10.51";
    private static final String OUTSIDE_IP = "172.31.0.50";
    private static final String OTHER_ROUTE = "10.101.0.0/16";

    private AwsPair pair;

    @BeforeAll
    void build() {
        pair = new AwsPair();
    }

    @AfterAll
    void remove() {
        if (pair != null) {
            pair.close();
        }
    }

    @BeforeEach
    void putBack() {
        pair.putBack();
    }

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
        assertThat(ClusterPair.view(pair.b()).path("timeoutMs").asInt()).isEqualTo(2_000);
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
        assertThat(ClusterPair.view(pair.b()).path("members").path(1).path("sameSettings").asBoolean(true)).isFalse();
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

    // ---- faults

    @Test
    void withoutPermissionTheAddressStaysWhereItIsAndItIsSaidWhatToAllow() {
        pair.vpc().policy(AwsPair.instance(pair.b()), List.of(IamStatement.allow(List.of("ec2:Describe*"), List.of("*"))));
        pair.a().process().kill();
        awaitEvent(pair.b(), "allow ec2:AssignPrivateIpAddresses on arn:aws:ec2:");
        assertThat(pair.vpc().holder(AwsPair.CLUSTER_IP)).contains(AwsPair.eni(pair.a()));
        assertThat(pair.b().control().run("cluster", "validate").stdout()).contains("ec2:ReplaceRoute");

        pair.vpc().policy(AwsPair.instance(pair.b()), VpcSite.policy());
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
    }

    @Test
    void expiredCredentialsAreSaidAndWaitedOut() {
        String b = AwsPair.instance(pair.b());
        pair.vpc().expireKeys(b);
        try {
            pair.a().process().kill();
            awaitEvent(pair.b(), "the AWS credentials have expired");
            assertThat(pair.vpc().holder(AwsPair.CLUSTER_IP)).contains(AwsPair.eni(pair.a()));
        } finally {
            pair.vpc().renewKeys(b);
        }
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
    }

    @Test
    void anEc2ThatIsAwayKeepsNobodyFromServingAndIsWaitedOut() {
        pair.vpc().fault(Fault.of(Kind.HANG, "*", Fault.FOR_EVER));
        pair.a().process().kill();
        awaitEvent(pair.b(), "EC2 did not answer in time");
        assertThat(pair.b().process().alive()).isTrue();
        pair.vpc().clear();
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
    }

    @Test
    void withoutMetadataAMemberThatStartsSaysSoAndJoinsWhenItIsBack() {
        pair.vpc().imds(AwsPair.instance(pair.b()), Outage.ERROR);
        pair.b().process().kill();
        pair.b().start();
        awaitEvent(pair.b(), "the instance metadata service does not answer");
        pair.vpc().clear();
        pair.awaitActive(pair.a(), pair.b());
    }

    @Test
    void addressesThatCannotServeAreSaidAndTheRoutesFollowAllTheSame() {
        pair.configureBoth(document -> clusterIp(document, "192.168.10.99"));
        awaitEvent(pair.a(), "the cluster IP is the primary address of another network interface");
        pair.configureBoth(document -> clusterIp(document, "192.168.77.5"));
        awaitEvent(pair.a(), "lies neither in the interface's subnet nor outside the VPC");
        pair.a().process().kill();
        pair.awaitRoute(AwsPair.CLOUD_ROUTE, AwsPair.eni(pair.b()));
        pair.awaitRole(pair.b(), "active");
    }

    @Test
    void anInterfaceWithoutASlotIsSaid() {
        pair.vpc().fault(Fault.refuse("AssignPrivateIpAddresses", Fault.FOR_EVER, "PrivateIpAddressLimitExceeded",
                "Number of private addresses will exceed limit.", 400));
        pair.a().process().kill();
        awaitEvent(pair.b(), "no slot left");
        pair.await("the problem in the status", () -> problems(pair.b()).stream().anyMatch(problem -> problem.contains("no slot left")));
        assertThat(problems(pair.b())).doesNotHaveDuplicates();
        pair.awaitRoute(AwsPair.CLOUD_ROUTE, AwsPair.eni(pair.b()));
        pair.vpc().clear();
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
    }

    @Test
    void aPartnerWithAnotherSecretIsNotBelieved() {
        pair.apply(pair.b(), document -> cluster(document).put("secretFile", pair.b().key().toString()));
        awaitEvent(pair.a(), "secret");
        awaitEvent(pair.b(), "secret");
        assertThat(List.of(AwsPair.role(pair.a()), AwsPair.role(pair.b()))).doesNotContain("");
        pair.configure(pair.b());
        pair.awaitActive(pair.a(), pair.b());
    }

    @Test
    void aPartnerWithThisMembersNameIsNotBelieved() {
        ObjectNode document = pair.member(pair.b());
        ((ObjectNode) document.get("node")).put("name", "a");
        cluster(document).withArray("members").forEach(one -> ((ObjectNode) one).put("name",
                one.path("name").asString().equals("a") ? "b" : "a"));
        pair.b().apply(document);
        awaitEvent(pair.a(), "name");
        pair.configure(pair.b());
        pair.awaitActive(pair.a(), pair.b());
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
        assertThat(ClusterPair.view(pair.a()).path("why").asString()).isNotEmpty();
    }

    private static List<String> problems(Sallyportd member) {
        List<String> problems = new ArrayList<>();
        member.control().show("status").path("problems").forEach(problem -> problems.add(problem.asString()));
        return problems;
    }

    private void awaitEvent(Sallyportd member, String text) {
        pair.await("an event at " + member.name() + " that says '" + text + "'", () -> AwsPair.events(member).contains(text));
    }

    private void awaitGone(String address, String route) {
        pair.await("no " + address + " in the VPC", () -> pair.vpc().holder(address).isEmpty());
        pair.await("no " + route + " in the VPC", () -> pair.routeTarget(route).isEmpty());
        pair.await("no " + address + " at a", () -> !AwsPair.hasAddress(pair.a(), address));
    }

    private static ObjectNode cluster(ObjectNode document) {
        return (ObjectNode) document.get("cluster");
    }

    private static void clusterIp(ObjectNode document, String address) {
        ((ObjectNode) document.get("interfaces").get(0)).put("clusterIp", address);
    }
}
