/**
 * Runs a member: hands it what happens, in its order and with the time, and does what it decides. The one place where the pure
 * machine of {@code cluster} meets clocks, sockets and threads.
 *
 * <p>Owner: the cluster thread, an event loop that carries heartbeats too. Imports {@code cluster}, {@code cluster.heartbeat} and
 * {@code event}; what a role means for the node, and who carries calls out, it is given ({@code RoleEffects}, {@code Calls}).
 */
package io.sallyport.control.cluster.drive;
