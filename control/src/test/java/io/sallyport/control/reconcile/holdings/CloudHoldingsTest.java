package io.sallyport.control.reconcile.holdings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Operation.Assign;
import io.sallyport.control.cluster.holdings.Operation.DescribeAddresses;
import io.sallyport.control.cluster.holdings.Operation.DescribeRoutes;
import io.sallyport.control.cluster.holdings.Operation.ReadMetadata;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.cluster.holdings.RefusalCode;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.aws.AwsCloud;
import io.sallyport.control.provider.aws.StubAws;
import io.sallyport.control.provider.aws.StubAws.Reply;
import io.sallyport.control.reconcile.holdings.Wanted.ClusterIp;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkSystemSetting;

/** What several requests make of one operation, when something happens in between. */
@Timeout(120)
class CloudHoldingsTest {

    private static final String METADATA_TIMEOUT = SdkSystemSetting.AWS_METADATA_SERVICE_TIMEOUT.property();
    private static final IpAddress PARTNER = IpAddress.parse("10.0.1.12");
    private static final EniAddress V4 = new EniAddress("eth1", IpAddress.parse("10.0.1.50"));
    private static final EniAddress V6 = new EniAddress("eth1", IpAddress.parse("2001:db8::50"));
    private static final CloudRoute ROUTE = new CloudRoute("rtb-0a", IpPrefix.parse("10.100.0.0/16"), "eth1");
    private static final Reply NOBODY = StubAws.xml("<networkInterfaceSet/>");

    private final StubAws aws = StubAws.start();
    private final FakeInterfaceKernel kernel = new FakeInterfaceKernel();
    private final AtomicBoolean stands = new AtomicBoolean(true);
    private AwsCloud cloud;
    private OwnInterfaces own;
    private CloudHoldings holdings;

    /** The SDK fetches credentials within its own limit of one second, which a loaded machine may miss. */
    @BeforeAll
    static void givePatience() {
        System.setProperty(METADATA_TIMEOUT, "20");
    }

    @AfterAll
    static void takePatienceBack() {
        System.clearProperty(METADATA_TIMEOUT);
    }

    @BeforeEach
    void aMemberBehindEniA() {
        String at = "network/interfaces/macs/" + FakeInterfaceKernel.MAC + "/";
        aws.metadata(at + "interface-id", "eni-a").metadata(at + "owner-id", "123456789012")
                .metadata(at + "subnet-id", "subnet-1").metadata(at + "vpc-id", "vpc-1")
                .metadata(at + "local-ipv4s", "10.0.1.11").metadata(at + "subnet-ipv4-cidr-block", "10.0.1.0/24")
                .metadata(at + "vpc-ipv4-cidr-blocks", "10.0.0.0/16");
        aws.metadata("iam/security-credentials/", "gateway").metadata("iam/security-credentials/gateway", """
                {"Code": "Success", "AccessKeyId": "key", "SecretAccessKey": "secret", "Token": "token",
                 "Expiration": "2999-01-01T00:00:00Z"}""");
        cloud = new AwsCloud(aws.settings());
        own = new OwnInterfaces(cloud, kernel::mac);
        holdings = new CloudHoldings(new CloudReads(cloud, own, new Partner(PARTNER)), new CloudWrites(cloud, own));
    }

    @AfterEach
    void stop() {
        cloud.close();
        aws.close();
    }

    private Outcome perform(Operation operation) {
        return holdings.perform(new Attempt(operation, stands::get));
    }

    private static String eni(String id, String instance, String address) {
        String held = address.contains(":") ? "<ipv6AddressesSet><item><ipv6Address>" + address + "</ipv6Address></item></ipv6AddressesSet>"
                : "<privateIpAddressesSet><item><privateIpAddress>" + address + "</privateIpAddress></item></privateIpAddressesSet>";
        return "<item><networkInterfaceId>" + id + "</networkInterfaceId><attachment><instanceId>" + instance
                + "</instanceId></attachment>" + held + "</item>";
    }

    private static Reply enis(String... items) {
        return StubAws.xml("<networkInterfaceSet>" + String.join("", items) + "</networkInterfaceSet>");
    }

    @Test
    void theMetadataServiceMayBeAwayOnceTheInterfaceIsKnown() {
        aws.on("AssignPrivateIpAddresses", StubAws.done());
        assertThat(perform(new Assign("eth1", List.of(V4)))).isEqualTo(new Outcome.Done());
        aws.imdsFault(StubAws.lost());

        assertThat(perform(new Assign("eth1", List.of(V4)))).isEqualTo(new Outcome.Done());

        assertThat(perform(new ReadMetadata(List.of(V4)))).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void anInterfaceThatEc2DoesNotKnowIsLookedForAgain() {
        aws.on("AssignPrivateIpAddresses", StubAws.error(400, "InvalidNetworkInterfaceID.NotFound", "'eni-a' does not exist"));
        assertThat(perform(new Assign("eth1", List.of(V4)))).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                assertThat(refused.code()).isEqualTo(RefusalCode.NO_SUCH_INTERFACE));
        aws.metadata("network/interfaces/macs/" + FakeInterfaceKernel.MAC + "/interface-id", "eni-new")
                .on("AssignPrivateIpAddresses", StubAws.done());

        assertThat(perform(new Assign("eth1", List.of(V4)))).isEqualTo(new Outcome.Done());

        assertThat(aws.calls.getLast().parameter("NetworkInterfaceId")).isEqualTo("eni-new");
    }

