package io.sallyport.control.provider.aws;

import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * Whose resources are where; the middle of every ARN.
 *
 * @param account twelve digits; {@code *} while it is not known, which a policy understands
 */
record Ec2Account(Region region, String account) {

    /** What a policy must name for an action on a resource, such as an {@code eni-…}. */
    String arn(Ec2Action action, String resource) {
        if (action.onAnyResource()) {
            return "*";
        }
        // by the form of its name, for the SDK has no metadata of regions that are younger than it
        return "arn:" + PartitionMetadata.of(region).id() + ":ec2:" + region.id() + ":" + account + ":"
                + action.resourceType() + "/" + resource;
    }
}
