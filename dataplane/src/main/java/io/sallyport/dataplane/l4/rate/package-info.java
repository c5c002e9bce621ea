/**
 * Keeps a stream of bytes to a rate.
 *
 * <p>Any thread. Imports nothing of ours.
 */
package io.sallyport.dataplane.l4.rate;
