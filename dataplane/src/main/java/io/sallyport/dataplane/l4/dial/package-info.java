/**
 * The seams between a session and what it is dialled through: one address ({@code Dialer}), a host with its name and source
 * ({@code HostDialer}), a whole destination ({@code Outbound}), what is written first to a backend ({@code Preface}) and what is
 * read first from a client ({@code Greeting}).
 *
 * <p>Implementations run on the event loop that they are given. May import {@code l4.plan}, {@code l4.status}, {@code l4.session},
 * {@code l4.address} and {@code wire}.
 */
package io.sallyport.dataplane.l4.dial;
