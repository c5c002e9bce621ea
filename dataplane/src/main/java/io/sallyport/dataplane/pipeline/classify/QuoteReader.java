package io.sallyport.dataplane.pipeline.classify;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IcmpHeader;
import io.sallyport.dataplane.wire.Icmpv6Header;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Extensions;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.WireFault;
import java.lang.foreign.MemorySegment;

/**
 * Reads the packet that an ICMP error quotes. Its IP header has to be whole, since all translation hangs on it; behind it the
 * quote may end anywhere (RFC 792 promises eight bytes, RFC 1812 §4.3.2.3 more).
 */
final class QuoteReader {

    private final IcmpHeader icmp = new IcmpHeader();
    private final Icmpv6Header icmpv6 = new Icmpv6Header();
    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final Ipv6Extensions extensions = new Ipv6Extensions();
    private final TransportReader transport;

    QuoteReader(TransportReader transport) {
        this.transport = transport;
    }

    /** For ICMP in IPv4 and ICMPv6 in IPv6 whose header is whole: marks the transit when it is an error. */
    DropReason read(Transit transit) {
        Flow outer = transit.outer;
        MemorySegment memory = transit.packet.memory();
        long at = outer.start + outer.transportOffset;
        int length = outer.length - outer.transportOffset;
        WireFault fault;
        if (outer.v6) {
            icmpv6.wrap(memory, at, length);
            if (!icmpv6.isError()) {
                return null;
            }
            fault = readV6(transit.quoted, memory, icmpv6.embeddedOffset(), icmpv6.embeddedLength());
        } else {
            icmp.wrap(memory, at, length);
            if (!icmp.isError()) {
                return null;
            }
            fault = readV4(transit.quoted, memory, icmp.embeddedOffset(), icmp.embeddedLength());
        }
        transit.icmpError = true;
        return fault == WireFault.NONE ? null : DropReason.MALFORMED_ICMP;
    }

    private WireFault readV4(Flow quoted, MemorySegment memory, long at, int length) {
        WireFault fault = ipv4.wrap(memory, at, length).checkTruncated();
        if (fault != WireFault.NONE) {
            return fault;
        }
        quoted.begin(false, at, Math.min(length, ipv4.totalLength()));
        quoted.addresses(0, ipv4.source(), 0, ipv4.destination());
        quoted.protocol = ipv4.protocol();
        quoted.transportOffset = ipv4.headerLength();
        quoted.authenticated = ipv4.protocol() == IpProtocol.AUTHENTICATION;
        if (ipv4.fragmentOffset() == 0) {
            transport.readAvailable(quoted, memory);
        }
        return WireFault.NONE;
    }

    private WireFault readV6(Flow quoted, MemorySegment memory, long at, int length) {
        WireFault fault = ipv6.wrap(memory, at, length).checkTruncated();
        if (fault != WireFault.NONE) {
            return fault;
        }
        quoted.begin(true, at, Ipv6Header.LENGTH + ipv6.payloadLength());
        quoted.addresses(ipv6.sourceHigh(), ipv6.sourceLow(), ipv6.destinationHigh(), ipv6.destinationLow());
        boolean whole = extensions.walk(ipv6) == WireFault.NONE;
        quoted.protocol = extensions.protocol();
        quoted.transportOffset = extensions.upperOffset();
        quoted.authenticated = extensions.isAuthenticated();
        if (whole && !extensions.isLaterFragment() && extensions.segmentsLeft() == 0) {
            transport.readAvailable(quoted, memory);
        }
        return WireFault.NONE;
    }
}
