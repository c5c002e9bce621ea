package io.sallyport.bench.lab.vpc;

import io.sallyport.bench.lab.vpc.ec2.CallLog;
import io.sallyport.bench.lab.vpc.ec2.Credentials;
import io.sallyport.bench.lab.vpc.ec2.Ec2Server;
import io.sallyport.bench.lab.vpc.ec2.Faults;
import io.sallyport.bench.lab.vpc.imds.ImdsFaults;
import io.sallyport.bench.lab.vpc.imds.ImdsServer;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.Instance;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.Route;
import io.sallyport.bench.lab.vpc.model.RouteTable;
import io.sallyport.bench.lab.vpc.model.Subnet;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Two gateways in one subnet behind real HTTP on loopback, for the real SDK: {@code i-a} with {@code eni-a}, 10.0.1.11, and
 * {@code i-b} with {@code eni-b}, 10.0.1.12; a third interface in a subnet of another zone; a main route table, and one of the
 * second subnet. Its clock stands until a test moves it.
 */
final class SmallVpc implements AutoCloseable {

    static final String CLUSTER_IP = "10.0.1.50";
    static final String NETWORK = "10.100.0.0/16";
    static final String MAIN_TABLE = "rtb-main";
    static final String OTHER_TABLE = "rtb-other";
    static final int SLOTS = 4;

    final AtomicLong clock = new AtomicLong(1_000_000_000L);
    final VpcModel model = new VpcModel(state(), clock.get());
    final Credentials credentials = new Credentials();
    final Faults faults = new Faults();
    final CallLog calls = new CallLog();
    final ImdsFaults imdsFaults = new ImdsFaults();
    /** Who asks IMDS: over loopback all come from one address. */
    volatile String imdsCaller = "i-a";
    final Ec2Server ec2;
    final ImdsServer imds;

    SmallVpc() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ec2 = Ec2Server.start(any, model, credentials, faults, calls, clock::get);
        imds = ImdsServer.start(any, model, credentials, imdsFaults, address -> Optional.of(imdsCaller), clock::get);
    }

    static VpcState state() {
        Subnet first = new Subnet("subnet-1", "eu-central-1a", IpPrefix.parse("10.0.1.0/24"),
                Optional.of(IpPrefix.parse("fd00:10:0:1::/64")));
        Subnet second = new Subnet("subnet-2", "eu-central-1b", IpPrefix.parse("10.0.2.0/24"), Optional.empty());
        List<IamStatement> all = List.of(IamStatement.allow(List.of("ec2:*"), List.of("*")));
        return VpcState.of("eu-central-1", "123456789012", "vpc-1",
                List.of(IpPrefix.parse("10.0.0.0/16"), IpPrefix.parse("fd00:10::/48")), List.of(first, second),
                List.of(new Instance("i-a", "eu-central-1a", "c7i.large", "gateway", all),
                        new Instance("i-b", "eu-central-1a", "c7i.large", "gateway", all),
                        new Instance("i-c", "eu-central-1b", "c7i.large", "gateway", all)),
                List.of(eni("a", "subnet-1", "10.0.1.11"), eni("b", "subnet-1", "10.0.1.12"), eni("c", "subnet-2", "10.0.2.11")),
                List.of(new RouteTable(MAIN_TABLE, true, List.of(), List.of(new Route(IpPrefix.parse(NETWORK), "eni-a"))),
                        new RouteTable(OTHER_TABLE, false, List.of("subnet-2"), List.of())));
    }

    private static NetworkInterface eni(String name, String subnet, String primary) {
        return new NetworkInterface("eni-" + name, subnet, "i-" + name, 0, "", "02:00:00:00:00:0" + name, SLOTS,
                IpAddress.parse(primary), List.of(), List.of(), List.of(), true);
    }

    /** A client with the keys of that instance, without retries: one call is one request. */
    Ec2Client client(String instanceId) {
        Credentials.Key key = credentials.of(instanceId);
        return client(AwsSessionCredentials.create(key.accessKeyId(), key.secret(), key.token()));
    }

    Ec2Client client(AwsSessionCredentials keys) {
        return client(ec2.uri(), keys);
    }

    static Ec2Client client(URI endpoint, AwsSessionCredentials keys) {
        return Ec2Client.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(keys))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(Duration.ofSeconds(30)))
                .build();
    }

    /** What the interface holds beside its primary address, as EC2 has decided. */
    List<String> secondary(String eni) {
        return model.latest().networkInterface(eni).secondary().stream().map(IpAddress::toString).toList();
    }

    void elapse(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Override
    public void close() {
        ec2.close();
        imds.close();
    }
}
