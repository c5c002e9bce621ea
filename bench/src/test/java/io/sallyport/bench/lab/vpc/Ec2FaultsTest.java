package io.sallyport.bench.lab.vpc;

import static io.sallyport.bench.lab.vpc.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.bench.lab.vpc.ec2.CallLog.Call;
import io.sallyport.bench.lab.vpc.ec2.Fault;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.RouteTable;
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttribute;

/** What EC2 refuses before it acts, and what goes wrong with EC2 itself. */
@Timeout(60)
class Ec2FaultsTest {

    @AutoClose
    private SmallVpc vpc;
    @AutoClose
    private Ec2Client client;

    @BeforeEach
    void open() throws IOException {
        vpc = new SmallVpc();
        client = vpc.client("i-b");
    }

    private void assign() {
        client.assignPrivateIpAddresses(request -> request.networkInterfaceId("eni-b").privateIpAddresses(SmallVpc.CLUSTER_IP)
                .allowReassignment(true));
    }

    private void replaceRoute(boolean dryRun) {
        client.replaceRoute(request -> request.routeTableId(SmallVpc.MAIN_TABLE).destinationCidrBlock(SmallVpc.NETWORK)
                .networkInterfaceId("eni-b").dryRun(dryRun));
    }

    private List<String> outcomes() {
        return vpc.calls.since(0).stream().map(Call::outcome).toList();
    }

    private void policy(IamStatement... statements) {
        vpc.model.change(vpc.clock.get(),
                state -> state.with(state.instances().get("i-b").withPolicy(List.of(statements))));
    }

    /** The seed's policy: Describe on all, assignment on named interfaces. IAM userguide, evaluation logic: else denied. */
    @Test
    void iamDecidesByActionAndResource() {
        policy(IamStatement.allow(List.of("ec2:Describe*"), List.of("*")),
                IamStatement.allow(List.of("ec2:AssignPrivateIpAddresses"),
                        List.of("arn:aws:ec2:eu-central-1:123456789012:network-interface/eni-a")));

        client.describeNetworkInterfaces();
        client.assignPrivateIpAddresses(request -> request.networkInterfaceId("eni-a").privateIpAddresses(SmallVpc.CLUSTER_IP));
        assertRefused("UnauthorizedOperation", "User: arn:aws:sts::123456789012:assumed-role/gateway/i-b is not authorized to"
                + " perform: ec2:AssignPrivateIpAddresses"
                + " on resource: arn:aws:ec2:eu-central-1:123456789012:network-interface/eni-b"
                + " because no identity-based policy allows the ec2:AssignPrivateIpAddresses action."
                + " Encoded authorization failure message:", this::assign);
        assertRefused("UnauthorizedOperation",
                "ec2:ReplaceRoute on resource: arn:aws:ec2:eu-central-1:123456789012:route-table/rtb-main",
                () -> replaceRoute(false));
    }

    /** IAM service authorization reference: Describe actions have no resource types, so only {@code *} allows them. */
    @Test
    void aDescribeCannotBeAllowedForOneResource() {
        policy(IamStatement.allow(List.of("ec2:Describe*"), List.of("arn:aws:ec2:*:*:network-interface/eni-b")));

        assertRefused("UnauthorizedOperation", "ec2:DescribeNetworkInterfaces", () -> client.describeNetworkInterfaces());
    }

    @Test
    void anExplicitDenialCountsMost() {
        policy(IamStatement.allow(List.of("ec2:*"), List.of("*")),
                new IamStatement(false, List.of("ec2:AssignPrivateIpAddresses"), List.of("*")));

        assertRefused("UnauthorizedOperation", "ec2:AssignPrivateIpAddresses", this::assign);
    }

    /** API, common parameters: DryRun. It comes after IAM. */
    @Test
    void aDryRunSaysWhetherItWouldBeAllowedAndDoesNothing() {
        assertRefused("DryRunOperation", "would have succeeded", () -> replaceRoute(true));
        RouteTable table = vpc.model.latest().routeTable(SmallVpc.MAIN_TABLE);
        assertThat(table.route(IpPrefix.parse(SmallVpc.NETWORK)).orElseThrow().target()).isEqualTo("eni-a");

        policy();
        assertRefused("UnauthorizedOperation", "ec2:ReplaceRoute", () -> replaceRoute(true));
    }

    /** API_ModifyNetworkInterfaceAttribute, API_DescribeNetworkInterfaceAttribute. */
    @Test
    void theSourceDestinationCheckCanBeReadAndSwitchedOff() {
        assertThat(client.describeNetworkInterfaceAttribute(request -> request.networkInterfaceId("eni-b")
                .attribute(NetworkInterfaceAttribute.SOURCE_DEST_CHECK)).sourceDestCheck().value()).isTrue();

        client.modifyNetworkInterfaceAttribute(request -> request.networkInterfaceId("eni-b")
                .sourceDestCheck(check -> check.value(false)));

        assertThat(client.describeNetworkInterfaces(request -> request.networkInterfaceIds("eni-b")).networkInterfaces().getFirst()
                .sourceDestCheck()).isFalse();
    }

    @Test
    void whatSurroundsAnInterfaceIsDescribed() {
        assertThat(client.describeInstances(request -> request.instanceIds("i-b")).reservations().getFirst().instances().getFirst()
                .networkInterfaces()).extracting("networkInterfaceId").containsExactly("eni-b");
        assertThat(client.describeInstanceTypes(request -> request.instanceTypesWithStrings("c7i.large"))
                .instanceTypes().getFirst().networkInfo().ipv4AddressesPerInterface()).isEqualTo(SmallVpc.SLOTS);
        assertThat(client.describeSubnets(request -> request.subnetIds("subnet-1")).subnets().getFirst().cidrBlock())
                .isEqualTo("10.0.1.0/24");
        assertThat(client.describeSecurityGroups().securityGroups()).hasSize(1);
    }