    /** EC2 assigns to it all the same, and describes it as the holder. */
    @Test
    void anInterfaceThatIsNoLongerThisInstancesHoldsNothingForIt() {
        for (String path : List.of("instance-id", "instance-type", "placement/region", "placement/availability-zone")) {
            aws.metadata(path, "i-a");
        }
        aws.on("DescribeNetworkInterfaces", enis(eni("eni-a", "i-a", "10.0.1.50")));
        assertThat(own.verified("eth1")).isInstanceOf(Done.class);
        assertThat(perform(new DescribeAddresses(List.of(V4)))).isEqualTo(new Outcome.Seen(Map.of(V4, Holder.SELF)));

        aws.on("DescribeNetworkInterfaces", enis(eni("eni-a", "i-x", "10.0.1.50")));

        assertThat(perform(new DescribeAddresses(List.of(V4)))).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.NO_SUCH_INTERFACE);
            assertThat(refused.reason()).contains("eni-a is attached to i-x, and this is i-a");
        });
        assertThat(own.verified("eth1")).isInstanceOf(Refused.class);
    }

    @Test
    void anInterfaceThatTheMetadataServiceNamesNoMoreConfirmsNothing() {
        assertThat(perform(new ReadMetadata(List.of(V4)))).isEqualTo(new Outcome.Seen(Map.of(V4, Holder.ABSENT)));

        aws.forget("network/interfaces/macs/" + FakeInterfaceKernel.MAC + "/interface-id");

        assertThat(perform(new ReadMetadata(List.of(V4)))).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                assertThat(refused.code()).isEqualTo(RefusalCode.NO_SUCH_INTERFACE));
    }

    @Test
    void theRoleIsAskedBetweenTheRequestsOfOneOperation() {
        aws.on("AssignIpv6Addresses", StubAws.error(400, "InvalidParameterValue", "[2001:db8::50] assigned, but move is not allowed."))
                .on("UnassignIpv6Addresses", exchange -> {
                    stands.set(false);
                    StubAws.done().to(exchange);
                })
                .on("DescribeNetworkInterfaces", enis(eni("eni-b", "i-b", "2001:db8::50")));

        assertThat(perform(new Assign("eth1", List.of(V6)))).isEqualTo(Attempt.OVERTAKEN);

        assertThat(aws.calls("AssignIpv6Addresses")).as("the second one was not sent").hasSize(1);
        assertThat(aws.calls("UnassignIpv6Addresses").getFirst().parameter("NetworkInterfaceId")).isEqualTo("eni-b");
    }

    @Test
    void anIpv6AddressThatIsOursAlreadyIsDone() {
        aws.on("AssignIpv6Addresses", StubAws.error(400, "InvalidParameterValue", "[2001:db8::50] assigned, but move is not allowed."))
                .on("DescribeNetworkInterfaces", enis(eni("eni-a", "i-a", "2001:db8::50")));

        assertThat(perform(new Assign("eth1", List.of(V6)))).isEqualTo(new Outcome.Done());

        assertThat(aws.calls("UnassignIpv6Addresses")).isEmpty();
    }

    @Test
    void halfAnAnswerIsNone() {
        aws.on("DescribeNetworkInterfaces", StubAws.first(NOBODY, StubAws.error(503, "RequestLimitExceeded", "Request limit exceeded.")));

        assertThat(perform(new DescribeAddresses(List.of(V4, V6)))).isInstanceOf(Outcome.Throttled.class);
    }

    @Test
    void whoseAnotherInterfaceIsTellsTheHeartbeatsAddress() {
        aws.on("DescribeNetworkInterfaces", enis(eni("eni-b2", "i-b", "10.0.1.50"), eni("eni-b", "i-b", "10.0.1.12")));
        assertThat(perform(new DescribeAddresses(List.of(V4)))).isEqualTo(new Outcome.Seen(Map.of(V4, Holder.PARTNER)));
        aws.on("DescribeNetworkInterfaces", enis(eni("eni-x", "i-x", "10.0.1.50"), eni("eni-b", "i-b", "10.0.1.12")));
        assertThat(perform(new DescribeAddresses(List.of(V4)))).isEqualTo(new Outcome.Seen(Map.of(V4, Holder.OTHER)));
        aws.on("DescribeNetworkInterfaces", NOBODY);
        assertThat(perform(new DescribeAddresses(List.of(V4)))).isEqualTo(new Outcome.Seen(Map.of(V4, Holder.ABSENT)));
    }

    @Test
    void aRouteToAnInterfaceThatNobodyCanNameIsUnknown() {
        aws.on("DescribeRouteTables", StubAws.xml("<routeTableSet><item><routeTableId>rtb-0a</routeTableId><routeSet><item>"
                + "<destinationCidrBlock>10.100.0.0/16</destinationCidrBlock><networkInterfaceId>eni-b</networkInterfaceId></item>"
                + "</routeSet></item></routeTableSet>"));
        aws.on("DescribeNetworkInterfaces", StubAws.error(500, "InternalError", "An internal error has occurred"));
        assertThat(perform(new DescribeRoutes(List.of(ROUTE)))).isEqualTo(new Outcome.Seen(Map.of()));

        aws.on("DescribeNetworkInterfaces", enis(eni("eni-b", "i-b", "10.0.1.12")));
        assertThat(perform(new DescribeRoutes(List.of(ROUTE)))).isEqualTo(new Outcome.Seen(Map.of(ROUTE, Holder.PARTNER)));
    }

    @Test
    void whatIsWantedIsUnknownAsAWholeWhileATableIs() {
        aws.on("DescribeRouteTables", StubAws.lost());
        Wanted wanted = new Wanted(List.of(new ClusterIp("eth1", V4.address())), List.of(ROUTE.destination()),
                Optional.of("eth1"), List.of());

        assertThat(CloudPlan.of(wanted, cloud, own)).isInstanceOf(Unknown.class);
    }
}
