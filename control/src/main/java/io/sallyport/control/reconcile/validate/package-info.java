/**
 * Looks whether a member could do its work, before it has to: each check is a value with its remedy. Reads only, but for what the
 * operator wants mended.
 *
 * <p>Owner: whoever asks, on a thread that may block. Imports {@code provider}, {@code reconcile.holdings} and {@code dataplane.wire}.
 */
package io.sallyport.control.reconcile.validate;