    /** devguide/ec2-api-throttling: a bucket an action, refilled at a rate. */
    @Test
    void anEmptyBucketRefusesUntilItIsRefilled() {
        vpc.faults.throttle("Assign*", 2, 1, vpc.clock.get());

        assign();
        assign();
        assertRefused("RequestLimitExceeded", "Request limit exceeded.", this::assign);
        client.describeNetworkInterfaces();
        vpc.elapse(Duration.ofSeconds(1));
        assign();
    }

    @Test
    void expiredKeysAreRefusedAndNewOnesAreNot() {
        vpc.credentials.expire("i-b");
        assertRefused("ExpiredToken", "expired", this::assign);

        vpc.credentials.renew("i-b");
        try (Ec2Client renewed = vpc.client("i-b")) {
            assertThat(renewed.describeNetworkInterfaces().networkInterfaces()).hasSize(3);
        }
    }

    /** IAM userguide, Signature Version 4. The JDK's HTTP client hides the document of a 401: the SDK knows only the status. */
    @Test
    void strangersAndWrongSecretsAreNotLetIn() {
        try (Ec2Client stranger = vpc.client(AwsSessionCredentials.create("ASIASTRANGER", "secret", "token"))) {
            assertThatThrownBy(stranger::describeNetworkInterfaces).isInstanceOfSatisfying(Ec2Exception.class,
                    e -> assertThat(e.statusCode()).isEqualTo(401));
        }
        assertThat(outcomes()).containsExactly("AuthFailure");
        var key = vpc.credentials.of("i-b");
        try (Ec2Client forger = vpc.client(AwsSessionCredentials.create(key.accessKeyId(), "wrong", key.token()))) {
            assertRefused("SignatureDoesNotMatch", "signature", () -> forger.describeNetworkInterfaces());
        }
    }

    /** API_AssignPrivateIpAddresses has no DryRun, and the SDK cannot send it: an unsigned request shows what comes first. */
    @Test
    void anUnsignedRequestIsNotLetIn() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(vpc.ec2.uri() + "/"))
                    .POST(HttpRequest.BodyPublishers.ofString("Action=AssignPrivateIpAddresses&DryRun=true")).build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("<Code>MissingAuthenticationToken</Code>");
        }
    }

    /**
     * The JDK's HTTP client would send a POST again, unasked, when a connection that served before closes without an answer
     * ({@code sun.net.http.retryPost}); the way in which the SDK uses it does not let it.
     */
    @Test
    void aDroppedCallIsSentOnce() {
        client.describeNetworkInterfaces();
        vpc.faults.add(Fault.of(Fault.Kind.DROP, "Assign*", Fault.FOR_EVER));

        assertThatThrownBy(this::assign).isInstanceOf(SdkClientException.class);
        assertThat(outcomes()).containsExactly("ok", "connection dropped");
    }

    /** The worst case of every remote call: it was done, and nobody says so. */
    @Test
    void anAnswerIsLostAfterTheCallWasDone() {
        vpc.faults.add(Fault.of(Fault.Kind.LOSE_RESPONSE, "AssignPrivateIpAddresses", 1));

        assertThatThrownBy(this::assign).isInstanceOf(SdkClientException.class);
        assertThat(vpc.secondary("eni-b")).containsExactly(SmallVpc.CLUSTER_IP);
    }

    @Test
    void aDroppedCallIsNotDone() {
        vpc.faults.add(Fault.of(Fault.Kind.DROP, "AssignPrivateIpAddresses", 1));

        assertThatThrownBy(this::assign).isInstanceOf(SdkClientException.class);
        assertThat(vpc.secondary("eni-b")).isEmpty();
    }

    @Test
    void aHungCallEndsWithTheCallersPatience() {
        vpc.faults.add(Fault.of(Fault.Kind.HANG, "*", Fault.FOR_EVER));

        assertThatThrownBy(() -> client.describeNetworkInterfaces(request -> request.overrideConfiguration(
                override -> override.apiCallAttemptTimeout(Duration.ofMillis(200)))))
                .isInstanceOf(ApiCallAttemptTimeoutException.class);
        vpc.faults.clear();
        await().atMost(Duration.ofSeconds(30)).until(() -> outcomes().contains("hung"));
    }

    @Test
    void aFaultCanBefallOneMemberOnly() {
        vpc.faults.add(Fault.refuse("*", Fault.FOR_EVER, "InternalError", "An internal error has occurred", 500).on("i-a"));

        client.describeNetworkInterfaces();
        try (Ec2Client other = vpc.client("i-a")) {
            assertThatThrownBy(other::describeNetworkInterfaces).isInstanceOf(Ec2Exception.class);
        }
    }

    @Test
    void everyCallTakesAsLongAsItIsTold() {
        vpc.faults.answerAfter(Duration.ofMillis(300).toNanos());
        long startNs = System.nanoTime();
        assign();

        assertThat(System.nanoTime() - startNs).isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());
        assertThat(vpc.secondary("eni-b")).containsExactly(SmallVpc.CLUSTER_IP);
        assertThat(outcomes()).containsExactly("ok");
    }

    @Test
    void everyCallIsOnRecord() {
        assign();

        Call call = vpc.calls.since(0).getFirst();
        assertThat(call.action()).isEqualTo("AssignPrivateIpAddresses");
        assertThat(call.instance()).isEqualTo("i-b");
        assertThat(call.parameters()).contains("NetworkInterfaceId=eni-b").contains("PrivateIpAddress.1=10.0.1.50")
                .contains("AllowReassignment=true").doesNotContain("Version");
        assertThat(vpc.calls.since(1)).isEmpty();
    }
}
