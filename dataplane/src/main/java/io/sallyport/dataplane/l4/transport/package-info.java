/**
 * How sockets are driven: Netty's epoll or io_uring, chosen at start and probed, with the reason; the event loops, and how a
 * descriptor is watched past Netty's channels.
 *
 * <p>Any thread. May import {@code l4.status} and {@code linux}.
 */
package io.sallyport.dataplane.l4.transport;
