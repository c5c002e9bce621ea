/**
 * TCP sessions: what listens, what dials, and the relay between.
 *
 * <p>A session and all its objects belong to one event loop: that of the accepted connection, on which the backend is dialled; if
 * it lasts, it moves once, to the one that it settles on. May import the other folders of {@code l4} but {@code udp}, {@code proxy},
 * {@code resolve} and {@code overlay}.
 */
package io.sallyport.dataplane.l4.tcp;
