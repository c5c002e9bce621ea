/**
 * Instruments: one TCP stream, the largest UDP packet rate without loss, the time of a request. The same for every contender,
 * and ignorant of which one it is.
 *
 * <p>Sockets are opened in the namespaces and used from here: no agent, no clock of another process. Imports {@code lab.net},
 * {@code path} to get into a namespace, and the data plane's {@code linux}.
 */
package io.sallyport.bench.peers.probe;
