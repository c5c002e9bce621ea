/**
 * Sessions of any protocol as the rest of layer 4 sees them: who they belong to, how many there may be, how they are counted
 * and ended.
 *
 * <p>A {@code Session} belongs to its event loop; the registry and the tallies may be used by any thread. May import
 * {@code l4.plan}, {@code l4.status}, {@code l4.rate} and {@code wire}.
 */
package io.sallyport.dataplane.l4.session;
