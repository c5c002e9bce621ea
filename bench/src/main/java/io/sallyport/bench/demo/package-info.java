/**
 * {@code sallyport demo}: builds a lab of its own, shows what happens in it, checks that it does, and leaves nothing behind.
 *
 * <p>Every claim on the screen is a {@link io.sallyport.bench.demo.Check} over real packets. Owner: the main thread. Imports
 * {@code lab} and {@code lab.net}.
 */
package io.sallyport.bench.demo;
