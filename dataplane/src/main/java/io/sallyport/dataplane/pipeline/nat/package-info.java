/**
 * Inside NAT: stateless 1:1 translation between local and virtual-network prefixes, of packets and of what ICMP errors quote.
 * Resolving addresses and rewriting bytes are apart, so that a packet that is refused in between is still its sender's.
 *
 * <p>Owner: one worker; the table is immutable and shared. Imports {@code pipeline}, {@code pipeline.lpm}, {@code packet},
 * {@code wire}, {@code stats}.
 */
package io.sallyport.dataplane.pipeline.nat;
