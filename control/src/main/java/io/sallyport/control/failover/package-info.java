/**
 * A member of a cluster as a part of this daemon: begun, changed and ended by the configuration; its health as the node has it;
 * what its role means for the data plane, the host and layer 4.
 *
 * <p>Owner: the conductor; what other threads may call says so. Imports {@code cluster}, {@code config}, {@code event}, {@code
 * reconcile} and Netty for its thread.
 */
package io.sallyport.control.failover;
