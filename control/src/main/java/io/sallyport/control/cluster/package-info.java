/**
 * Which of two members is active, and why: a pure state machine, {@code (state, event, nowNs) → (state, actions)}, without
 * sockets, clocks, threads or files. {@link io.sallyport.control.cluster.ClusterMember} joins it with the planner of
 * {@code holdings} and is all that a driver needs to know; the simulation in the tests drives the very same object.
 *
 * <p>Owner: one thread a member. {@code nowNs} is a monotonic clock ({@code CLOCK_BOOTTIME} would be better than
 * {@code CLOCK_MONOTONIC}, which stands still while a machine is suspended); steps of the wall clock do not matter. Imports
 * {@code dataplane.wire} only. See docs/decisions/0020–0022.
 */
package io.sallyport.control.cluster;
