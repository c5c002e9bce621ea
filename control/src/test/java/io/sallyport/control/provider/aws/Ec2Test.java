package io.sallyport.control.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.provider.aws.RouteTable.Target;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The real SDK against an endpoint that misbehaves as EC2 and networks do. */
@Timeout(120)
class Ec2Test {

    private static final String ENI = "eni-0a";
    private static final String TABLE = "rtb-0a";
    private static final IpAddress ADDRESS = IpAddress.parse("10.0.1.50");
    private static final IpPrefix ROUTE = IpPrefix.parse("10.100.0.0/16");

    private final StubAws aws = StubAws.start();
    private final SdkHttpClient http = AwsClients.http(aws.settings());

    @AfterEach
    void stop() {
        http.close();
        aws.close();
    }

    private Ec2 ec2() {
        return ec2(aws.settings(), http, StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
    }

    private static Ec2 ec2(AwsSettings settings, SdkHttpClient http, AwsCredentialsProvider credentials) {
        Region region = Region.EU_CENTRAL_1;
        Ec2Client client = AwsClients.ec2(settings, region, credentials, http);
        return new Ec2(client, new Ec2Account(region, "123456789012"));
    }

    private static ProviderFault refusal(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Refused.class);
        return ((Refused<?>) answer).fault();
    }

