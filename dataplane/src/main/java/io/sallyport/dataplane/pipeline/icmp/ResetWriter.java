package io.sallyport.dataplane.pipeline.icmp;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.TcpHeader;

/**
 * Turns a refused TCP segment into the reset that a closed port would answer with (RFC 9293 §3.10.7.1), in the name of the
 * host it was for.
 */
final class ResetWriter {

    private static final int TTL = 64;

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final TcpHeader tcp = new TcpHeader();

    /** The segment is whole, no fragment, and no reset itself. */
    void write(Transit transit) {
        Flow flow = transit.outer;
        Packet packet = transit.packet;
        tcp.wrap(packet.memory(), flow.start + flow.transportOffset, flow.length - flow.transportOffset);
        boolean acknowledges = tcp.has(TcpHeader.ACK);
        long theirSequence = tcp.sequence();
        long theirAcknowledgment = tcp.acknowledgment();
        // SYN and FIN take a sequence number each.
        int taken = tcp.payloadLength() + (tcp.has(TcpHeader.SYN) ? 1 : 0) + (tcp.has(TcpHeader.FIN) ? 1 : 0);

        long pseudo = flow.v6 ? writeIpv6(packet, flow) : writeIpv4(packet, flow);
        tcp.wrap(packet.memory(), packet.start() + packet.length() - TcpHeader.MIN_LENGTH, TcpHeader.MIN_LENGTH);
        tcp.sourcePort(flow.destinationPort);
        tcp.destinationPort(flow.sourcePort);
        tcp.sequence(acknowledges ? theirAcknowledgment : 0);
        tcp.acknowledgment(acknowledges ? 0 : theirSequence + taken);
        tcp.headerLength(TcpHeader.MIN_LENGTH);
        tcp.flags(acknowledges ? TcpHeader.RST : TcpHeader.RST | TcpHeader.ACK);
        tcp.window(0);
        tcp.urgentPointer(0);
        tcp.checksum(0);
        tcp.checksum(Checksum.of(pseudo + Checksum.sum(
                packet.memory(), packet.start() + packet.length() - TcpHeader.MIN_LENGTH, TcpHeader.MIN_LENGTH)));
    }

    private long writeIpv4(Packet packet, Flow flow) {
        packet.length(Ipv4Header.MIN_LENGTH + TcpHeader.MIN_LENGTH); // their options are not ours to repeat
        ipv4.wrap(packet.memory(), packet.start(), packet.length());
        ipv4.headerLength(Ipv4Header.MIN_LENGTH);
        ipv4.tos(0);
        ipv4.totalLength(packet.length());
        ipv4.identification(0);
        ipv4.fragment(true, false, 0);
        ipv4.ttl(TTL);
        ipv4.protocol(IpProtocol.TCP);
        ipv4.source(flow.destinationLow);
        ipv4.destination(flow.sourceLow);
        ipv4.fillChecksum();
        return ipv4.pseudoSum(IpProtocol.TCP, TcpHeader.MIN_LENGTH);
    }

    private long writeIpv6(Packet packet, Flow flow) {
        packet.length(Ipv6Header.LENGTH + TcpHeader.MIN_LENGTH);
        ipv6.wrap(packet.memory(), packet.start(), packet.length());
        ipv6.start(0, 0);
        ipv6.declaredPayloadLength(TcpHeader.MIN_LENGTH);
        ipv6.nextHeader(IpProtocol.TCP);
        ipv6.hopLimit(TTL);
        ipv6.source(flow.destinationHigh, flow.destinationLow);
        ipv6.destination(flow.sourceHigh, flow.sourceLow);
        return ipv6.pseudoSum(IpProtocol.TCP, TcpHeader.MIN_LENGTH);
    }
}
