/**
 * Which addresses this machine has, followed live: what listeners are bound to and services dialled from.
 *
 * <p>A {@code HostAddresses} is immutable. A source calls from one thread of its own. May import {@code linux}, {@code l4.plan}
 * and {@code wire}.
 */
package io.sallyport.dataplane.l4.address;
