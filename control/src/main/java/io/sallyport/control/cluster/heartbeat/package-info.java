/**
 * Heartbeats between the two members of a cluster: TCP connections both ways, authenticated from the cluster's secret. Carries
 * what the pure machine in {@code cluster} says and hears.
 *
 * <p>Owner: the cluster thread, an event loop of Netty's on which everything here runs but the reading of counters. Imports
 * Netty, and keys from the data plane.
 */
package io.sallyport.control.cluster.heartbeat;
