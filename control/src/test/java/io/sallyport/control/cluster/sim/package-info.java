/**
 * Two members in a world made of a seed: virtual time, a link that loses and delays, processes that pause and crash, an EC2 that
 * answers late, stale, not at all, or after it has committed. One history takes about a millisecond. On a
 * LAN there is no EC2: the real {@link io.sallyport.control.provider.lan.Announcer} tells silent hosts where the cluster IP is.
 *
 * <p>{@link io.sallyport.control.cluster.sim.History} runs one, {@link io.sallyport.control.cluster.sim.Witness} holds it to the
 * invariants, and {@code SimulationTest} says how to replay one by its seed. The members are the very
 * {@link io.sallyport.control.cluster.ClusterMember} that the daemon drives.
 */
package io.sallyport.control.cluster.sim;
