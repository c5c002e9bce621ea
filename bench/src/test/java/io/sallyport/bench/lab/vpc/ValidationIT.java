package io.sallyport.bench.lab.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.vpc.imds.ImdsFaults.Outage;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.control.reconcile.holdings.Wanted;
import io.sallyport.control.reconcile.holdings.Wanted.ClusterIp;
import io.sallyport.control.reconcile.validate.Check;
import io.sallyport.control.reconcile.validate.Check.State;
import io.sallyport.control.reconcile.validate.Validation;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator is told before a failover, of a VPC where all is well and of one where something is not. */
@Timeout(120)
class ValidationIT {

    private static final String ENI_ARN = "arn:aws:ec2:eu-central-1:123456789012:network-interface/eni-a";
    private static final String TABLE_ARN = "arn:aws:ec2:eu-central-1:123456789012:route-table/rtb-main";

    private GatewayInVpc gateway;
    private ServerSocket partner;

    @BeforeEach
    void aGatewayAndAPartnerThatListens() throws IOException {
        gateway = new GatewayInVpc();
        partner = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void remove() throws IOException {
        partner.close();
        gateway.close();
    }

    private List<Check> validate(String clusterIp, Clock clock, boolean fix) {
        Wanted wanted = new Wanted(List.of(new ClusterIp("eth1", IpAddress.parse(clusterIp))),
                List.of(IpPrefix.parse(SmallVpc.NETWORK)), Optional.of("eth1"), List.of());
        InetSocketAddress at = new InetSocketAddress(partner.getInetAddress(), partner.getLocalPort());
        return new Validation(gateway.agent, wanted, at, clock).run(fix);
    }

    private List<Check> validate() {
        return validate(SmallVpc.CLUSTER_IP, Clock.systemUTC(), false);
    }

    private static Check named(List<Check> checks, String name) {
        return checks.stream().filter(check -> check.name().startsWith(name)).findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + checks));
    }

    private void allow(IamStatement... statements) {
        gateway.vpc.model.change(gateway.vpc.clock.get(), state ->
                state.with(state.instances().get("i-a").withPolicy(List.of(statements))));
    }

    @Test
    void everythingIsLookedAtAndNothingIsChanged() {
        gateway.vpc.model.change(gateway.vpc.clock.get(), state ->
                state.with(state.networkInterface("eni-a").withSourceDestCheck(false)));

        List<Check> checks = validate();

        assertThat(checks).filteredOn(check -> check.state() == State.FAILED).isEmpty();
        assertThat(checks).extracting(Check::name).contains("interface eth1", "instance metadata", "ENI of eth1", "credentials",
                "clock", "route tables", "10.100.0.0/16 in rtb-main", "source/destination check of eni-a", "cluster IP 10.0.1.50",
                "ec2:DescribeNetworkInterfaces on *", "ec2:DescribeRouteTables on *",
                "ec2:AssignPrivateIpAddresses on " + ENI_ARN, "ec2:UnassignPrivateIpAddresses on " + ENI_ARN,
                "ec2:ReplaceRoute on " + TABLE_ARN, "ec2:CreateRoute on " + TABLE_ARN, "ec2:DeleteRoute on " + TABLE_ARN);
        assertThat(named(checks, "cluster IP").detail()).isEqualTo("free");
        assertThat(named(checks, "10.100.0.0/16").detail()).isEqualTo("leads to eni-a");
        assertThat(gateway.vpc.secondary("eni-a")).isEmpty();
        assertThat(gateway.vpc.model.latest().routeTable("rtb-main").routes()).hasSize(1);
    }

    @Test
    void whatTheRoleDoesNotPermitIsNamedAsAPolicyWritesIt() {
        allow(IamStatement.allow(List.of("ec2:Describe*"), List.of("*")),
                IamStatement.allow(List.of("ec2:AssignPrivateIpAddresses"), List.of(ENI_ARN)),
                IamStatement.allow(List.of("ec2:ReplaceRoute"), List.of("arn:aws:ec2:*:*:route-table/rtb-other")));

        List<Check> checks = validate();

        assertThat(named(checks, "ec2:AssignPrivateIpAddresses").ok()).isTrue();
        assertThat(named(checks, "ec2:UnassignPrivateIpAddresses")).satisfies(check -> {
            assertThat(check.state()).isEqualTo(State.FAILED);
            assertThat(check.remedy()).contains("allow ec2:UnassignPrivateIpAddresses on " + ENI_ARN);
        });
        assertThat(named(checks, "ec2:ReplaceRoute").remedy()).contains("allow ec2:ReplaceRoute on " + TABLE_ARN);
    }

    @Test
    void theSourceDestinationCheckIsMendedWhenAsked() {
        assertThat(named(validate(), "source/destination").state()).isEqualTo(State.FAILED);

        assertThat(named(validate(SmallVpc.CLUSTER_IP, Clock.systemUTC(), true), "source/destination").ok()).isTrue();

        assertThat(gateway.vpc.model.latest().networkInterface("eni-a").sourceDestCheck()).isFalse();
        assertThat(named(validate(), "source/destination").detail()).isEqualTo("off");
    }

    @Test
    void addressesThatCannotServeAreNamed() {
        assertThat(named(validate("10.0.1.12", Clock.systemUTC(), false).reversed(), "cluster IP").detail())
                .contains("primary address of another").contains("eni-b");
        assertThat(named(validate("10.0.2.50", Clock.systemUTC(), false), "cluster IP").detail()).contains("outside the VPC");
        assertThat(named(validate("172.31.255.1", Clock.systemUTC(), false), "cluster IP").ok()).isTrue();
    }

    @Test
    void aClockThatIsNotKeptIsNamed() {
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-4));

        assertThat(named(validate(SmallVpc.CLUSTER_IP, slow, false), "clock")).satisfies(check -> {
            assertThat(check.state()).isEqualTo(State.FAILED);
            assertThat(check.detail()).contains("s behind EC2's");
        });
    }

    @Test
    void aPartnerThatDoesNotListenIsNamed() throws IOException {
        partner.close();

        assertThat(named(validate(), "partner").state()).isEqualTo(State.FAILED);
    }

    @Test
    void withoutMetadataWhatCannotBeKnownIsUnknown() {
        gateway.vpc.imdsFaults.set("i-a", Outage.DROP);

        List<Check> checks = validate();

        assertThat(named(checks, "instance metadata").state()).isEqualTo(State.UNKNOWN);
        assertThat(named(checks, "ENI of eth1").remedy()).contains("HttpEndpoint=enabled");
    }

    @Test
    void credentialsThatHaveExpiredAreSaidOnce() {
        validate();
        gateway.vpc.credentials.expire("i-a");

        List<Check> checks = validate();

        assertThat(named(checks, "credentials").state()).isEqualTo(State.FAILED);
        assertThat(checks).extracting(Check::name).noneMatch(name -> name.startsWith("ec2:"));
    }
}
