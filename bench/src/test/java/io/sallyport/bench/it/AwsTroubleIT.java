package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Veth;
import io.sallyport.bench.lab.vpc.VpcSite;
import io.sallyport.bench.lab.vpc.ec2.Fault;
import io.sallyport.bench.lab.vpc.ec2.Fault.Kind;
import io.sallyport.bench.lab.vpc.imds.ImdsFaults.Outage;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.control.cluster.heartbeat.Refusal;
import io.sallyport.control.provider.ClusterProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What goes wrong around a pair in a VPC: each fault has its event, with what to do and what the member does meanwhile, the machine
 * holds what that says, and once it is mended all is as it should be. {@link AwsPair} has the picture.
 */
class AwsTroubleIT extends OnAwsPair {

    private static final String MEANWHILE = ". Meanwhile: ";

    private final Map<Sallyportd, Long> seen = new HashMap<>();

    @BeforeEach
    void remember() {
        members().forEach(member -> seen.put(member, member.control().answer("events", "--json").orElseThrow().path("lastId").asLong()));
    }

    @AfterEach
    void nothingCrashed() throws IOException {
        assertThat(pair.b().process().alive()).isTrue();
        for (Sallyportd member : List.of(pair.a(), pair.b())) {
            assertThat(Files.readString(member.process().log())).doesNotContain("\tat ", "a fault of sallyportd's own");
        }
    }

    private Stream<Sallyportd> members() {
        return Stream.of(pair.a(), pair.b());
    }

    // ---- what EC2 refuses

