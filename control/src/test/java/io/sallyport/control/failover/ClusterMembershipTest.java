package io.sallyport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.sallyport.control.cluster.Event;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.drive.ClusterCounters;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.compile.Compiler;
import io.sallyport.control.compile.DnsResolver;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.control.event.EventLog;
import io.sallyport.control.event.Happening;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.aws.StubAws;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.FakeDataplane;
import io.sallyport.control.reconcile.FakeHostKernel;
import io.sallyport.control.reconcile.FakeL4Plane;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.Layer4;
import io.sallyport.control.reconcile.holdings.FakeInterfaceKernel;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkSystemSetting;

/** A member from its first configuration to its end; its partner is never there, its machine and its EC2 are in memory. */
@Timeout(240)
class ClusterMembershipTest {

    private static final String METADATA_TIMEOUT = SdkSystemSetting.AWS_METADATA_SERVICE_TIMEOUT.property();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final IpAddress IP = IpAddress.parse("10.0.1.50");
    private static final String ENI = "network/interfaces/macs/" + FakeInterfaceKernel.MAC + "/";

    private final StubAws aws = StubAws.start();
    private final FakeInterfaceKernel kernel = new FakeInterfaceKernel();
    private final EventLog events = new EventLog(Clock.systemUTC());
    private final Conductor conductor = new Conductor();
    private final Gateway gateway = new Gateway(new Compiler(new DnsResolver(Duration.ofSeconds(1))), SeedNetwork.keyFiles(),
            new FakeDataplane()::open, FakeHostKernel.host(), new Layer4(new FakeL4Plane()::open), Clock.systemUTC());
    private final MultiThreadIoEventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final AtomicInteger agents = new AtomicInteger();
    private ClusterMembership membership;

    @BeforeEach
    void anInstanceWithOneInterface() {
        System.setProperty(METADATA_TIMEOUT, "20");
        attach();
        aws.metadata("instance-id", "i-a").metadata("instance-type", "c7i.large").metadata("placement/region", "eu-central-1")
                .metadata("placement/availability-zone", "eu-central-1a");
        aws.metadata("iam/security-credentials/", "gateway").metadata("iam/security-credentials/gateway", """
                {"Code": "Success", "AccessKeyId": "key", "SecretAccessKey": "secret", "Token": "token",
                 "Expiration": "2999-01-01T00:00:00Z"}""");
        aws.on("AssignPrivateIpAddresses", StubAws.done()).on("UnassignPrivateIpAddresses", StubAws.done());
        aws.on("DescribeNetworkInterfaces", StubAws.xml("""
                <networkInterfaceSet><item><networkInterfaceId>eni-a</networkInterfaceId>
                <attachment><instanceId>i-a</instanceId></attachment><privateIpAddressesSet>
                <item><privateIpAddress>10.0.1.50</privateIpAddress></item></privateIpAddressesSet></item></networkInterfaceSet>"""));
    }

    private void attach() {
        aws.metadata(ENI + "interface-id", "eni-a").metadata(ENI + "owner-id", "123456789012")
                .metadata(ENI + "subnet-id", "subnet-1").metadata(ENI + "vpc-id", "vpc-1")
                .metadata(ENI + "local-ipv4s", "10.0.1.11\n10.0.1.50").metadata(ENI + "subnet-ipv4-cidr-block", "10.0.1.0/24")
                .metadata(ENI + "vpc-ipv4-cidr-blocks", "10.0.0.0/16");
    }

    @AfterEach
    void end() {
        if (membership != null) {
            membership.leave(GRACE);
        }
        conductor.close();
        gateway.close();
        thread.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        aws.close();
        events.close();
        System.clearProperty(METADATA_TIMEOUT);
    }

    private MemberPlan plan(String more) {
        return plan(more, aws.uri().toString());
    }

