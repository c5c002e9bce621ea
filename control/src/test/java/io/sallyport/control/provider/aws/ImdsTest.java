package io.sallyport.control.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ImdsTest {

    private static final String MAC = "0a:00:00:00:00:01";
    private static final String AT = "network/interfaces/macs/" + MAC + "/";

    private final StubAws aws = StubAws.start();
    private final Imds imds = new Imds(aws.settings());

    @BeforeEach
    void anInstanceWithOneInterface() {
        aws.metadata("instance-id", "i-0a").metadata("instance-type", "c6in.large")
                .metadata("placement/region", "eu-central-1").metadata("placement/availability-zone", "eu-central-1a")
                .metadata(AT + "interface-id", "eni-0a").metadata(AT + "owner-id", "123456789012")
                .metadata(AT + "subnet-id", "subnet-0a").metadata(AT + "vpc-id", "vpc-0a")
                .metadata(AT + "local-ipv4s", "10.0.1.11\n10.0.1.50")
                .metadata(AT + "subnet-ipv4-cidr-block", "10.0.1.0/24")
                .metadata(AT + "vpc-ipv4-cidr-blocks", "10.0.0.0/16\n100.64.0.0/16");
    }

    @AfterEach
    void stop() {
        imds.close();
        aws.close();
    }

    private static void assertUnknown(Answer<?> answer) {
        assertThat(answer).isInstanceOfSatisfying(Unknown.class, unknown ->
                assertThat(unknown.fault().problem()).isEqualTo(ClusterProblem.NO_IMDS));
    }

    @Test
    void theInstanceKnowsWhereItIs() {
        assertThat(imds.instance()).isEqualTo(new Done<>(new Instance("i-0a", "c6in.large", "eu-central-1", "eu-central-1a")));
    }

    @Test
    void pathsThatAreNotThereMeanThatThereIsNone() {
        assertThat(imds.networkInterface(MAC)).isEqualTo(new Done<>(Optional.of(new MetadataInterface("eni-0a", "123456789012",
                "subnet-0a", "vpc-0a",
                List.of(IpAddress.parse("10.0.1.11"), IpAddress.parse("10.0.1.50")),
                List.of(IpPrefix.parse("10.0.1.0/24")),
                List.of(IpPrefix.parse("10.0.0.0/16"), IpPrefix.parse("100.64.0.0/16"))))));
        assertThat(imds.addresses(MAC, true)).as("no IPv6 here").isEqualTo(new Done<>(List.of()));
    }

    @Test
    void bothFamiliesAreRead() {
        aws.metadata(AT + "ipv6s", "2001:db8::11").metadata(AT + "subnet-ipv6-cidr-blocks", "2001:db8::/64")
                .metadata(AT + "vpc-ipv6-cidr-blocks", "2001:db8::/56");

        MetadataInterface read = ((Done<Optional<MetadataInterface>>) imds.networkInterface(MAC)).value().orElseThrow();

        assertThat(read.addresses()).contains(IpAddress.parse("2001:db8::11"));
        assertThat(read.inSubnet(IpAddress.parse("2001:db8::50"))).isTrue();
        assertThat(read.inSubnet(IpAddress.parse("2001:db8:0:1::50"))).isFalse();
        assertThat(read.inVpc(IpAddress.parse("2001:db8:0:1::50"))).isTrue();
        assertThat(read.inVpc(IpAddress.parse("100.65.0.1"))).isFalse();
    }

    @Test
    void anInterfaceThatIsNoEniIsNone() {
        assertThat(imds.networkInterface("02:00:00:00:00:99")).isEqualTo(new Done<>(Optional.empty()));
    }

    @Test
    void anythingButAnAnswerOr404IsUnknown() {
        aws.imdsFault(StubAws.text(500, ""));
        assertUnknown(imds.instance());
        aws.imdsFault(StubAws.lost());
        assertUnknown(imds.instance());
        aws.imdsFault(null);
        aws.metadata(AT + "local-ipv4s", "<html>a portal</html>");
        assertUnknown(imds.addresses(MAC, false));
    }

    @Test
    void aSilentServiceIsGivenUp() {
        aws.imdsFault(aws.silence());
        try (Imds hasty = new Imds(aws.settings(Duration.ofMillis(200)))) {
            assertUnknown(hasty.instance());
        }
    }

    @Test
    void aSessionTokenThatWasForgottenIsAskedForAnew() {
        assertThat(imds.instance()).isInstanceOf(Done.class);
        aws.imdsFault(StubAws.text(401, ""));
        assertUnknown(imds.instance());
        aws.imdsFault(null);

        assertThat(imds.instance()).isInstanceOf(Done.class);
    }
}
