package io.sallyport.dataplane.l4.session;

/**
 * Where sessions go, as far as counting is concerned.
 *
 * @param name  of the service, or {@code ip:port}
 * @param tally its counts
 */
public record Upstream(String name, Tally tally) {
}
