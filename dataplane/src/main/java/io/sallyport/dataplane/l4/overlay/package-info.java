/**
 * Sessions between nodes: a connector here, its service there. They run inside the tunnel, from management address to management
 * address at one port of the whole network, TCP and UDP.
 *
 * <pre>
 * asking node                                          answering node
 *   connect from own address ───────────────────────►  who is it? by its source address, which the tunnel vouches for
 *   PROXY v2: client, connector, TLV 0xE0 service ──►  may it? service there, enabled, of that protocol, allowedNodes
 *                                                      reach the service's backend
 *   ◄─────────────────────────────────────── TCP: one byte, a {@code Verdict}: open, or why not
 *   ◄──────────────────────────────────────────────►   payload
 * </pre>
 *
 * <p>A UDP datagram has the header in front, each one, so that it needs no other to be understood; a refusal is an ICMP error, as
 * a closed port's would be.
 *
 * <p>Its sockets are bound to the TUN interface, for the tunnel vouches for nothing that comes by another; what does is counted by an
 * {@code OutsideDoor} and not answered.
 *
 * <p>Owner: the thread of {@code L4}; sessions are decided on their event loops. May import all of {@code l4} but {@code l4.resolve}
 * and what lies above, and {@code wire}.
 */
package io.sallyport.dataplane.l4.overlay;
