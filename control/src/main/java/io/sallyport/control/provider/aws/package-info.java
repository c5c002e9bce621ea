/**
 * EC2 and the instance metadata service (IMDSv2), through the AWS SDK for Java v2. Every call ends as an
 * {@link io.sallyport.control.provider.Answer}; no exception of the SDK leaves this package, and nothing here tries twice: when
 * and whether to try again is decided where the epoch is known.
 *
 * <p>Owner: any thread; calls block for as long as {@link io.sallyport.control.provider.aws.AwsSettings} allows, so make them on
 * virtual threads. Imports {@code provider}, {@code dataplane.wire} for addresses, and the SDK, which nobody else imports.
 */
package io.sallyport.control.provider.aws;
