package io.sallyport.dataplane.pipeline.classify;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Extensions;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.NetworkOrder;
import io.sallyport.dataplane.wire.WireFault;
import java.lang.foreign.MemorySegment;

/**
 * Accepts what RFC 1812 §5.2.2 and RFC 8200 let a router forward, trims what a link padded behind it, and notes where the
 * headers are. Transport checksums are their receiver's business: a wrong one stays wrong by just as much.
 */
public final class Classifier {

    private static final int FRAGMENT_UNIT = 8;
    private static final int CHECKSUM_LENGTH = 2;
    /** Loose and strict source and record route (RFC 791 §3.1). */
    private static final int OPTION_LSRR = 131;
    private static final int OPTION_SSRR = 137;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final Ipv6Extensions extensions = new Ipv6Extensions();
    private final TransportReader transport = new TransportReader();
    private final QuoteReader quotes = new QuoteReader(transport);

    /** Fills the transit's flows; returns null, or why the packet cannot be forwarded. */
    public DropReason classify(Transit transit) {
        Packet packet = transit.packet;
        if (packet.length() == 0) {
            return DropReason.UNSUPPORTED_ETHERTYPE;
        }
        return switch (NetworkOrder.get8(packet.memory(), packet.start()) >>> 4) {
            case 4 -> ipv4(transit);
            case 6 -> ipv6(transit);
            default -> DropReason.UNSUPPORTED_ETHERTYPE;
        };
    }

    private DropReason ipv4(Transit transit) {
        Packet packet = transit.packet;
        MemorySegment memory = packet.memory();
        long start = packet.start();
        if (ipv4.wrap(memory, start, packet.length()).check() != WireFault.NONE) {
            return DropReason.MALFORMED_IPV4;
        }
        if (!ipv4.checksumValid()) {
            return DropReason.BAD_IPV4_CHECKSUM;
        }
        packet.length(ipv4.totalLength());
        int headerLength = ipv4.headerLength();
        if (headerLength > Ipv4Header.MIN_LENGTH && isSourceRouted(memory, start, headerLength)) {
            return DropReason.SOURCE_ROUTED;
        }
        Flow flow = transit.outer;
        flow.begin(false, start, packet.length());
        flow.addresses(0, ipv4.source(), 0, ipv4.destination());
        flow.protocol = ipv4.protocol();
        flow.transportOffset = headerLength;
        flow.authenticated = flow.protocol == IpProtocol.AUTHENTICATION;
        flow.hopLimit = ipv4.ttl();
        flow.trafficClass = ipv4.tos();
        flow.dontFragment = ipv4.dontFragment();
        boolean fragment = ipv4.isFragment();
        if (fragment && isBadFragment(flow, ipv4.fragmentOffset(), ipv4.moreFragments())) {
            return DropReason.MALFORMED_IPV4;
        }
        return transport(transit, fragment, fragment ? ipv4.fragmentOffset() : 0);
    }

    private DropReason ipv6(Transit transit) {
        Packet packet = transit.packet;
        MemorySegment memory = packet.memory();
        long start = packet.start();
        if (ipv6.wrap(memory, start, packet.length()).check() != WireFault.NONE
                || extensions.walk(ipv6) != WireFault.NONE) {
            return DropReason.MALFORMED_IPV6;
        }
        packet.length(Ipv6Header.LENGTH + ipv6.payloadLength());
        if (extensions.segmentsLeft() != 0) {
            return DropReason.SOURCE_ROUTED;
        }
        Flow flow = transit.outer;
        flow.begin(true, start, packet.length());
        flow.addresses(ipv6.sourceHigh(), ipv6.sourceLow(), ipv6.destinationHigh(), ipv6.destinationLow());
        flow.protocol = extensions.protocol();
        flow.transportOffset = extensions.upperOffset();
        flow.hopLimit = ipv6.hopLimit();
        flow.trafficClass = ipv6.trafficClass();
        flow.authenticated = extensions.isAuthenticated();
        boolean fragment = extensions.isFragment();
        if (fragment && isBadFragment(flow, extensions.fragmentOffset(), extensions.moreFragments())) {
            return DropReason.MALFORMED_IPV6;
        }
        return transport(transit, fragment, extensions.fragmentOffset());
    }

    private DropReason transport(Transit transit, boolean fragment, int fragmentOffset) {
        Flow flow = transit.outer;
        Packet packet = transit.packet;
        if (Martians.isMartian(flow)) {
            return DropReason.MARTIAN_ADDRESS;
        }
        if (packet.checksumPartial()
                && packet.checksumStart() + packet.checksumOffset() + CHECKSUM_LENGTH > packet.length()) {
            return flow.v6 ? DropReason.MALFORMED_IPV6 : DropReason.MALFORMED_IPV4;
        }
        packet.classified(flow.v6 ? 6 : 4, flow.protocol, flow.transportOffset, fragment, fragmentOffset > 0);
        if (fragmentOffset > 0) {
            // The second eight bytes of TCP hold its flags: nobody honest sends them apart (RFC 1858 §4.2).
            return fragmentOffset == FRAGMENT_UNIT && flow.protocol == IpProtocol.TCP ? DropReason.MALFORMED_TCP : null;
        }
        DropReason reason = transport.read(flow, packet.memory(), fragment);
        if (reason == null && packet.gso() != Gso.NONE) {
            reason = checkSegmentation(packet, flow, fragment);
        }
        return reason == null && flow.icmpType >= 0 ? quotes.read(transit) : reason;
    }

    /** A port passes on what the kernel says of a packet; later stages divide by it and cut along it. */
    private static DropReason checkSegmentation(Packet packet, Flow flow, boolean fragment) {
        boolean udp = packet.gso() == Gso.UDP;
        boolean fits = udp ? flow.protocol == IpProtocol.UDP
                : flow.protocol == IpProtocol.TCP && flow.v6 == (packet.gso() == Gso.TCP6);
        if (fits && packet.gsoSize() > 0 && !fragment) {
            return null;
        }
        return udp ? DropReason.MALFORMED_UDP : DropReason.MALFORMED_TCP;
    }

    /** Empty, ending off the eight-byte grid with more to come, or reaching past what a length field can say. */
    private static boolean isBadFragment(Flow flow, int offset, boolean more) {
        int payload = flow.length - flow.transportOffset;
        int end = flow.length + offset - (flow.v6 ? Ipv6Header.LENGTH : 0); // IPv6 does not count its own header
        return payload <= 0 || more && payload % FRAGMENT_UNIT != 0 || end > Packet.MAX_LENGTH;
    }

    /** A broken option list ends the search: what a host cannot parse it does not follow. */
    private static boolean isSourceRouted(MemorySegment memory, long start, int headerLength) {
        int at = Ipv4Header.MIN_LENGTH;
        while (at < headerLength) {
            int option = NetworkOrder.get8(memory, start + at);
            if (option == OPTION_LSRR || option == OPTION_SSRR) {
                return true;
            }
            if (option == OPTION_END) {
                return false;
            }
            if (option == OPTION_NOP) {
                at++;
                continue;
            }
            int size = at + 1 < headerLength ? NetworkOrder.get8(memory, start + at + 1) : 0;
            if (size < 2) {
                return false;
            }
            at += size;
        }
        return false;
    }
}
