/**
 * Workers and what holds them together: the duty cycle, the command queue, the snapshot of tables each cycle works with, the
 * idle strategy and CPU pinning.
 *
 * <p>Owner: a {@code Worker} belongs to its thread; {@code Engine} is called by control's one conductor thread. Imports
 * everything else in the data plane but {@code l4}.
 */
package io.sallyport.dataplane.engine;
