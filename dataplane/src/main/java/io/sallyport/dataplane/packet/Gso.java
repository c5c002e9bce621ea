package io.sallyport.dataplane.packet;

/**
 * What kind of segmentation a packet still needs, as in {@code struct virtio_net_hdr}'s {@code gso_type}
 * (linux/virtio_net.h). A packet with a kind other than {@link #NONE} stands for several packets of one flow, each with
 * {@link Packet#gsoSize()} bytes of payload but the last, which may have fewer.
 */
public enum Gso {
    NONE, TCP4, TCP6, UDP
}
