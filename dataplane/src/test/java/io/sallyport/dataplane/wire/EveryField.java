package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;

/**
 * Points a view at bytes of any content and, where {@code check} passes, uses everything it has. The memory given ends with
 * the bytes, so that a step outside them is an exception: neither that nor a negative length may happen, whatever they say.
 */
final class EveryField {

    private long sink;

    /** What was read, so that no reading is optimized away. */
    long sink() {
        return sink;
    }

    void ipv4(MemorySegment memory) {
        int length = (int) memory.byteSize();
        Ipv4Header header = new Ipv4Header().wrap(memory, 0, length);
        if (header.checkTruncated() != WireFault.NONE) {
            assertThat(header.check()).isEqualTo(header.checkTruncated());
            return;
        }
        inside(length, header.payloadOffset(), header.payloadLength());
        assertThat(header.fragmentOffset()).isBetween(0, 65_528);
        sink += header.dscp() + header.ecn() + header.identification() + header.checksum() + header.source() + header.destination();
        sink += header.isFragment() || header.dontFragment() || header.moreFragments() ? 1 : 0;
        header.fillChecksum();
        assertThat(header.checksumValid()).isTrue();
        if (header.ttl() > 0) {
            header.decrementTtl();
            assertThat(header.checksumValid()).isTrue();
        }
        ipv4Options(memory.asSlice(Ipv4Header.MIN_LENGTH, header.headerLength() - Ipv4Header.MIN_LENGTH));
        transport(memory, header.protocol(), header.payloadOffset(), header.payloadLength());
    }

    void ipv4Options(MemorySegment options) {
        int length = (int) Math.min(options.byteSize(), Ipv4Options.MAX_LENGTH);
        MemorySegment target = Hex.poisoned(Ipv4Options.MAX_LENGTH);
        int copied = Ipv4Options.copyForFragments(options, 0, length, target, 0);
        assertThat(copied).isBetween(0, Math.ceilDiv(length, 4) * 4);
        assertThat(copied % 4).isZero();
    }

    void ipv6(MemorySegment memory) {
        int length = (int) memory.byteSize();
        Ipv6Header header = new Ipv6Header().wrap(memory, 0, length);
        if (header.checkTruncated() != WireFault.NONE) {
            assertThat(header.check()).isEqualTo(header.checkTruncated());
            return;
        }
        inside(length, header.payloadOffset(), header.payloadLength());
        assertThat(header.totalLength()).isBetween(Ipv6Header.LENGTH, Ipv6Header.LENGTH + 65_535);
        sink += header.dscp() + header.ecn() + header.flowLabel() + header.hopLimit() + header.sourceHigh() + header.sourceLow();
        Ipv6Extensions extensions = new Ipv6Extensions();
        if (extensions.walk(header) != WireFault.NONE) {
            return;
        }
        int upper = extensions.upperOffset();
        int end = Ipv6Header.LENGTH + header.payloadLength();
        assertThat(upper).isBetween(Ipv6Header.LENGTH, end);
        assertThat(extensions.fragmentOffset()).isBetween(0, 65_528);
        assertThat(extensions.isLaterFragment() && !extensions.isFragment()).isFalse();
        sink += extensions.identification() + extensions.routingType() + extensions.segmentsLeft();
        if (!extensions.isLaterFragment()) {
            transport(memory, extensions.protocol(), upper, end - upper);
            if (extensions.protocol() == IpProtocol.ICMPV6 && end - upper >= Icmpv6Header.LENGTH) {
                Icmpv6Header icmp = new Icmpv6Header().wrap(memory, upper, end - upper);
                icmp.fillChecksum(header);
                assertThat(icmp.checksumValid(header)).isTrue();
            }
        }
    }

    private void transport(MemorySegment memory, int protocol, long offset, int length) {
        MemorySegment bytes = memory.asSlice(offset, length);
        switch (protocol) {
            case IpProtocol.TCP -> tcp(bytes);
            case IpProtocol.UDP -> udp(bytes);
            case IpProtocol.ICMP -> icmp(bytes);
            case IpProtocol.ICMPV6 -> icmpv6(bytes);
            default -> { }
        }
    }

    void tcp(MemorySegment memory) {
        int length = (int) memory.byteSize();
        TcpHeader header = new TcpHeader().wrap(memory, 0, length);
        if (header.check() != WireFault.NONE) {
            return;
        }
        inside(length, header.payloadOffset(), header.payloadLength());
        sink += header.sourcePort() + header.destinationPort() + header.sequence() + header.acknowledgment() + header.flags()
                + header.reserved() + header.window() + header.urgentPointer();
        header.checksum(0);
        header.checksum(Checksum.of(Checksum.sum(memory, 0, length)));
        int mss = header.mss();
        assertThat(mss).isBetween(TcpHeader.NO_MSS, 65_535);
        assertThat(header.clampMss(536, false)).isEqualTo(mss > 536);
        assertThat(header.mss()).isEqualTo(Math.min(mss, 536));
        assertThat(Checksum.valid(Checksum.sum(memory, 0, length))).isTrue();
    }

    void udp(MemorySegment memory) {
        int length = (int) memory.byteSize();
        UdpHeader header = new UdpHeader().wrap(memory, 0, length);
        if (header.checkTruncated() != WireFault.NONE) {
            assertThat(header.check()).isEqualTo(header.checkTruncated());
            return;
        }
        inside(length, header.payloadOffset(), header.payloadLength());
        sink += header.sourcePort() + header.destinationPort() + header.declaredLength() + header.checksum();
    }

    void icmp(MemorySegment memory) {
        int length = (int) memory.byteSize();
        IcmpHeader header = new IcmpHeader().wrap(memory, 0, length);
        if (header.check() != WireFault.NONE) {
            return;
        }
        inside(length, header.embeddedOffset(), header.embeddedLength());
        assertThat(header.isError() && header.isQuery()).isFalse();
        sink += header.code() + header.identifier() + header.sequence() + header.mtu() + header.pointer();
        header.fillChecksum();
        assertThat(header.checksumValid()).isTrue();
        if (header.isError()) {
            ipv4(memory.asSlice(header.embeddedOffset(), header.embeddedLength()));
        }
    }

    void icmpv6(MemorySegment memory) {
        int length = (int) memory.byteSize();
        Icmpv6Header header = new Icmpv6Header().wrap(memory, 0, length);
        if (header.check() != WireFault.NONE) {
            return;
        }
        inside(length, header.embeddedOffset(), header.embeddedLength());
        assertThat(header.isError() && (header.isEcho() || header.isNeighborDiscovery())).isFalse();
        sink += header.code() + header.checksum() + header.identifier() + header.sequence() + header.mtu() + header.pointer();
        if (header.isError()) {
            ipv6(memory.asSlice(header.embeddedOffset(), header.embeddedLength()));
        }
    }

    void ethernet(MemorySegment memory) {
        int length = (int) memory.byteSize();
        EthernetHeader header = new EthernetHeader().wrap(memory, 0, length);
        if (header.check() != WireFault.NONE) {
            return;
        }
        inside(length, header.payloadOffset(), header.payloadLength());
        sink += header.destination() + header.source();
        MemorySegment payload = memory.asSlice(header.payloadOffset(), header.payloadLength());
        switch (header.etherType()) {
            case EthernetHeader.IPV4 -> ipv4(payload);
            case EthernetHeader.IPV6 -> ipv6(payload);
            default -> { }
        }
    }

    private static void inside(int length, long offset, int partLength) {
        assertThat(partLength).isBetween(0, length);
        assertThat(offset).isBetween(0L, (long) length - partLength);
    }
}
