/**
 * Desired against observed, level-triggered: the running engine, the host's side of the TUN interface, layer 4, and what keeps
 * them as the configuration wants them.
 *
 * <p>Owner: the conductor thread; what other threads may call says so. Imports {@code config}, {@code compile} and the data
 * plane.
 */
package io.sallyport.control.reconcile;
