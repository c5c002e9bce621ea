package io.sallyport.control.provider.aws;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * The metadata service and EC2, for the life of a configuration. EC2 can be spoken to once the region is known, which the metadata
 * service tells unless the configuration does.
 *
 * <p>Any thread; calls block.
 */
public final class AwsCloud implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AwsCloud.class);
    private static final String ANY_ACCOUNT = "*";

    private final AwsSettings settings;
    private final Imds imds;
    private final SdkHttpClient http;
    private final FreshCredentials credentials;
    private String account = ANY_ACCOUNT;
    private Ec2Client client;
    private Ec2 ec2;

    public AwsCloud(AwsSettings settings) {
        this.settings = settings;
        this.imds = new Imds(settings);
        this.http = AwsClients.http(settings);
        this.credentials = new FreshCredentials(() -> AwsClients.credentials(settings));
    }

    public Imds imds() {
        return imds;
    }

    /** EC2 in the region of this instance. */
    public Answer<Ec2> ec2() {
        Optional<Ec2> known = known();
        if (known.isPresent()) {
            return new Done<>(known.get());
        }
        return settings.region().isPresent()
                ? new Done<>(open(settings.region().get()))
                : imds.instance().map(instance -> open(instance.region()));
    }

    private synchronized Optional<Ec2> known() {
        return Optional.ofNullable(ec2);
    }

    private synchronized Ec2 open(String region) {
        if (ec2 == null) {
            client = AwsClients.ec2(settings, Region.of(region), credentials, http);
            ec2 = new Ec2(client, new Ec2Account(Region.of(region), account));
        }
        return ec2;
    }

    /** From now on remedies name whole ARNs. */
    public synchronized void account(String known) {
        if (!account.equals(known)) {
            account = known;
            if (ec2 != null) {
                ec2 = new Ec2(client, new Ec2Account(ec2.account().region(), account));
            }
        }
    }

    /** Fetches, loads and heats what a failover will need; takes a second or so of a core, on the calling thread. */
    public void warmUp() {
        try {
            credentials.resolveCredentials();
        } catch (SdkException e) {
            LOG.debug("no credentials yet: {}", e.getMessage()); // the first call will say so where it counts
        }
        WarmUp.run(settings, new Ec2Account(settings.region().map(Region::of).orElse(Region.US_EAST_1), ANY_ACCOUNT));
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
        credentials.close();
        http.close();
        imds.close();
    }
}
