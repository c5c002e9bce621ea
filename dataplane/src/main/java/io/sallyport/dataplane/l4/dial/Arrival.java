package io.sallyport.dataplane.l4.dial;

import java.net.InetSocketAddress;

/**
 * Who came, and to which address: what a PROXY header tells, or was told by one.
 *
 * @param client      the session's origin
 * @param destination the address that the client had connected to
 */
public record Arrival(InetSocketAddress client, InetSocketAddress destination) {
}
