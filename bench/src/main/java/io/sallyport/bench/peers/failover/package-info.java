/**
 * How long a failover takes: a pair of real daemons in a VPC in a box, faults, and probes that see what hosts see. Beside it keepalived.
 *
 * <p>{@code FailoverContest} runs the faults; a {@code Pair} is what they befall; probes note each {@code Attempt}, and {@code Outage}
 * is made of those. Probes run on threads of their own inside namespaces; all else belongs to the thread that runs the contest. Imports
 * {@code lab} with its VPC, {@code path} to get into a namespace, and {@code report}.
 */
package io.sallyport.bench.peers.failover;
