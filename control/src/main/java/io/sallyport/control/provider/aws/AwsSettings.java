package io.sallyport.control.provider.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where AWS is and how long it may take.
 *
 * @param region         empty: as the metadata service says
 * @param ec2Endpoint    empty: the region's own
 * @param imdsEndpoint   empty: 169.254.169.254
 * @param attemptTimeout of one HTTP exchange, from connecting to the last byte; also of one with the metadata service
 * @param callTimeout    of a whole call, with fetching credentials. The SDK has neither limit by default: a black-holed endpoint
 *                       costs it four times 30 s
 */
public record AwsSettings(
        Optional<String> region,
        Optional<URI> ec2Endpoint,
        Optional<URI> imdsEndpoint,
        Duration attemptTimeout,
        Duration callTimeout) {

    public static final AwsSettings DEFAULT = new AwsSettings(Optional.empty(), Optional.empty(), Optional.empty(),
            Duration.ofSeconds(2), Duration.ofSeconds(5));
}
