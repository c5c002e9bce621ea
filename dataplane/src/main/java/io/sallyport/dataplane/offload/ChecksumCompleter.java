package io.sallyport.dataplane.offload;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.NetworkOrder;

/**
 * Completes the transport checksum of a packet that left it to the network card ({@code VIRTIO_NET_HDR_F_NEEDS_CSUM}), so
 * that the packet can go where no card will.
 */
public final class ChecksumCompleter {

    private static final int FIELD_LENGTH = 2;

    private ChecksumCompleter() {
    }

    /**
     * Completes the checksum in place; a packet without a partial checksum is left alone. Whatever the protocol, a computed
     * 0 is written as 0xffff: the same number to TCP and ICMP, and to UDP the only way to say it (RFC 768).
     *
     * @param packet not one for segmentation, whose parts have checksums of their own: see {@link Segmenter}
     * @return whether the packet may go on; not if its metadata points outside it
     */
    public static boolean complete(Packet packet) {
        if (!packet.checksumPartial()) {
            return true;
        }
        int start = packet.checksumStart();
        int field = start + packet.checksumOffset();
        if (packet.gso() != Gso.NONE || start < 0 || field < start || field > packet.length() - FIELD_LENGTH) {
            return false;
        }
        // The field itself is summed too: it holds the pseudo-header's sum, which belongs to the checksum.
        int sum = Checksum.sum(packet.memory(), packet.start() + start, packet.length() - start);
        NetworkOrder.put16(packet.memory(), packet.start() + field, Checksum.udp(sum));
        packet.checksumComplete();
        return true;
    }
}