    @Test
    void withoutPermissionTheAddressStaysWhereItIsAndItIsSaidWhatToAllow() {
        pair.vpc().policy(AwsPair.instance(pair.b()), List.of(IamStatement.allow(List.of("ec2:Describe*"), List.of("*"))));
        pair.a().process().kill();
        awaitEvent(pair.b(), ClusterProblem.NOT_AUTHORIZED.event(), "; allow ec2:AssignPrivateIpAddresses on arn:aws:ec2:",
                MEANWHILE + ClusterProblem.NOT_AUTHORIZED.meanwhile());
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
            awaitProblem(pair.b(), ClusterProblem.EXPIRED_CREDENTIALS);
            assertThat(pair.vpc().holder(AwsPair.CLUSTER_IP)).contains(AwsPair.eni(pair.a()));
        } finally {
            pair.vpc().renewKeys(b);
        }
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
    }

    @Test
    void anInterfaceWithoutASlotIsSaidAndTheRoutesFollowAllTheSame() {
        String eni = AwsPair.eni(pair.b());
        List<String> others = IntStream.range(0, pair.vpc().state().networkInterface(eni).slots() - 1)
                .mapToObj(number -> "192.168.10." + (200 + number)).toList();
        pair.vpc().assign(eni, others);
        try {
            assertThat(pair.b().control().run("cluster", "validate").stdout()).contains("10 of 10 in use");
            pair.a().process().kill();
            awaitProblem(pair.b(), ClusterProblem.NO_FREE_SLOT);
            pair.await("the problem in the status", () -> problems(pair.b()).stream()
                    .anyMatch(problem -> problem.contains(ClusterProblem.NO_FREE_SLOT.event())));
            assertThat(problems(pair.b())).doesNotHaveDuplicates();
            pair.awaitRoute(AwsPair.CLOUD_ROUTE, eni);
            pair.awaitRouted();
            assertThat(pair.vpc().holder(AwsPair.CLUSTER_IP)).contains(AwsPair.eni(pair.a()));
        } finally {
            pair.vpc().unassign(eni, others);
        }
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
        pair.awaitServed();
    }

    @Test
    void anAddressThatIsAnotherInterfacesPrimaryIsSaidAndTheRoutesFollowAllTheSame() {
        pair.configureBoth(document -> clusterIp(document, "192.168.10.99"));
        awaitProblem(pair.a(), ClusterProblem.ADDRESS_IS_PRIMARY_ELSEWHERE);
        pair.a().process().kill();
        pair.awaitRoute(AwsPair.CLOUD_ROUTE, AwsPair.eni(pair.b()));
        assertThat(members().map(AwsPair::eni)).doesNotContain(pair.vpc().holder("192.168.10.99").orElseThrow());
    }

    @Test
    void anAddressOutsideTheSubnetIsSaidAndTheRoutesFollowAllTheSame() {
        pair.configureBoth(document -> clusterIp(document, "192.168.77.5"));
        awaitProblem(pair.a(), ClusterProblem.ADDRESS_OUTSIDE_SUBNET);
        pair.await("the address to be missing beside the route", () -> pair.a().control().run("show", "cluster").stdout()
                .contains("1 of 2 are where"));
        pair.a().process().kill();
        pair.awaitRoute(AwsPair.CLOUD_ROUTE, AwsPair.eni(pair.b()));
        pair.awaitRole(pair.b(), "active");
        assertThat(pair.vpc().holder("192.168.77.5")).isEmpty();
    }

    // ---- the wrong interface

    /** As after a slip of the pen, or on an instance whose interfaces came up under other names. */
    @Test
    void aMemberWhoseInterfaceIsNoneOfTheInstancesIsUnhealthyAndItsPartnerServes() {
        Veth.between(pair.a().namespace().link("other0"), pair.a().namespace().link("other1"));
        pair.a().namespace().link("other0").address("192.0.2.1/24");
        pair.configure(pair.a(), "other0");
        awaitProblem(pair.a(), ClusterProblem.INTERFACE_UNKNOWN_TO_EC2);
        pair.awaitActive(pair.b(), pair.a());
        pair.awaitServed();
        awaitUnhealthy(pair.a(), "other0");

        pair.configure(pair.a());
        pair.awaitActive(pair.a(), pair.b());
    }

    /** Since the daemon has looked; it hears of it when it needs it. */
    @Test
    void anInterfaceThatWasDeletedIsSaidAndTheAddressStaysWhereItIs() {
        NetworkInterface second = standByAtSecond();
        pair.vpc().deleteInterface(second.id());
        try {
            pair.a().process().kill();
            awaitProblem(pair.b(), ClusterProblem.INTERFACE_UNKNOWN_TO_EC2);
            assertThat(pair.vpc().holder(AwsPair.CLUSTER_IP)).contains(AwsPair.eni(pair.a()));
            awaitUnhealthy(pair.b(), AwsPair.SECOND);
        } finally {
            pair.vpc().put(second);
        }
        pair.awaitHolds(pair.b(), second.id(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
        pair.awaitServed();
    }

    /** EC2 would give the cluster IP to an interface that is attached to nothing. A standby finds out before it is asked to serve. */
    @Test
    void aStandbyWhoseInterfaceWasDetachedIsUnhealthyAndItsPartnerServes() {
        NetworkInterface second = standByAtSecond();
        assertPartnerServesWhile(second, "", () -> {
            awaitProblem(pair.b(), ClusterProblem.INTERFACE_UNKNOWN_TO_EC2);
            awaitUnhealthy(pair.b(), AwsPair.SECOND);
        });
    }

    /** The metadata service has not followed yet, and still says that it is this instance's: the address would go to a stranger. */
    @Test
    void aMemberWhoseInterfaceIsAtAnotherInstanceIsUnhealthyAndItsPartnerServes() {
        NetworkInterface second = standByAtSecond();
        pair.vpc().lags(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(5));
        assertPartnerServesWhile(second, pair.spare(), () -> {
            pair.b().process().kill();
            pair.b().start();
            awaitProblem(pair.b(), ClusterProblem.INTERFACE_ELSEWHERE);
            awaitUnhealthy(pair.b(), second.id() + " is attached to " + pair.spare());
            assertThat(pair.b().control().run("cluster", "validate").stdout()).contains(ClusterProblem.INTERFACE_ELSEWHERE.remedy());
        });
    }

    /** b's interface goes to another instance, or to none; given back, it is as good as ever. */
    private void assertPartnerServesWhile(NetworkInterface second, String instance, Runnable itShows) {
        pair.vpc().put(second.movedTo(instance));
        try {
            itShows.run();
            pair.awaitServed();
            assertThat(pair.a().control().role()).isEqualTo("active");
        } finally {
            pair.vpc().put(second);
        }
        awaitHealthy(pair.b());
        pair.a().process().kill();
        pair.awaitHolds(pair.b(), second.id(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
    }

    private NetworkInterface standByAtSecond() {
        pair.configure(pair.b(), AwsPair.SECOND);
        awaitHealthy(pair.b());
        pair.awaitActive(pair.a(), pair.b());
        return pair.second();
    }

    private void awaitUnhealthy(Sallyportd member, String cause) {
        pair.await(member.name() + " to be unhealthy because of " + cause, () -> self(member).filter(self ->
                !self.path("healthy").asBoolean() && self.path("causes").toString().contains(cause)).isPresent());
    }

    private void awaitHealthy(Sallyportd member) {
        pair.await(member.name() + " to be healthy", () -> self(member).filter(self -> self.path("healthy").asBoolean()).isPresent());
    }

    /** Empty while it has not joined, as after a restart. */
    private static Optional<JsonNode> self(Sallyportd member) {
        return member.control().cluster().map(shown -> shown.path("members").path(0));
    }

    // ---- what does not answer

    /** Ten minutes of it are told by the simulation, in ProductionFailuresTest. */
    @Test
    void anEc2ThatIsAwayKeepsNobodyFromServingAndIsWaitedOut() {
        pair.vpc().fault(Fault.of(Kind.HANG, "*", Fault.FOR_EVER));
        pair.a().control().run("cluster", "validate"); // a read of EC2, which is longer than any silence of the partner would be
        assertThat(pair.a().control().role()).isEqualTo("active");
        pair.awaitServed();

        pair.a().process().kill();
        awaitProblem(pair.b(), ClusterProblem.EC2_SILENT);
        pair.awaitRole(pair.b(), "active");
        pair.await("a tunnel of b's", () -> pair.b().control().show("status").path("peers").path("up").asInt() == 1);
        assertThat(problems(pair.b())).anyMatch(problem -> problem.startsWith("EC2 has not confirmed that the cluster is here"));
        assertThat(pair.vpc().holder(AwsPair.CLUSTER_IP)).contains(AwsPair.eni(pair.a()));
        assertThat(AwsPair.hasAddress(pair.b(), AwsPair.CLUSTER_IP)).isFalse();
        pair.vpc().clear();
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
    }

    @Test
    void withoutMetadataAMemberThatStartsSaysSoAndJoinsWhenItIsBack() {
        pair.vpc().imds(AwsPair.instance(pair.b()), Outage.ERROR);
        pair.b().process().kill();
        pair.b().start();
        awaitProblem(pair.b(), ClusterProblem.NO_IMDS);
        assertThat(pair.b().control().role()).as("it takes no part").isEmpty();
        assertThat(pair.a().control().role()).isEqualTo("active");
        pair.awaitServed();

        pair.vpc().clear();
        pair.awaitActive(pair.a(), pair.b());
    }

    // ---- the partner

    @Test
    void aPartnerWithAnotherSecretIsNotBelievedAndOneOfThemServes() {
        pair.apply(pair.b(), document -> cluster(document).put("secretFile", pair.b().key().toString()));
        members().forEach(member -> awaitRefused(member, Refusal.WRONG_SECRET));
        awaitOneServes();

        pair.configure(pair.b());
        pair.awaitActive(pair.a(), pair.b());
    }

    @Test
    void aPartnerWithThisMembersNameIsNotBelievedAndOneOfThemServes() {
        ObjectNode document = pair.member(pair.b());
        ((ObjectNode) document.get("node")).put("name", "a");
        cluster(document).withArray("members").forEach(one -> ((ObjectNode) one).put("name",
                one.path("name").asString().equals("a") ? "b" : "a"));
        pair.b().apply(document);
        awaitRefused(pair.a(), Refusal.SAME_NAME);
        awaitOneServes();

        pair.configure(pair.b());
        pair.awaitActive(pair.a(), pair.b());
    }

    /** Each for itself: EC2 decides. */
    private void awaitOneServes() {
        pair.await("one active member, and its partner not", () -> members().filter(member -> member.control().role().equals("active"))
                .count() == 1);
        Optional<Sallyportd> active = members().filter(member -> member.control().role().equals("active")).findFirst();
        pair.awaitHolds(active.orElseThrow(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
        pair.awaitServed();
    }

    private void awaitRefused(Sallyportd member, Refusal refusal) {
        awaitEvent(member, refusal.description(), "; " + refusal.remedy(), MEANWHILE + "nothing that the other end says is believed");
    }

    private static List<String> problems(Sallyportd member) {
        return member.control().show("status").path("problems").valueStream().map(JsonNode::asString).toList();
    }

    private void awaitProblem(Sallyportd member, ClusterProblem problem) {
        awaitEvent(member, problem.event(), "; " + problem.remedy(), MEANWHILE + problem.meanwhile());
    }

    /** One event of this test that says all of it. */
    private void awaitEvent(Sallyportd member, String... parts) {
        pair.await("an event at " + member.name() + " that says " + List.of(parts), () -> messages(member)
                .anyMatch(message -> Stream.of(parts).allMatch(message::contains)));
    }

    private Stream<String> messages(Sallyportd member) {
        return member.control().answer("events", "--json", "--after", seen.get(member).toString()).stream()
                .flatMap(answer -> answer.path("events").valueStream()).map(event -> event.path("message").asString());
    }
}