    private static ProviderFault doubt(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Unknown.class);
        return ((Unknown<?>) answer).fault();
    }

    // ---- what is said to EC2, and read from it

    @Test
    void anAddressIsTakenByForceOnlyWhenTold() {
        aws.on("AssignPrivateIpAddresses", StubAws.done());

        assertThat(ec2().assign(ENI, List.of(ADDRESS), true)).isEqualTo(new Done<>("10.0.1.50 assigned to eni-0a"));
        ec2().assign(ENI, List.of(ADDRESS), false);

        assertThat(aws.calls.getFirst().parameters())
                .containsEntry("NetworkInterfaceId", ENI)
                .containsEntry("PrivateIpAddress.1", "10.0.1.50")
                .containsEntry("AllowReassignment", "true");
        assertThat(aws.calls.getLast().parameters()).containsEntry("AllowReassignment", "false");
    }

    @Test
    void routesAreReplacedCreatedAndDeletedInBothFamilies() {
        aws.on("ReplaceRoute", StubAws.done()).on("CreateRoute", StubAws.done()).on("DeleteRoute", StubAws.done());
        IpPrefix v6 = IpPrefix.parse("fd00:100::/48");

        assertThat(ec2().replaceRoute(TABLE, ROUTE, ENI)).isInstanceOf(Done.class);
        assertThat(ec2().createRoute(TABLE, v6, ENI)).isInstanceOf(Done.class);
        assertThat(ec2().deleteRoute(TABLE, ROUTE)).isInstanceOf(Done.class);

        assertThat(aws.calls.get(0).parameters()).containsEntry("RouteTableId", TABLE)
                .containsEntry("DestinationCidrBlock", "10.100.0.0/16").containsEntry("NetworkInterfaceId", ENI);
        assertThat(aws.calls.get(1).parameters()).containsEntry("DestinationIpv6CidrBlock", "fd00:100::/48")
                .doesNotContainKey("DestinationCidrBlock");
        assertThat(aws.calls.get(2).parameters()).containsEntry("DestinationCidrBlock", "10.100.0.0/16");
    }

    @Test
    void anInterfaceIsReadWithAllThatItHolds() {
        aws.on("DescribeNetworkInterfaces", StubAws.xml("""
                <networkInterfaceSet><item>
                  <networkInterfaceId>eni-0a</networkInterfaceId><subnetId>subnet-0a</subnetId><vpcId>vpc-0a</vpcId>
                  <ownerId>123456789012</ownerId><sourceDestCheck>true</sourceDestCheck>
                  <privateIpAddress>10.0.1.11</privateIpAddress>
                  <attachment><instanceId>i-0a</instanceId></attachment>
                  <privateIpAddressesSet>
                    <item><privateIpAddress>10.0.1.11</privateIpAddress><primary>true</primary></item>
                    <item><privateIpAddress>10.0.1.50</privateIpAddress><primary>false</primary></item>
                  </privateIpAddressesSet>
                  <ipv6AddressesSet><item><ipv6Address>2001:db8::50</ipv6Address></item></ipv6AddressesSet>
                </item></networkInterfaceSet>"""));

        assertThat(ec2().holders("vpc-0a", List.of(ADDRESS))).isEqualTo(new Done<>(List.of(new Eni("eni-0a", "123456789012",
                "subnet-0a", "vpc-0a", "i-0a", true, Optional.of(IpAddress.parse("10.0.1.11")), List.of(ADDRESS),
                List.of(IpAddress.parse("2001:db8::50"))))));
        assertThat(aws.calls.getFirst().parameters()).containsEntry("Filter.1.Value.1", "vpc-0a")
                .containsEntry("Filter.2.Name", "addresses.private-ip-address").containsEntry("Filter.2.Value.1", "10.0.1.50");
    }

    @Test
    void aTableIsReadWithItsHolesAndItsRoutesElsewhere() {
        aws.on("DescribeRouteTables", StubAws.xml("""
                <routeTableSet><item>
                  <routeTableId>rtb-0a</routeTableId><vpcId>vpc-0a</vpcId>
                  <associationSet><item><main>true</main></item></associationSet>
                  <routeSet>
                    <item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state></item>
                    <item><destinationCidrBlock>10.100.0.0/16</destinationCidrBlock>
                      <networkInterfaceId>eni-0a</networkInterfaceId><state>active</state></item>
                    <item><destinationIpv6CidrBlock>fd00:100::/48</destinationIpv6CidrBlock>
                      <networkInterfaceId>eni-0gone</networkInterfaceId><state>blackhole</state></item>
                    <item><destinationPrefixListId>pl-1</destinationPrefixListId><gatewayId>vpce-1</gatewayId></item>
                  </routeSet></item></routeTableSet>"""));

        RouteTable table = ((Done<List<RouteTable>>) ec2().routeTables(List.of(TABLE))).value().getFirst();

        assertThat(table).isEqualTo(new RouteTable(TABLE, "vpc-0a", true, Map.of(
                IpPrefix.parse("10.0.0.0/16"), new Target("", false),
                ROUTE, new Target(ENI, false),
                IpPrefix.parse("fd00:100::/48"), new Target("eni-0gone", true))));
        assertThat(table.leadsTo(ENI, ROUTE)).isTrue();
        assertThat(table.leadsTo("eni-0gone", IpPrefix.parse("fd00:100::/48"))).isFalse();
    }

    @Test
    void aSubnetWithoutATableOfItsOwnIsServedByTheMainTableOfItsVpc() {
        aws.on("DescribeRouteTables", StubAws.first(
                StubAws.xml("<routeTableSet/>"),
                StubAws.xml("<routeTableSet><item><routeTableId>rtb-main</routeTableId>"
                        + "</item></routeTableSet>")));

        Answer<List<RouteTable>> tables = ec2().routeTablesOf("subnet-0a", "vpc-0a");

        assertThat(tables).isEqualTo(new Done<>(List.of(new RouteTable("rtb-main", "", false, Map.of()))));
        assertThat(aws.calls.getFirst().parameters()).containsEntry("Filter.1.Name", "association.subnet-id");
        assertThat(aws.calls.getLast().parameters())
                .containsEntry("Filter.1.Name", "association.main").containsEntry("Filter.2.Value.1", "vpc-0a");
    }

    @Test
    void theNumberOfSlotsIsReadFromTheInstanceType() {
        aws.on("DescribeInstanceTypes", StubAws.xml("<instanceTypeSet><item><networkInfo>"
                + "<ipv4AddressesPerInterface>10</ipv4AddressesPerInterface></networkInfo></item></instanceTypeSet>"));

        assertThat(ec2().addressesPerInterface("c6in.large")).isEqualTo(new Done<>(OptionalInt.of(10)));
    }

    // ---- EC2 says no

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            InvalidParameterValue          | [10.0.1.50] assigned, but move is not allowed.                    | ADDRESS_HELD_ELSEWHERE
            InvalidParameterValue          | 10.0.1.50 is the primary address of eni-0b                        | ADDRESS_IS_PRIMARY_ELSEWHERE
            InvalidParameterValue          | Address does not fall within the subnet's address range           | ADDRESS_OUTSIDE_SUBNET
            InvalidParameterValue          | something nobody foresaw                                          | REFUSED
            InvalidIPAddress.InUse         | Address 10.0.1.50 is in use.                                      | ADDRESS_HELD_ELSEWHERE
            PrivateIpAddressLimitExceeded  | Number of private addresses will exceed limit.                    | NO_FREE_SLOT
            InvalidNetworkInterfaceID.NotFound | The networkInterface ID 'eni-0a' does not exist               | INTERFACE_UNKNOWN_TO_EC2
            UnauthorizedOperation          | You are not authorized to perform this operation.                 | NOT_AUTHORIZED
            RequestExpired                 | Request has expired.                                              | CLOCK_WRONG
            ExpiredToken                   | The security token included has expired                           | EXPIRED_CREDENTIALS
            """)
    void aRefusedAddressIsNamed(String code, String message, ClusterProblem problem) {
        aws.on("AssignPrivateIpAddresses", StubAws.error(400, code, message));

        ProviderFault fault = refusal(ec2().assign(ENI, List.of(ADDRESS), true));

        assertThat(fault.problem()).isEqualTo(problem);
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.detail()).startsWith("AssignPrivateIpAddresses on eni-0a: " + code).contains(message);
    }

    @Test
    void whatIsNotPermittedIsToldAsAPolicyWouldSayIt() {
        aws.on("ReplaceRoute", StubAws.error(403, "UnauthorizedOperation",
                "You are not authorized. Encoded authorization failure message: 4qgvkbl0v4hx"));

        ProviderFault fault = refusal(ec2().replaceRoute(TABLE, ROUTE, ENI));

        assertThat(fault.detail()).isEqualTo("ReplaceRoute on rtb-0a: UnauthorizedOperation (You are not authorized.)");
        assertThat(fault.remedy()).isEqualTo(
                "allow ec2:ReplaceRoute on arn:aws:ec2:eu-central-1:123456789012:route-table/rtb-0a in the policy of the instance's role");
        aws.on("DescribeRouteTables", StubAws.error(403, "UnauthorizedOperation", "You are not authorized"));
        assertThat(refusal(ec2().routeTables(List.of(TABLE))).remedy()).contains("allow ec2:DescribeRouteTables on * in");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ReplaceRoute | InvalidParameterValue  | There is no route defined for '10.100.0.0/16' in the route table. | ROUTE_ABSENT
            ReplaceRoute | InvalidRouteTableID.NotFound | The routeTable ID 'rtb-0a' does not exist                   | ROUTE_TABLE_UNKNOWN
            ReplaceRoute | InvalidParameterValue  | Route destination is more specific than the local route           | ROUTE_REFUSED
            CreateRoute  | RouteAlreadyExists     | The route identified by 10.100.0.0/16 already exists.             | ROUTE_PRESENT
            CreateRoute  | RouteLimitExceeded     | The maximum number of routes has been reached.                    | ROUTE_REFUSED
            """)
    void aRefusedRouteIsNamed(String action, String code, String message, ClusterProblem problem) {
        aws.on(action, StubAws.error(400, code, message));

        Answer<String> answer = action.equals("CreateRoute")
                ? ec2().createRoute(TABLE, ROUTE, ENI) : ec2().replaceRoute(TABLE, ROUTE, ENI);

        assertThat(refusal(answer).problem()).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "eu-central-1, arn:aws:ec2:eu-central-1:*:route-table/rtb-0a",
        "cn-north-1, arn:aws-cn:ec2:cn-north-1:*:route-table/rtb-0a",
        "us-gov-west-1, arn:aws-us-gov:ec2:us-gov-west-1:*:route-table/rtb-0a",
        "eu-central-9, arn:aws:ec2:eu-central-9:*:route-table/rtb-0a",
        "cn-south-9, arn:aws-cn:ec2:cn-south-9:*:route-table/rtb-0a"})
    void arnsNameThePartitionAlsoOfRegionsThatTheSdkDoesNotKnow(String region, String arn) {
        assertThat(new Ec2Account(Region.of(region), "*").arn(Ec2Action.REPLACE_ROUTE, TABLE)).isEqualTo(arn);
    }

    @Test
    void toGiveUpWhatIsNotHeldIsDone() {
        aws.on("UnassignPrivateIpAddresses", StubAws.error(400, "InvalidParameterValue",
                "Some of the specified addresses are not assigned to interface eni-0a"));
        aws.on("DeleteRoute", StubAws.error(400, "InvalidRoute.NotFound", "no route with destination-cidr-block"));

        assertThat(ec2().unassign(ENI, List.of(ADDRESS))).isInstanceOf(Done.class);
        assertThat(ec2().deleteRoute(TABLE, ROUTE)).isInstanceOf(Done.class);
    }

    // ---- nobody knows

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            503 | RequestLimitExceeded | Request limit exceeded.                          | THROTTLED
            400 | Throttling           | Rate exceeded                                    | THROTTLED
            500 | InternalError        | An internal error has occurred                   | EC2_FAILED
            503 | Unavailable          | The service is unavailable                       | EC2_FAILED
            """)
    void aFailureIsNotRead(int status, String code, String message, ClusterProblem problem) {
        aws.on("DescribeNetworkInterfaces", StubAws.error(status, code, message));

        assertThat(doubt(ec2().interfaces(List.of(ENI))).problem()).isEqualTo(problem);
        assertThat(aws.calls).as("nothing is tried twice").hasSize(1);
    }

    @Test
    void aLostAnswerIsUnknownAndNotRepeated() {
        aws.on("AssignPrivateIpAddresses", StubAws.lost());

        assertThat(doubt(ec2().assign(ENI, List.of(ADDRESS), true)).problem()).isEqualTo(ClusterProblem.EC2_UNREACHABLE);
        assertThat(aws.calls).hasSize(1);
    }

    /** The JDK repeats a POST on a kept connection that ends without an answer, unless its length is fixed beforehand. */
    @Test
    void aLostAnswerOnAKeptConnectionIsNotRepeatedEither() {
        aws.on("ReplaceRoute", StubAws.done()).on("AssignPrivateIpAddresses", StubAws.lost());
        Ec2 ec2 = ec2();
        assertThat(ec2.replaceRoute(TABLE, ROUTE, ENI)).isInstanceOf(Done.class);

        doubt(ec2.assign(ENI, List.of(ADDRESS), true));

        assertThat(aws.calls("AssignPrivateIpAddresses")).hasSize(1);
    }

    @Test
    void aSilentEndpointIsGivenUpAfterTheTimeout() {
        aws.on("AssignPrivateIpAddresses", aws.silence());
        AwsSettings hasty = aws.settings(Duration.ofMillis(200));
        try (SdkHttpClient hastyHttp = AwsClients.http(hasty)) {
            Ec2 ec2 = ec2(hasty, hastyHttp, AnonymousCredentialsProvider.create());

            assertThat(doubt(ec2.assign(ENI, List.of(ADDRESS), true)).problem()).isEqualTo(ClusterProblem.EC2_SILENT);
        }
        assertThat(aws.calls).as("nothing is tried twice").hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void anEndpointThatDripsIsGivenUp() {
        // each byte comes in time for the socket, the whole never
        aws.on("DescribeNetworkInterfaces", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                while (true) {
                    body.write(' ');
                    body.flush();
                    Thread.onSpinWait();
                }
            }
        });
        AwsSettings hasty = aws.settings(Duration.ofMillis(500));
        try (SdkHttpClient hastyHttp = AwsClients.http(hasty)) {
            Ec2 ec2 = ec2(hasty, hastyHttp, AnonymousCredentialsProvider.create());

            doubt(ec2.interfaces(List.of(ENI)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | <html><body>Sign in to the hotel's network</body></html>
            200 | <networkInterfaceSet><item><netw
            200 | <R><networkInterfaceSet><item><privateIpAddress>not an address</privateIpAddress></item></networkInterfaceSet></R>
            200 | plain words
            302 | moved
            403 | <html>a proxy says no</html>
            502 | <html>Bad gateway</html>
            """)
    void anAnswerThatIsNotEc2sIsNotBelieved(int status, String body) {
        aws.on("DescribeNetworkInterfaces", StubAws.text(status, body));

        doubt(ec2().interfaces(List.of(ENI)));
    }

    /** EC2's status for it is 401, and of such an answer the JDK hands over no body. */
    @Test
    void credentialsThatAreNotAcceptedAreNamed() {
        aws.on("DescribeNetworkInterfaces", StubAws.error(401, "AuthFailure", "AWS was not able to validate the credentials"));

        assertThat(refusal(ec2().interfaces(List.of(ENI))).problem()).isEqualTo(ClusterProblem.EXPIRED_CREDENTIALS);
    }

    @Test
    void withoutCredentialsNothingIsSent() {
        AwsCredentialsProvider none = () -> {
            throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        };

        assertThat(doubt(ec2(aws.settings(), http, none).assign(ENI, List.of(ADDRESS), true)).problem())
                .isEqualTo(ClusterProblem.NO_CREDENTIALS);
        assertThat(aws.calls).isEmpty();
    }

    @Test
    void nobodyListens() {
        Ec2 ec2 = ec2();
        aws.close();

        assertThat(doubt(ec2.interfaces(List.of(ENI))).problem()).isEqualTo(ClusterProblem.EC2_UNREACHABLE);
    }
}
