package io.sallyport.dataplane.l4.dial;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One address to connect to, with nothing to resolve and nothing to choose.
 *
 * @param source    the address to dial from; empty: the kernel chooses
 * @param timeoutMs until then it is connected or has failed
 */
public record Place(InetSocketAddress address, Optional<InetAddress> source, int timeoutMs) {
}
