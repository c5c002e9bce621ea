package io.sallyport.dataplane.offload;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.NetworkOrder;
import io.sallyport.dataplane.wire.TcpHeader;
import io.sallyport.dataplane.wire.UdpHeader;
import io.sallyport.dataplane.wire.WireFault;
import java.lang.foreign.MemorySegment;

/** One packet as the coalescer sees it: which flow it is of, and whether it may be joined with others of that flow. */
final class Candidate {

    /** Flags that a segment in a super-packet may have; SYN, RST, URG and CWR mean something for one packet only. */
    private static final int STREAM_FLAGS = TcpHeader.ACK | TcpHeader.PSH | TcpHeader.FIN | TcpHeader.ECE;

    private static final int PORTS_LENGTH = 4;

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final TcpHeader tcp = new TcpHeader();
    private final UdpHeader udp = new UdpHeader();

    private Packet packet;
    private boolean v4;
    private int protocol;
    private int transportOffset;
    private int headerLength;
    private boolean joinable;

    // the flow
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;
    private long ports;

    /**
     * Reads the headers of a packet without offload metadata, borrowed until the next one.
     *
     * @return whether it is of a TCP or UDP flow, be it malformed behind its ports; IPv4 options, fragments and IPv6 extension headers are not looked behind
     */
    boolean read(Packet newPacket) {
        packet = newPacket;
        int length = packet.length();
        if (length < Ipv4Header.MIN_LENGTH) {
            return false;
        }
        v4 = NetworkOrder.get8(packet.memory(), packet.start()) >>> 4 == 4;
        return (v4 ? readIpv4(length) : readIpv6(length)) && readTransport(length - transportOffset);
    }

    private boolean readIpv4(int length) {
        ipv4.wrap(packet.memory(), packet.start(), length);
        if (ipv4.check() != WireFault.NONE || ipv4.headerLength() != Ipv4Header.MIN_LENGTH
                || ipv4.totalLength() != length || ipv4.isFragment()) {
            return false;
        }
        protocol = ipv4.protocol();
        transportOffset = Ipv4Header.MIN_LENGTH;
        sourceHigh = 0;
        sourceLow = ipv4.source();
        destinationHigh = 0;
        destinationLow = ipv4.destination();
        return true;
    }

    private boolean readIpv6(int length) {
        ipv6.wrap(packet.memory(), packet.start(), length);
        if (ipv6.check() != WireFault.NONE || ipv6.totalLength() != length) {
            return false;
        }
        protocol = ipv6.nextHeader();
        transportOffset = Ipv6Header.LENGTH;
        sourceHigh = ipv6.sourceHigh();
        sourceLow = ipv6.sourceLow();
        destinationHigh = ipv6.destinationHigh();
        destinationLow = ipv6.destinationLow();
        return true;
    }

    private boolean readTransport(int length) {
        if (length < PORTS_LENGTH || protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            return false;
        }
        long at = packet.start() + transportOffset;
        ports = NetworkOrder.get32(packet.memory(), at);
        if (protocol == IpProtocol.TCP) {
            joinable = tcp.wrap(packet.memory(), at, length).check() == WireFault.NONE && isStreamSegment();
        } else {
            joinable = udp.wrap(packet.memory(), at, length).check() == WireFault.NONE && isVerifiableDatagram(length);
        }
        return true;
    }

    private boolean isStreamSegment() {
        headerLength = transportOffset + tcp.headerLength();
        return payloadLength() > 0 && (tcp.flags() & ~STREAM_FLAGS) == 0;
    }

    /** Without a checksum there is nothing to verify, and segments would get one. */
    private boolean isVerifiableDatagram(int length) {
        headerLength = transportOffset + UdpHeader.LENGTH;
        return payloadLength() > 0 && udp.declaredLength() == length && udp.checksum() != 0;
    }

    Packet packet() {
        return packet;
    }

    boolean joinable() {
        return joinable;
    }

    boolean v4() {
        return v4;
    }

    boolean isTcp() {
        return protocol == IpProtocol.TCP;
    }

    int transportOffset() {
        return transportOffset;
    }

    int headerLength() {
        return headerLength;
    }

    int payloadLength() {
        return packet.length() - headerLength;
    }

    Ipv4Header ipv4() {
        return ipv4;
    }

    Ipv6Header ipv6() {
        return ipv6;
    }

    TcpHeader tcp() {
        return tcp;
    }

    UdpHeader udp() {
        return udp;
    }

    /** Spreads flows over a table; equal for all packets of a flow. */
    int hash() {
        long mixed = (sourceHigh ^ Long.rotateLeft(destinationHigh, 17) ^ sourceLow) * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ destinationLow ^ ports << 13 ^ protocol) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 40);
    }

    /** Packets of different peers are never one flow, whatever they claim: whether a peer may use a source is judged later. */
    boolean sameFlow(Candidate other) {
        return packet.peer() == other.packet.peer() && v4 == other.v4 && protocol == other.protocol && ports == other.ports
                && sourceLow == other.sourceLow && destinationLow == other.destinationLow
                && sourceHigh == other.sourceHigh && destinationHigh == other.destinationHigh;
    }

    /** Whether every checksum in the packet is right. */
    boolean intact() {
        if (v4 && !ipv4.checksumValid()) {
            return false;
        }
        MemorySegment memory = packet.memory();
        int length = packet.length() - transportOffset;
        return Checksum.valid(pseudoSum(length) + Checksum.sum(memory, packet.start() + transportOffset, length));
    }

    /** Sum of the pseudo-header, were there {@code upperLength} bytes from the transport header on. */
    long pseudoSum(int upperLength) {
        return v4 ? ipv4.pseudoSum(protocol, upperLength) : ipv6.pseudoSum(protocol, upperLength);
    }
}
