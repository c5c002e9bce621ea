package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Namespace;

/**
 * Where a measurement starts and ends.
 *
 * @param target the server's address as the client knows it
 */
public record Endpoints(Namespace client, Namespace server, String target) {
}
