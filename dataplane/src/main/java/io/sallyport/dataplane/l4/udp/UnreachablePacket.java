package io.sallyport.dataplane.l4.udp;

import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.wire.IcmpHeader;
import io.sallyport.dataplane.wire.Icmpv6Header;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;

/**
 * An ICMP or ICMPv6 destination-unreachable message about a UDP datagram that we have no longer: it quotes the two headers
 * by which the client's kernel finds the socket (RFC 792, RFC 4443 §3.1). What else those headers had said is not known.
 */
final class UnreachablePacket {

    static final int MAX_LENGTH = 2 * Ipv6Header.LENGTH + Icmpv6Header.LENGTH + UdpHeader.LENGTH;

    private static final int HOPS = 64;
    /** Precedence of internetwork control (RFC 1812 §4.3.2.5). */
    private static final int TOS = 0xc0;

    private final MemorySegment memory;
    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final IcmpHeader icmp = new IcmpHeader();
    private final Icmpv6Header icmpv6 = new Icmpv6Header();
    private final UdpHeader udp = new UdpHeader();

    /** @param memory of {@link #MAX_LENGTH} bytes, written over by every packet */
    UnreachablePacket(MemorySegment memory) {
        this.memory = memory;
    }

    MemorySegment memory() {
        return memory;
    }

    /** @return the packet's length */
    int write(SessionEnd why, IpAddress asked, int askedPort, IpAddress client, int clientPort) {
        memory.fill((byte) 0);
        return client.v6() ? writeV6(why, asked, askedPort, client, clientPort) : writeV4(why, asked, askedPort, client, clientPort);
    }

    private int writeV4(SessionEnd why, IpAddress asked, int askedPort, IpAddress client, int clientPort) {
        int quote = Ipv4Header.MIN_LENGTH + IcmpHeader.LENGTH;
        int length = quote + Ipv4Header.MIN_LENGTH + UdpHeader.LENGTH;
        writeUdp(quote + Ipv4Header.MIN_LENGTH, clientPort, askedPort);
        writeIpv4(quote, length - quote, IpProtocol.UDP, 0, client, asked);
        writeIpv4(0, length, IpProtocol.ICMP, TOS, asked, client);
        icmp.wrap(memory, Ipv4Header.MIN_LENGTH, length - Ipv4Header.MIN_LENGTH)
                .start(IcmpHeader.DESTINATION_UNREACHABLE, code(why));
        icmp.fillChecksum();
        return length;
    }

    private void writeIpv4(int at, int length, int protocol, int tos, IpAddress source, IpAddress destination) {
        ipv4.wrap(memory, at, length);
        ipv4.headerLength(Ipv4Header.MIN_LENGTH);
        ipv4.tos(tos);
        ipv4.totalLength(length);
        ipv4.fragment(true, false, 0);
        ipv4.ttl(HOPS);
        ipv4.protocol(protocol);
        ipv4.source(source.low());
        ipv4.destination(destination.low());
        ipv4.fillChecksum();
    }

    private int writeV6(SessionEnd why, IpAddress asked, int askedPort, IpAddress client, int clientPort) {
        int quote = Ipv6Header.LENGTH + Icmpv6Header.LENGTH;
        int length = quote + Ipv6Header.LENGTH + UdpHeader.LENGTH;
        writeUdp(quote + Ipv6Header.LENGTH, clientPort, askedPort);
        writeIpv6(quote, length - quote, IpProtocol.UDP, 0, client, asked);
        writeIpv6(0, length, IpProtocol.ICMPV6, TOS, asked, client);
        icmpv6.wrap(memory, Ipv6Header.LENGTH, length - Ipv6Header.LENGTH)
                .start(Icmpv6Header.DESTINATION_UNREACHABLE, codeV6(why));
        icmpv6.fillChecksum(ipv6);
        return length;
    }

    private void writeIpv6(int at, int length, int protocol, int trafficClass, IpAddress source, IpAddress destination) {
        ipv6.wrap(memory, at, length);
        ipv6.start(trafficClass, 0);
        ipv6.declaredPayloadLength(length - Ipv6Header.LENGTH);
        ipv6.nextHeader(protocol);
        ipv6.hopLimit(HOPS);
        ipv6.source(source.high(), source.low());
        ipv6.destination(destination.high(), destination.low());
    }

    private void writeUdp(int at, int sourcePort, int destinationPort) {
        udp.wrap(memory, at, UdpHeader.LENGTH);
        udp.sourcePort(sourcePort);
        udp.destinationPort(destinationPort);
        udp.declaredLength(UdpHeader.LENGTH);
    }

    private static int code(SessionEnd why) {
        return switch (why) {
            case BACKEND_UNREACHABLE -> IcmpHeader.CODE_HOST_UNREACHABLE;
            case PEER_REFUSED -> IcmpHeader.CODE_ADMINISTRATIVELY_PROHIBITED;
            default -> IcmpHeader.CODE_PORT_UNREACHABLE;
        };
    }

    private static int codeV6(SessionEnd why) {
        return switch (why) {
            case BACKEND_UNREACHABLE -> Icmpv6Header.CODE_ADDRESS_UNREACHABLE;
            case PEER_REFUSED -> Icmpv6Header.CODE_ADMINISTRATIVELY_PROHIBITED;
            default -> Icmpv6Header.CODE_PORT_UNREACHABLE;
        };
    }
}
