/**
 * What the active member of a cluster holds – addresses at its ENI, routes in the VPC's tables, addresses at the operating
 * system – compared with what is observed, and the calls that bring the two together. Level-triggered: the same comparison is
 * made again after every answer, until they agree.
 *
 * <p>Nothing here calls anybody: calls leave as values, their answers come back as values. Owner: the thread that drives
 * {@link io.sallyport.control.cluster.ClusterMember}. Imports {@code dataplane.wire} only.
 */
package io.sallyport.control.cluster.holdings;
