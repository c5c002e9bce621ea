/**
 * From a service's host to a connection: names through Netty's resolver, kept for their TTL and asked for again when it is over,
 * then the addresses one after the other, staggered (RFC 8305).
 *
 * <p>{@code /etc/resolv.conf} says which servers are asked, what is appended to short names, and is read again every five minutes
 * (Netty); {@code /etc/hosts} is read once.
 *
 * <p>Not supported: SRV records, and sorting by RFC 6724 beyond the family: a gateway's backends are near.
 *
 * <p>Owner: look-ups run on one event loop, a dial on the loop of the session it is for. May import {@code l4.plan},
 * {@code l4.status}, {@code l4.address}, {@code l4.dial} and {@code l4.transport}.
 */
package io.sallyport.dataplane.l4.resolve;
