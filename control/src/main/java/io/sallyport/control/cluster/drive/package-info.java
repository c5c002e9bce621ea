/**
 * Runs a member: hands it what happens, in its order and with the time, and does what it decides. The one place where the pure
 * machine of {@code cluster} meets clocks, sockets, threads and the rest of the daemon.
 *
 * <p>Owner: the cluster thread, an event loop that carries heartbeats too; {@code ClusterService} is called by the conductor and,
 * where it says so, by any thread. Imports {@code cluster}, {@code cluster.heartbeat}, {@code config}, {@code event}; what a role
 * means for the node, and who carries calls out, it is given ({@code RoleEffects}, {@code Calls}).
 */
package io.sallyport.control.cluster.drive;
