/**
 * Makes the kernel forward as a VPC does. One namespace is the VPC; each interface is the far end of a cable (veth) to it.
 *
 * <pre>
 * table main        every held address and prefix → the cable of its holder        (the VPC's local route)
 * table 0x10000+n   default → the holder of next hop n          by fwmark n: a frame that was sent to this next hop
 * table 0x20000+t   the rows of route table t, and a black hole for the rest of the VPC       by incoming cable
 * </pre>
 *
 * <p>Nothing is broadcast: who asks for a neighbour is answered here, by the VPC, with a MAC address that stands for the address
 * asked for and not for its holder. So a host that uses the cluster IP as next hop needs to forget nothing when it moves. Moving
 * an address is two or three netlink messages, each atomic.
 *
 * <p>Not as in a VPC: a hop takes one from the TTL; there are no security groups, no NAT at the internet gateway and no MTU of
 * 9001 unless the cables have it; traffic to an internet gateway is not counted as checked.
 *
 * <p>Everything runs inside the fabric's namespace, in a process of its own. Owner: the thread {@code vpc-fabric}; {@code
 * NeighborResponder} has its own. Imports {@code model}, {@code lab.net}, {@code dataplane.linux} and {@code dataplane.wire}.
 */
package io.sallyport.bench.lab.vpc.fabric;
