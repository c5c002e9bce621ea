/**
 * Where a packet goes and what the way asks of it: next hop, source check, hop limit, path MTU, MSS, ECN and DSCP.
 *
 * <p>Owner: one worker; the FIB is immutable and shared. Imports {@code pipeline}, {@code pipeline.lpm}, {@code packet},
 * {@code wire}, {@code stats}.
 */
package io.sallyport.dataplane.pipeline.route;
