/**
 * Connectors of any protocol: which addresses they are to listen at, what listens there, and their change when the configuration or
 * the machine's addresses do.
 *
 * <p>Owner: the thread of {@code L4}, but for {@code Connector}'s getters, which listeners use on their loops. May import
 * {@code l4.plan}, {@code l4.status}, {@code l4.session}, {@code l4.dial}, {@code l4.address} and {@code wire}.
 */
package io.sallyport.dataplane.l4.connector;
