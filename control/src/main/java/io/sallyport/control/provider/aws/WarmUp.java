package io.sallyport.control.provider.aws;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Makes every call of a failover a few times without leaving this machine. The first call of a kind costs the SDK hundreds of
 * milliseconds for some two thousand classes and cold code, and a failover is the worst of moments to pay that.
 */
final class WarmUp {

    private static final int ROUNDS = 20;
    /** What all changes answer, and what lists none. */
    private static final byte[] NOTHING = "<Response><requestId>0</requestId><return>true</return></Response>".getBytes(StandardCharsets.UTF_8);
    private static final String NOBODY = "eni-00000000000000000";
    private static final String NO_TABLE = "rtb-00000000000000000";
    private static final IpAddress V4 = IpAddress.parse("192.0.2.1");
    private static final IpPrefix ROUTE = IpPrefix.parse("192.0.2.0/24");

    private WarmUp() {
    }

    static void run(AwsSettings settings, Ec2Account account) {
        StaticCredentialsProvider credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none"));
        try (Ec2Client client = AwsClients.ec2(settings, account.region(), credentials, new Deaf())) {
            Ec2 ec2 = new Ec2(client, account);
            for (int round = 0; round < ROUNDS; round++) {
                ec2.holders("vpc-0", List.of(V4));
                ec2.interfaces(List.of(NOBODY));
                ec2.routeTables(List.of(NO_TABLE));
                ec2.assign(NOBODY, List.of(V4), true);
                ec2.unassign(NOBODY, List.of(V4));
                ec2.replaceRoute(NO_TABLE, ROUTE, NOBODY);
                ec2.createRoute(NO_TABLE, ROUTE, NOBODY);
                ec2.deleteRoute(NO_TABLE, ROUTE);
            }
        }
    }

    /** Sends nothing, and always has the same answer. */
    private static final class Deaf implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpFullResponse.builder().statusCode(200).build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(NOTHING)))
                            .build();
                }

                @Override
                public void abort() {
                    // there is nothing under way
                }
            };
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
