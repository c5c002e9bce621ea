/**
 * Drop reasons, counters and histograms: what a worker counts and others read. A leaf: imports nothing of ours.
 *
 * <p>Owner: each {@link io.sallyport.dataplane.stats.WorkerStats} has one writer, its worker; any thread may read.
 */
package io.sallyport.dataplane.stats;
