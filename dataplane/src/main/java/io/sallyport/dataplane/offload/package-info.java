/**
 * Segmentation and coalescing in software: cuts a segmentation-offload packet into wire packets, joins packets of one flow
 * into one, completes partial checksums. Used where the kernel does not do it for us: by the tunnel, and by ports without
 * offloads.
 *
 * <p>Owner: the worker. Imports {@code wire} and {@code packet}.
 */
package io.sallyport.dataplane.offload;
