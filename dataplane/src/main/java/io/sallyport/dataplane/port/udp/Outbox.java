package io.sallyport.dataplane.port.udp;

import io.sallyport.dataplane.linux.ControlMessages;
import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.linux.MessageVector;
import io.sallyport.dataplane.linux.SocketAddress;
import io.sallyport.dataplane.packet.Packet;
import java.lang.foreign.MemorySegment;

/**
 * Messages about to be sent: each a part of a packet, to the packet's endpoint, in one or more datagrams. The packets are
 * borrowed until {@link #clear()}.
 */
final class Outbox {

    private static final int CONTROL_BYTES = 2 * ControlMessages.INT_SPACE;

    private final MessageVector vector;
    private final int family;
    private final Packet[] packets;
    private final int[] offsets;
    private final int[] lengths;
    private final int[] segments;
    private int size;

    Outbox(int capacity, int family) {
        this.vector = new MessageVector(capacity, CONTROL_BYTES);
        this.family = family;
        this.packets = new Packet[capacity];
        this.offsets = new int[capacity];
        this.lengths = new int[capacity];
        this.segments = new int[capacity];
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == packets.length;
    }

    int length(int i) {
        return lengths[i];
    }

    int port(int i) {
        return packets[i].remotePort();
    }

    int datagrams(int i) {
        return lengths[i] <= segments[i] ? 1 : (lengths[i] + segments[i] - 1) / segments[i];
    }

    /** @param segment bytes a datagram; one datagram when it is not less than {@code length} */
    void add(Packet packet, int offset, int length, int segment) {
        int i = size++;
        packets[i] = packet;
        offsets[i] = offset;
        lengths[i] = length;
        segments[i] = segment;

        MemorySegment memory = vector.memory();
        vector.buffer(i, packet.address() + offset, length);
        int nameLength = SocketAddress.write(memory, vector.name(i), family, packet.remoteV6(), packet.remoteHigh(),
                packet.remoteLow(), packet.remotePort());
        long control = vector.control(i);
        int controlLength = 0;
        if (length > segment) {
            controlLength += ControlMessages.writeShort(memory, control, DatagramSocket.SOL_UDP,
                    DatagramSocket.UDP_SEGMENT, segment);
        }
        if (packet.outerTrafficClass() != 0) {
            controlLength += packet.remoteV6()
                    ? ControlMessages.writeInt(memory, control + controlLength, DatagramSocket.SOL_IPV6,
                            DatagramSocket.IPV6_TCLASS, packet.outerTrafficClass())
                    : ControlMessages.writeInt(memory, control + controlLength, DatagramSocket.SOL_IP,
                            DatagramSocket.IP_TOS, packet.outerTrafficClass());
        }
        vector.supply(i, nameLength, controlLength);
    }

    /** Adds datagram {@code part} of message {@code i} of another outbox. */
    void addPart(Outbox other, int i, int part) {
        int offset = part * other.segments[i];
        int length = Math.min(other.segments[i], other.lengths[i] - offset);
        add(other.packets[i], other.offsets[i] + offset, length, length);
    }

    /** @return messages sent from {@code from} on, or −1 */
    int send(int fd, int from) {
        return send(fd, from, size - from);
    }

    int send(int fd, int from, int count) {
        return vector.send(fd, from, count);
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            packets[i] = null;
        }
        size = 0;
    }

    void close() {
        vector.close();
    }
}
