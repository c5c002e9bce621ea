/**
 * The first stage: is this an IP packet that may be forwarded, and where are its headers? After it every offset in
 * {@link io.sallyport.dataplane.pipeline.Transit} holds, and no later stage checks a length again.
 *
 * <p>Owner: one worker. Imports {@code pipeline}, {@code packet}, {@code wire}, {@code stats}.
 */
package io.sallyport.dataplane.pipeline.classify;
