/**
 * Captures, through libpcap: a port that reads its packets from one file and writes them to another, for tests and replays;
 * and a tap on a live interface. Not for the forwarding path: it allocates.
 *
 * <p>libpcap is not part of every machine: ask {@link io.sallyport.dataplane.port.pcap.Libpcap#availability()} first.
 *
 * <p>Owner: the thread that made it. Imports {@code packet}, {@code linux}, {@code stats}.
 */
package io.sallyport.dataplane.port.pcap;
