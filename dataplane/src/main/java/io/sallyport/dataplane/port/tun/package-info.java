/**
 * The LAN port: queues of a TUN interface, whose packets carry a {@code struct virtio_net_hdr} in their headroom so that the
 * kernel hands over, and takes, whole segmentation-offload packets.
 *
 * <p>Owner: each queue belongs to the worker that reads it. Imports {@code packet}, {@code offload}, {@code linux},
 * {@code stats}.
 */
package io.sallyport.dataplane.port.tun;
