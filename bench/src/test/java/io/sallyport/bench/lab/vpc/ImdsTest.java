package io.sallyport.bench.lab.vpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.bench.lab.vpc.imds.ImdsFaults.Outage;
import io.sallyport.bench.lab.vpc.model.AddressRules;
import io.sallyport.bench.lab.vpc.model.Lags;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.imds.Ec2MetadataClient;
import software.amazon.awssdk.imds.Ec2MetadataRetryPolicy;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Instance metadata as the real SDK reads it. "Guide" is docs.aws.amazon.com/AWSEC2/latest/UserGuide. */
@Timeout(60)
class ImdsTest {

    private static final String META = "/latest/meta-data/";
    private static final String A = META + "network/interfaces/macs/02:00:00:00:00:0a/";

    private SmallVpc vpc;
    private Ec2MetadataClient imds;

    @BeforeEach
    void open() throws IOException {
        vpc = new SmallVpc();
        imds = Ec2MetadataClient.builder().endpoint(vpc.imds.uri()).httpClient(UrlConnectionHttpClient.create())
                .retryPolicy(Ec2MetadataRetryPolicy.none()).build();
    }

    @AfterEach
    void close() {
        imds.close();
        vpc.close();
    }

    private String get(String path) {
        return imds.get(path).asString();
    }

    /** Guide, instancedata-data-categories. */
    @Test
    void anInstanceLearnsWhoAndWhereItIs() {
        assertThat(get(META + "instance-id")).isEqualTo("i-a");
        assertThat(get(META + "mac")).isEqualTo("02:00:00:00:00:0a");
        assertThat(get(META + "placement/region")).isEqualTo("eu-central-1");
        assertThat(get(META + "placement/availability-zone")).isEqualTo("eu-central-1a");
        assertThat(imds.get(META + "network/interfaces/macs/").asList()).containsExactly("02:00:00:00:00:0a/");
        assertThat(get(A + "interface-id")).isEqualTo("eni-a");
        assertThat(get(A + "subnet-id")).isEqualTo("subnet-1");
        assertThat(get(A + "vpc-id")).isEqualTo("vpc-1");
        assertThat(get(A + "local-ipv4s")).isEqualTo("10.0.1.11");
        assertThat(get(A + "subnet-ipv4-cidr-block")).isEqualTo("10.0.1.0/24");
        assertThat(get(A + "vpc-ipv4-cidr-blocks")).isEqualTo("10.0.0.0/16");
    }

    /** Guide, configuring-instance-metadata-service: version 2 needs a token. */
    @Test
    void withoutATokenNothingIsTold() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(vpc.imds.uri() + META + "instance-id")).build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        }
    }

    /** Guide, ec2-prefix-eni: the path exists only where there is a prefix; any other error means that nobody knows. */
    @Test
    void noPrefixIsNotFoundAndAnOutageIsNot() {
        assertThatThrownBy(() -> get(A + "ipv4-prefix")).hasMessageContaining("404");
        vpc.model.change(vpc.clock.get(),
                state -> AddressRules.assignPrefixes(state, "eni-a", List.of(IpPrefix.parse("10.0.1.128/28"))));
        assertThat(get(A + "ipv4-prefix")).isEqualTo("10.0.1.128/28");

        vpc.imdsFaults.set("i-a", Outage.ERROR);
        assertThatThrownBy(() -> get(A + "ipv4-prefix")).hasMessageNotContaining("404");
        vpc.imdsFaults.set("i-a", Outage.DROP);
        assertThatThrownBy(() -> get(A + "ipv4-prefix")).hasMessageNotContaining("404");
        vpc.imdsFaults.clear();
        assertThat(get(A + "ipv4-prefix")).isEqualTo("10.0.1.128/28");
    }

    /** FEATURES §0.1: local-ipv4s lags behind what DescribeNetworkInterfaces says. */
    @Test
    void metadataFollowsLater() {
        vpc.model.lags(new Lags(0, 0, Duration.ofSeconds(3).toNanos()));
        vpc.elapse(Duration.ofSeconds(10));
        vpc.model.change(vpc.clock.get(),
                state -> AddressRules.assign(state, "eni-a", List.of(IpAddress.parse(SmallVpc.CLUSTER_IP)), true));

        assertThat(get(A + "local-ipv4s")).isEqualTo("10.0.1.11");
        vpc.elapse(Duration.ofSeconds(3));
        assertThat(get(A + "local-ipv4s")).isEqualTo("10.0.1.11\n10.0.1.50");
    }

    /** Guide, using-eni: a detached interface is no longer the instance's; metadata follows with its lag. */
    @Test
    void anInterfaceThatIsDetachedIsNotFoundAndOneOfAnotherInstanceNeither() {
        vpc.model.change(vpc.clock.get(), state -> state.with(state.networkInterface("eni-a").movedTo("")));
        assertThatThrownBy(() -> get(A + "interface-id")).hasMessageContaining("404");

        vpc.model.change(vpc.clock.get(), state -> state.with(state.networkInterface("eni-a").movedTo("i-b")));
        assertThatThrownBy(() -> get(A + "interface-id")).hasMessageContaining("404");
        vpc.imdsCaller = "i-b";
        assertThatThrownBy(() -> get(A + "interface-id")).as("a token is of one instance").hasMessageContaining("401");
    }

    /** Guide, iam-roles-for-amazon-ec2: the SDK finds the role's keys by itself. */
    @Test
    void theRolesKeysOpenEc2() {
        try (InstanceProfileCredentialsProvider provider =
                InstanceProfileCredentialsProvider.builder().endpoint(vpc.imds.uri().toString()).build()) {
            // it gives IMDS one second
            AwsCredentials keys = await().atMost(Duration.ofSeconds(30)).ignoreExceptions()
                    .until(provider::resolveCredentials, Objects::nonNull);
            assertThat(keys).isInstanceOf(AwsSessionCredentials.class);
            try (Ec2Client client = vpc.client((AwsSessionCredentials) keys)) {
                assertThat(client.describeNetworkInterfaces().networkInterfaces()).hasSize(3);
            }
        }
        assertThat(vpc.calls.since(0).getFirst().instance()).isEqualTo("i-a");
    }
}