    /** @param more in the section {@code cluster} */
    private MemberPlan plan(String more, String endpoint) {
        String document = new String(SeedNetwork.member(), StandardCharsets.UTF_8)
                .replace("\"name\": \"eth1\", \"role\": \"lan\"", "\"name\": \"eth1\", \"role\": \"lan\", \"clusterIp\": \"" + IP + "\"")
                .replace("\"provider\": \"aws\",", """
                        "provider": "aws", "timeout": 1500, "interval": 500, "aws": {"region": "eu-central-1", "ec2Endpoint": "%1$s",
                        "imdsEndpoint": "%1$s", "attemptTimeout": 20000, "callTimeout": 30000},""".formatted(endpoint) + more)
                .replaceFirst("\"cloudRoutes\": \\[.*]", "\"cloudRoutes\": []");
        ReadResult read = new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine()).read(document.getBytes(StandardCharsets.UTF_8));
        assertThat(read).isInstanceOf(ReadResult.Valid.class);
        return MemberPlan.of(((ReadResult.Valid) read).configuration(), 7, SeedNetwork.keyFiles());
    }

    private void begin() throws InterruptedException {
        Surroundings around = new Surroundings(gateway, conductor, new NodeRole(gateway, conductor), (plan, standing, answers) -> {
            agents.incrementAndGet();
            return kernel.agent(plan.aws(), plan.partnerAddress(), standing, answers);
        }, () -> List.of(new Link(1, "eth0", 1_500, true, true), new Link(2, "eth1", 1_500, true, true)), events, new ClusterCounters(),
                Clock.systemUTC());
        membership = conductor.call(() -> new ClusterMembership(around, thread.next(), plan("")));
    }

    private void change(MemberPlan next) throws InterruptedException {
        conductor.call(() -> {
            membership.change(next);
            return true;
        });
    }

    private static void until(BooleanSupplier condition) {
        await().atMost(PATIENCE).until(condition::getAsBoolean);
    }

    private Role role() {
        return membership.view().map(ClusterView::role).orElse(null);
    }

    private boolean unhealthyBecause(String part) {
        return membership.view().filter(view -> view.health().causes().stream().anyMatch(cause -> cause.contains(part))).isPresent();
    }

    private long told(ClusterProblem problem) {
        return events.after(0).stream().filter(happening -> happening.kind().equals("provider"))
                .map(Happening::message).filter(message -> message.startsWith(problem.event())).count();
    }

    @Test
    void aMemberAloneTakesTheClusterAndGivesItsAddressUpWhenItLeaves() throws Exception {
        kernel.addAddress(3, IpAddress.parse("10.0.1.60"));
        begin();
        until(() -> role() == Role.ACTIVE && kernel.addresses.contains(IP));
        assertThat(kernel.addresses).as("what an earlier life left is gone").containsExactly(IP);

        membership.leave(GRACE);

        assertThat(kernel.addresses).isEmpty();
        assertThat(events.after(0)).extracting(Happening::message).anyMatch(message -> message.startsWith("this member is stopped"));
    }

    /** What it cannot see it must not be trusted with; the partner hears nothing meanwhile. */
    @Test
    void itTakesNoPartBeforeItsProviderAnswersAndTheReasonIsToldOnce() throws Exception {
        aws.imdsFault(StubAws.text(503, ""));
        begin();
        until(() -> told(ClusterProblem.NO_IMDS) > 0);
        assertThat(membership.view()).isEmpty();
        assertThat(membership.problems()).singleElement().asString().startsWith(ClusterProblem.NO_IMDS.event());

        aws.imdsFault(null);
        until(() -> role() == Role.ACTIVE);
        assertThat(told(ClusterProblem.NO_IMDS)).isEqualTo(1);
    }

    @Test
    void aMemberWithoutTheInterfaceIsUnhealthyUntilItHasIt() throws Exception {
        aws.forget(ENI + "interface-id");
        begin();
        until(() -> unhealthyBecause("eth1 ("));
        assertThat(told(ClusterProblem.INTERFACE_UNKNOWN_TO_EC2)).isEqualTo(1);

        attach();
        change(plan("")); // or half a minute later by itself
        until(() -> membership.view().filter(view -> view.health().causes().isEmpty()).isPresent());
        until(() -> kernel.addresses.contains(IP));
    }

    @Test
    void aMemberWhoseInterfaceIsTakenAwayIsUnhealthy() throws Exception {
        begin();
        until(() -> role() == Role.ACTIVE);

        aws.forget(ENI + "interface-id");

        until(() -> unhealthyBecause("eth1 ("));
        assertThat(told(ClusterProblem.INTERFACE_UNKNOWN_TO_EC2)).isEqualTo(1);
    }

    /** The metadata service is behind, or another instance's. */
    @Test
    void aMemberWhoseInterfaceIsAtAnotherInstanceIsUnhealthy() throws Exception {
        begin();
        until(() -> role() == Role.ACTIVE);

        aws.metadata("instance-id", "i-b");
        change(plan("\"failbackHoldDown\": 77,"));

        until(() -> unhealthyBecause("eni-a is attached to i-a, and this is i-b"));
        assertThat(told(ClusterProblem.INTERFACE_ELSEWHERE)).isEqualTo(1);
    }

    @Test
    void aChangeOfTimesIsTakenAndAnotherEndpointOpensTheProviderAnew() throws Exception {
        begin();
        until(() -> role() == Role.ACTIVE);

        change(plan("\"failbackHoldDown\": 77,"));
        until(() -> membership.view().orElseThrow().settings().failbackHoldDownNs() == TimeUnit.SECONDS.toNanos(77));
        until(() -> role() == Role.ACTIVE);
        assertThat(agents).hasValue(1);

        change(plan("", "http://localhost:" + aws.uri().getPort()));
        assertThat(agents).hasValue(2);
        kernel.addresses.clear();
        until(() -> role() == Role.ACTIVE && kernel.addresses.contains(IP));
    }

    /** Else what it holds would be out of reach, and what it must let go of, too. */
    @Test
    void untilANewProviderAnswersTheOldOneIsUsed() throws Exception {
        begin();
        until(() -> role() == Role.ACTIVE && kernel.addresses.contains(IP));

        change(plan("", "http://127.0.0.1:1"));
        assertThat(agents).hasValue(2);
        kernel.addresses.clear();
        until(() -> kernel.addresses.contains(IP));
    }

    @Test
    void whatNobodyCanHoldIsMissingAndAProblem() throws Exception {
        aws.metadata(ENI + "subnet-ipv4-cidr-block", "10.0.9.0/24");
        begin();
        until(() -> membership.view().isPresent());

        assertThat(membership.view().orElseThrow().holdings()).satisfies(holdings -> {
            assertThat(holdings.total()).isEqualTo(1);
            assertThat(holdings.settled()).isZero();
            assertThat(holdings.complete()).isFalse();
        });
        assertThat(membership.problems()).anyMatch(problem -> problem.startsWith(ClusterProblem.ADDRESS_OUTSIDE_SUBNET.event()));
        assertThat(told(ClusterProblem.ADDRESS_OUTSIDE_SUBNET)).isEqualTo(1);
    }

    @Test
    void whoLeavesWhileItsProviderIsAskedTakesNoPartAfterwards() throws Exception {
        aws.imdsFault(aws.silence());
        begin();

        membership.leave(GRACE);
        aws.imdsFault(null);

        conductor.call(() -> true);
        assertThat(membership.view()).isEmpty();
        assertThat(membership.wish(new Event.Relinquish())).isFalse();
    }
}
