package io.sallyport.control.provider.aws;

/**
 * The EC2 instance that we run on, as the metadata service has it.
 *
 * @param type such as {@code c6in.large}: it decides how many addresses an interface may have
 */
public record Instance(String id, String type, String region, String zone) {
}
