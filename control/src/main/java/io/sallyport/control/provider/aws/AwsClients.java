package io.sallyport.control.provider.aws;

import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.imds.Ec2MetadataClient;
import software.amazon.awssdk.imds.Ec2MetadataRetryPolicy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;

/** How the SDK is set up, in one place: nothing is tried twice, and nothing takes longer than the settings say. */
final class AwsClients {

    private AwsClients() {
    }

    static Ec2Client ec2(AwsSettings settings, Region region, AwsCredentialsProvider credentials, SdkHttpClient http) {
        Ec2ClientBuilder builder = Ec2Client.builder()
                .region(region)
                .credentialsProvider(credentials)
                .httpClient(http)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        // a retry of the SDK's own could land after this member has stood down
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallAttemptTimeout(settings.attemptTimeout())
                        .apiCallTimeout(settings.callTimeout())
                        .executionInterceptors(credentials instanceof ExecutionInterceptor told ? List.of(told) : List.of())
                        .build());
        settings.ec2Endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    static Ec2MetadataClient imds(AwsSettings settings, SdkHttpClient http) {
        Ec2MetadataClient.Builder builder = Ec2MetadataClient.builder()
                .httpClient(http)
                .retryPolicy(Ec2MetadataRetryPolicy.none());
        settings.imdsEndpoint().ifPresent(builder::endpoint);
        return builder.build();
    }

    /**
     * The JDK's own client behind the SDK. The socket limits stand beside the SDK's: those interrupt a thread, which a socket
     * that only connects does not hear.
     */
    static SdkHttpClient http(AwsSettings settings) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(settings.attemptTimeout())
                .socketTimeout(settings.attemptTimeout())
                .build();
    }

    /** Refreshed in the background, so that no failover waits for it. */
    static AwsCredentialsProvider credentials(AwsSettings settings) {
        if (settings.imdsEndpoint().isEmpty()) {
            return DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true).build();
        }
        // the default chain's order; it takes no endpoint
        return AwsCredentialsProviderChain.builder()
                .addCredentialsProvider(SystemPropertyCredentialsProvider.create())
                .addCredentialsProvider(EnvironmentVariableCredentialsProvider.create())
                .addCredentialsProvider(WebIdentityTokenFileCredentialsProvider.create())
                .addCredentialsProvider(ProfileCredentialsProvider.create())
                .addCredentialsProvider(ContainerCredentialsProvider.builder().asyncCredentialUpdateEnabled(true).build())
                .addCredentialsProvider(InstanceProfileCredentialsProvider.builder()
                        .endpoint(settings.imdsEndpoint().get().toString())
                        .asyncCredentialUpdateEnabled(true)
                        .build())
                .build();
    }
}
