/**
 * The WAN port: the UDP sockets of the underlay. A packet is a train of datagrams to or from one endpoint, which the kernel
 * cuts and joins ({@code UDP_SEGMENT}, {@code UDP_GRO}), and a call moves many packets (recvmmsg(2), sendmmsg(2)).
 *
 * <p>Datagrams leave with DF set, so that the path MTU is learned; what the kernel learns from ICMP goes to a
 * {@link io.sallyport.dataplane.port.udp.PathMtuListener}. A datagram that is already known to be too large leaves
 * fragmented rather than not at all.
 *
 * <p>Owner: each socket belongs to the worker that reads it. Imports {@code packet}, {@code linux}, {@code stats}.
 */
package io.sallyport.dataplane.port.udp;
