package io.sallyport.dataplane.l4.status;

/**
 * How sockets are driven.
 *
 * @param name   {@code epoll} or {@code io_uring}
 * @param reason why this one, in one sentence
 * @param loops  event loop threads
 */
public record TransportStatus(String name, String reason, int loops) {
}
