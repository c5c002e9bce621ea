package io.sallyport.dataplane.port;

import io.sallyport.dataplane.packet.PacketBatch;

/** A source and sink of packets that never blocks. One worker owns it. */
public interface Port extends AutoCloseable {

    /** The name in status and logs, such as {@code sp0/0} or {@code udp:51820/0}. */
    String name();

    /**
     * Appends what is ready to {@code into}, from the pool the port was made with, until the batch is full or nothing is left.
     *
     * @return how many packets were appended; 0 when nothing was ready
     * @throws io.sallyport.dataplane.linux.LinuxException when the device itself is gone, so that the port has no use any more
     */
    int read(PacketBatch into);

    /**
     * Writes every packet and empties the batch: what cannot be written is dropped and counted. Ownership of all packets
     * passes to the port.
     */
    void write(PacketBatch from);

    /** The largest IP packet (LAN) or UDP payload (WAN) that can be written without segmentation offload. */
    int mtu();

    /** What the kernel does for us on this port, as probed, with the cause where something is off. */
    Offloads offloads();

    /** A descriptor that polls readable when {@link #read} has something, or −1. */
    int fileDescriptor();

    @Override
    void close();
}
