/**
 * Packet buffers: a slab of foreign memory cut into buffers with headroom, the batch that carries them through a duty
 * cycle, and the pool that owns the free ones.
 *
 * <p>Owner: one worker thread. A packet has exactly one owner at a time: the pool, a batch, or a stage that took it out of
 * a batch. Imports {@code wire} and {@code stats} only.
 */
package io.sallyport.dataplane.packet;
