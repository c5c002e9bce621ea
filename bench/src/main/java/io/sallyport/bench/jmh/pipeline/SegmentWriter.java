package io.sallyport.bench.jmh.pipeline;

import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.TcpHeader;
import java.lang.foreign.MemorySegment;

/** Writes whole TCP segments. */
final class SegmentWriter {

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final TcpHeader tcp = new TcpHeader();

    /** A packet of {@code length} bytes in all, its payload whatever was there. */
    void tcp(MemorySegment memory, long at, int length, IpAddress from, IpAddress to) {
        int headerLength = from.v6() ? Ipv6Header.LENGTH : Ipv4Header.MIN_LENGTH;
        int upperLength = length - headerLength;
        long pseudo = from.v6() ? ipv6(memory, at, length, from, to) : ipv4(memory, at, length, from, to);
        tcp.wrap(memory, at + headerLength, upperLength);
        tcp.sourcePort(40_000);
        tcp.destinationPort(443);
        tcp.headerLength(TcpHeader.MIN_LENGTH);
        tcp.flags(TcpHeader.ACK);
        tcp.checksum(0);
        tcp.checksum(Checksum.of(pseudo + Checksum.sum(memory, at + headerLength, upperLength)));
    }

    private long ipv4(MemorySegment memory, long at, int length, IpAddress from, IpAddress to) {
        ipv4.wrap(memory, at, length);
        ipv4.headerLength(Ipv4Header.MIN_LENGTH);
        ipv4.totalLength(length);
        ipv4.fragment(true, false, 0);
        ipv4.ttl(64);
        ipv4.protocol(IpProtocol.TCP);
        ipv4.source(from.low());
        ipv4.destination(to.low());
        ipv4.fillChecksum();
        return ipv4.pseudoSum(IpProtocol.TCP, length - Ipv4Header.MIN_LENGTH);
    }

    private long ipv6(MemorySegment memory, long at, int length, IpAddress from, IpAddress to) {
        ipv6.wrap(memory, at, length);
        ipv6.start(0, 0);
        ipv6.declaredPayloadLength(length - Ipv6Header.LENGTH);
        ipv6.nextHeader(IpProtocol.TCP);
        ipv6.hopLimit(64);
        ipv6.source(from.high(), from.low());
        ipv6.destination(to.high(), to.low());
        return ipv6.pseudoSum(IpProtocol.TCP, length - Ipv6Header.LENGTH);
    }
}
