/**
 * What is measured: network namespaces with a client and a server, and between them a contender that carries their packets.
 *
 * <p>Every contender gets namespaces of its own, built alike, and all of them stand during the whole run: so their turns can
 * be interleaved, and what disturbs the machine disturbs them all. Imports {@code lab} and the
 * data plane.
 */
package io.sallyport.bench.peers.path;
