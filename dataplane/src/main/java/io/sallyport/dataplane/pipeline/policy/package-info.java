/**
 * Access rules: compiled to bit vectors, looked up per packet, with both ends as addresses of the virtual network.
 *
 * <p>Owner: one worker; a compiled list is immutable and shared. Imports {@code pipeline}, {@code pipeline.lpm},
 * {@code wire}, {@code stats}.
 */
package io.sallyport.dataplane.pipeline.policy;
