package io.sallyport.dataplane.pipeline.classify;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IcmpHeader;
import io.sallyport.dataplane.wire.Icmpv6Header;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.NetworkOrder;
import io.sallyport.dataplane.wire.TcpHeader;
import io.sallyport.dataplane.wire.UdpHeader;
import io.sallyport.dataplane.wire.WireFault;
import java.lang.foreign.MemorySegment;

/** Reads the transport header of a flow: strictly in a packet of its own, as far as it goes in a quote. */
final class TransportReader {

    /** UDP-Lite (RFC 3828): its checksum always covers the pseudo-header, and stands where UDP has its own. */
    private static final int UDP_LITE = 136;
    private static final int DCCP = 33;
    /** RFC 4340 §5.1. */
    private static final int DCCP_CHECKSUM = 6;
    /** Source and destination port come first in every protocol that has them. */
    private static final int PORTS_LENGTH = 4;
    private static final int CHECKSUM_LENGTH = 2;

    private final TcpHeader tcp = new TcpHeader();
    private final UdpHeader udp = new UdpHeader();
    private final IcmpHeader icmp = new IcmpHeader();
    private final Icmpv6Header icmpv6 = new Icmpv6Header();

    /**
     * @param fragment a first fragment: its header has to be whole (RFC 1858 §3.2.1, RFC 7112 §5), its payload is not
     * @return null, or why the packet is not one
     */
    DropReason read(Flow flow, MemorySegment memory, boolean fragment) {
        long at = flow.start + flow.transportOffset;
        int length = flow.length - flow.transportOffset;
        switch (flow.protocol) {
            case IpProtocol.TCP -> {
                if (tcp.wrap(memory, at, length).check() != WireFault.NONE) {
                    return DropReason.MALFORMED_TCP;
                }
                readTcp(flow, memory, at, length);
            }
            case IpProtocol.UDP -> {
                udp.wrap(memory, at, length);
                if ((fragment ? udp.checkTruncated() : udp.check()) != WireFault.NONE) {
                    return DropReason.MALFORMED_UDP;
                }
                readUdp(flow, memory, at, length);
            }
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> {
                if (flow.v6 == (flow.protocol == IpProtocol.ICMPV6) && length < IcmpHeader.LENGTH) {
                    return DropReason.MALFORMED_ICMP;
                }
                readAvailable(flow, memory);
            }
            default -> readAvailable(flow, memory);
        }
        return null;
    }

    /** Takes what the bytes that are there say; a quote may end anywhere. */
    void readAvailable(Flow flow, MemorySegment memory) {
        long at = flow.start + flow.transportOffset;
        int length = flow.length - flow.transportOffset;
        switch (flow.protocol) {
            case IpProtocol.TCP -> {
                tcp.wrap(memory, at, length);
                readTcp(flow, memory, at, length);
            }
            case IpProtocol.UDP -> readUdp(flow, memory, at, length);
            case UDP_LITE -> checksumAt(flow, UdpHeader.CHECKSUM, length);
            case DCCP -> checksumAt(flow, DCCP_CHECKSUM, length);
            case IpProtocol.ICMP -> {
                if (!flow.v6 && length > 0) {
                    flow.icmpType = icmp.wrap(memory, at, length).type();
                }
            }
            case IpProtocol.ICMPV6 -> {
                if (flow.v6 && length > 0) {
                    flow.icmpType = icmpv6.wrap(memory, at, length).type();
                    checksumAt(flow, Icmpv6Header.CHECKSUM, length);
                }
            }
            default -> { }
        }
    }

    /** The view is wrapped around these bytes. */
    private void readTcp(Flow flow, MemorySegment memory, long at, int length) {
        readPorts(flow, memory, at, length);
        checksumAt(flow, TcpHeader.CHECKSUM, length);
        if (length >= TcpHeader.CHECKSUM) {
            flow.tcpFlags = tcp.flags();
        }
    }

    private static void readUdp(Flow flow, MemorySegment memory, long at, int length) {
        readPorts(flow, memory, at, length);
        checksumAt(flow, UdpHeader.CHECKSUM, length);
    }

    private static void readPorts(Flow flow, MemorySegment memory, long at, int length) {
        if (length >= PORTS_LENGTH) {
            long ports = NetworkOrder.get32(memory, at);
            flow.sourcePort = (int) (ports >>> 16);
            flow.destinationPort = (int) ports & 0xffff;
        }
    }

    private static void checksumAt(Flow flow, int offset, int length) {
        if (length >= offset + CHECKSUM_LENGTH) {
            flow.checksumOffset = flow.transportOffset + offset;
        }
    }
}
