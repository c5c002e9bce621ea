/**
 * Carries out what a cluster member's planner wants: calls to EC2 and to the metadata service, addresses of the operating
 * system. It decides nothing but what a call needs to be made, and hands every answer back; what to do next, and when, is the
 * planner's ({@code control/cluster/holdings}).
 *
 * <p>Owner: {@link io.sallyport.control.reconcile.holdings.HoldingsExecutor} runs each call on a virtual thread of its own; answers
 * go to the member's one thread through a queue of that thread's. Imports {@code cluster.holdings}, {@code provider}, {@code
 * StandingProblems} of {@code reconcile}, and {@code dataplane.wire} and {@code linux}. Only this package and {@code reconcile} call providers.
 */
package io.sallyport.control.reconcile.holdings;
