/**
 * What the gateway answers instead of silence: ICMP and ICMPv6 errors, TCP resets, and how many of them.
 *
 * <p>Owner: one worker. An answer is written into the refused packet's own buffer, so that it needs no other. Imports
 * {@code pipeline}, {@code packet}, {@code wire}, {@code stats}.
 */
package io.sallyport.dataplane.pipeline.icmp;
