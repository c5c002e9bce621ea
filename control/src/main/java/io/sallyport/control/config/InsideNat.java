package io.sallyport.control.config;

import io.sallyport.dataplane.wire.IpPrefix;

/**
 * A stateless 1:1 translation between local and network addresses at one destination. It also gates: a local host that no
 * row covers takes no part in the virtual network.
 *
 * @param node name of the node or cluster that the local hosts are behind
 */
public record InsideNat(IpPrefix localCidr, IpPrefix networkCidr, String node, String description) {
}
