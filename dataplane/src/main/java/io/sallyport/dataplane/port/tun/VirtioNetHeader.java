package io.sallyport.dataplane.port.tun;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code struct virtio_net_hdr} (linux/virtio_net.h), in the machine's byte order as a TUN device has it, directly in front of
 * a packet:
 *
 * <pre>
 * flags:1 gso_type:1 hdr_len:2 gso_size:2 csum_start:2 csum_offset:2
 * </pre>
 */
final class VirtioNetHeader {

    static final int SIZE = 10;

    private static final int FLAGS = 0;
    private static final int GSO_TYPE = 1;
    private static final int HEADER_LENGTH = 2;
    private static final int GSO_SIZE = 4;
    private static final int CHECKSUM_START = 6;
    private static final int CHECKSUM_OFFSET = 8;

    private static final int F_NEEDS_CSUM = 1;

    private static final int GSO_NONE = 0;
    private static final int GSO_TCPV4 = 1;
    private static final int GSO_TCPV6 = 4;
    private static final int GSO_UDP_L4 = 5;
    /** The first segment alone keeps the congestion window reduced flag (RFC 3168 §6.1.2). */
    private static final int GSO_ECN = 0x80;

    private static final int TCP_DATA_OFFSET = 12;
    private static final int TCP_FLAGS = 13;
    private static final int TCP_CWR = 0x80;
    private static final int UDP_HEADER = 8;
    private static final int CHECKSUM_FIELD = 2;

    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED;

    private VirtioNetHeader() {
    }

    /**
     * Takes over what the header in front of {@code packet} says.
     *
     * @return whether it makes sense for a packet of this length
     */
    static boolean parse(Packet packet) {
        MemorySegment memory = packet.memory();
        long at = packet.start() - SIZE;
        packet.clearOffload();
        if ((memory.get(ValueLayout.JAVA_BYTE, at + FLAGS) & F_NEEDS_CSUM) != 0) {
            int start = u16(memory, at + CHECKSUM_START);
            int offset = u16(memory, at + CHECKSUM_OFFSET);
            if (start + offset + CHECKSUM_FIELD > packet.length()) {
                return false;
            }
            packet.partialChecksum(start, offset);
        }
        int type = memory.get(ValueLayout.JAVA_BYTE, at + GSO_TYPE) & ~GSO_ECN & 0xff;
        if (type == GSO_NONE) {
            return true;
        }
        int size = u16(memory, at + GSO_SIZE);
        Gso gso = gso(type);
        packet.gso(gso, size);
        return gso != Gso.NONE && size > 0 && packet.checksumPartial();
    }

    private static Gso gso(int type) {
        return switch (type) {
            case GSO_TCPV4 -> Gso.TCP4;
            case GSO_TCPV6 -> Gso.TCP6;
            case GSO_UDP_L4 -> Gso.UDP;
            default -> Gso.NONE;
        };
    }

    /** Writes the header into the headroom of {@code packet}, whose bounds stay as they are. */
    static void build(Packet packet) {
        MemorySegment memory = packet.memory();
        long at = packet.start() - SIZE;
        int type = GSO_NONE;
        int headerLength = 0;
        if (packet.gso() != Gso.NONE) {
            int transport = packet.checksumStart();
            boolean tcp = packet.gso() != Gso.UDP;
            headerLength = transport + (tcp ? tcpHeaderLength(packet, transport) : UDP_HEADER);
            type = type(packet.gso()) | (tcp && congestionWindowReduced(packet, transport) ? GSO_ECN : 0);
        }
        memory.set(ValueLayout.JAVA_BYTE, at + FLAGS, (byte) (packet.checksumPartial() ? F_NEEDS_CSUM : 0));
        memory.set(ValueLayout.JAVA_BYTE, at + GSO_TYPE, (byte) type);
        memory.set(U16, at + HEADER_LENGTH, (short) headerLength);
        memory.set(U16, at + GSO_SIZE, (short) packet.gsoSize());
        memory.set(U16, at + CHECKSUM_START, (short) packet.checksumStart());
        memory.set(U16, at + CHECKSUM_OFFSET, (short) packet.checksumOffset());
    }

    private static int type(Gso gso) {
        return switch (gso) {
            case NONE -> GSO_NONE;
            case TCP4 -> GSO_TCPV4;
            case TCP6 -> GSO_TCPV6;
            case UDP -> GSO_UDP_L4;
        };
    }

    private static int tcpHeaderLength(Packet packet, int transport) {
        return (packet.memory().get(ValueLayout.JAVA_BYTE, packet.start() + transport + TCP_DATA_OFFSET) & 0xf0) >> 2;
    }

    private static boolean congestionWindowReduced(Packet packet, int transport) {
        return (packet.memory().get(ValueLayout.JAVA_BYTE, packet.start() + transport + TCP_FLAGS) & TCP_CWR) != 0;
    }

    private static int u16(MemorySegment memory, long at) {
        return Short.toUnsignedInt(memory.get(U16, at));
    }
}
