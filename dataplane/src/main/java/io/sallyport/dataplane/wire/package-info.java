/**
 * Views over header bytes, and checksums. This package knows only bytes: it imports nothing of ours.
 *
 * <p>Every header has one final class with named offsets from its RFC, {@code wrap} apart from {@code check}: once
 * {@code check} has passed, no accessor can fail. Unsigned fields leave as non-negative {@code int} or {@code long}.
 */
package io.sallyport.dataplane.wire;
