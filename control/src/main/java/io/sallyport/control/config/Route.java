package io.sallyport.control.config;

import io.sallyport.dataplane.wire.IpPrefix;

/**
 * Sends a part of the virtual network to a destination.
 *
 * @param node   name of a node or cluster
 * @param metric 1–200; the lowest available one wins among equal prefixes
 */
public record Route(IpPrefix networkCidr, String node, int metric, String description) {
}
