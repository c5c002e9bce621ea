/**
 * Ports: where packets enter and leave a worker. One interface, implemented over TUN, UDP, memory and pcap.
 *
 * <p>Owner: the worker that reads and writes it. Imports {@code wire}, {@code packet}, {@code offload}, {@code linux},
 * {@code stats}.
 */
package io.sallyport.dataplane.port;
