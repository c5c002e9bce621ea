package io.sallyport.control.provider.aws;

import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials that are fetched anew once EC2 has refused them. The SDK's own providers keep what they have until shortly before
 * the end that the metadata service named, hours after a role's sessions were revoked. Any thread.
 */
final class FreshCredentials implements AwsCredentialsProvider, ExecutionInterceptor, SdkAutoCloseable {

    private final Supplier<AwsCredentialsProvider> source;
    private AwsCredentialsProvider current;

    FreshCredentials(Supplier<AwsCredentialsProvider> source) {
        this.source = source;
        current = source.get();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return current().resolveCredentials();
    }

    private synchronized AwsCredentialsProvider current() {
        return current;
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        if (Ec2Errors.refusesCredentials(context.exception())) {
            renew();
        }
    }

    private synchronized void renew() {
        close();
        current = source.get();
    }

    @Override
    public synchronized void close() {
        if (current instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }
}
