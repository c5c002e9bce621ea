/**
 * UDP connectors: a session for each client of a listener, each with a connected socket of its own towards the backend, so that
 * no client can see another's answers and the kernel tells which backend has nobody listening.
 *
 * <p>Each address has a socket of its own, also where a connector listens at all of them: answers then come from the address that
 * the client asked. Datagrams are read many at a call (recvmmsg, UDP_GRO) and copied out at once, those of one length behind each
 * other, so that they leave as one segmented send (UDP_SEGMENT).
 *
 * <p>What the kernel drops because the loop does not read in time is asked of it, socket by socket (SO_MEMINFO), and counted.
 *
 * <p>When the backend's host says that nobody listens, or a session is refused, the client gets the ICMP error a direct packet would
 * have got; that takes CAP_NET_RAW, without it clients hear nothing and only the counters tell.
 *
 * <p>Not supported: datagrams without payload, multicast, and several clients behind one source port that only PROXY headers tell
 * apart.
 *
 * <p>Owner: a listener and its sessions belong to one event loop. May import {@code l4.plan}, {@code l4.status}, {@code l4.rate},
 * {@code l4.session}, {@code l4.dial}, {@code l4.connector}, {@code l4.transport}, {@code l4.proxy}, {@code wire}, {@code linux}.
 */
package io.sallyport.dataplane.l4.udp;
