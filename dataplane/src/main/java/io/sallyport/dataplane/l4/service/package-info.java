/**
 * The services of this node, and what a connector's target means here: a service, a backend of its own, or a service of another
 * node.
 *
 * <p>Owner: the thread of {@code L4}; what it makes is immutable or belongs to no thread. May import {@code l4.plan},
 * {@code l4.status}, {@code l4.session}, {@code l4.dial}, {@code l4.address} and {@code wire}.
 */
package io.sallyport.dataplane.l4.service;
