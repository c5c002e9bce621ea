package io.sallyport.dataplane.offload;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.NetworkOrder;
import io.sallyport.dataplane.wire.TcpHeader;
import io.sallyport.dataplane.wire.UdpHeader;
import io.sallyport.dataplane.wire.WireFault;
import java.lang.foreign.MemorySegment;

/**
 * Cuts a packet into the IP packets that go over the wire, one at a time, each complete with lengths, checksums and sequence
 * numbers. A packet that is not for segmentation comes out as it is, its checksum completed.
 *
 * <p>What the segments have in common is summed once per packet; a segment then costs a copy and the sum of its payload. The
 * packet is only read (a partial checksum of a single packet is completed in it), and must stay as it is until
 * {@link #next} has returned 0.
 */
public final class Segmenter {

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();
    private final TcpHeader tcp = new TcpHeader();
    private final UdpHeader udp = new UdpHeader();

    private MemorySegment source;
    private long start;
    private int headerLength;
    private int payloadLength;
    private int segmentPayload;
    private int segments;
    private int index;
    private int sent;

    private boolean segmenting;
    private boolean isIpv4;
    private boolean isTcp;
    private int transportOffset;
    private int identification;
    private long sequence;
    private int flags;
    /** Sum of the IPv4 header without total length, identification and checksum. */
    private long ipSum;
    /** Sum of pseudo-header and transport header without the fields that differ between segments. */
    private long transportSum;

    /**
     * Starts on a packet, borrowed until the last {@link #next}.
     *
     * @return whether it can be cut; not if it is empty or its offload metadata contradicts its headers
     */
    public boolean begin(Packet packet) {
        source = packet.memory();
        start = packet.start();
        sent = 0;
        index = 0;
        segmenting = packet.gso() != Gso.NONE;
        if (segmenting) {
            return beginSegments(packet);
        }
        headerLength = 0;
        payloadLength = packet.length();
        segmentPayload = payloadLength;
        segments = 1;
        return payloadLength > 0 && ChecksumCompleter.complete(packet);
    }

    /** How many packets come out in all. */
    public int count() {
        return segments;
    }

    /** The length of every packet but the last, which may be shorter. */
    public int largest() {
        return headerLength + Math.min(segmentPayload, payloadLength);
    }

    /**
     * Writes the next whole IP packet at {@code at} in {@code target}, where {@link #largest} bytes must be free.
     *
     * @return its length; 0 when there is none left
     */
    public int next(MemorySegment target, long at) {
        if (index == segments) {
            return 0;
        }
        int payload = Math.min(segmentPayload, payloadLength - sent);
        long from = start + headerLength + sent;
        MemorySegment.copy(source, from, target, at + headerLength, payload);
        int length = headerLength + payload;
        if (segmenting) {
            MemorySegment.copy(source, start, target, at, headerLength);
            writeIp(target, at, length);
            int payloadSum = Checksum.sum(source, from, payload);
            if (isTcp) {
                writeTcp(target, at, length, payloadSum);
            } else {
                writeUdp(target, at, length, payloadSum);
            }
        }
        sent += payload;
        index++;
        return length;
    }

    private boolean beginSegments(Packet packet) {
        int length = packet.length();
        isTcp = packet.gso() != Gso.UDP;
        transportOffset = packet.checksumStart();
        segmentPayload = packet.gsoSize();
        if (!packet.checksumPartial() || segmentPayload <= 0 || transportOffset < 0 || transportOffset >= length
                || !readIp(packet.gso(), length) || !readTransport(packet.checksumOffset(), length)) {
            return false;
        }
        payloadLength = length - headerLength;
        segments = Math.max(1, Math.ceilDiv(payloadLength, segmentPayload));
        return true;
    }

    private boolean readIp(Gso gso, int length) {
        isIpv4 = NetworkOrder.get8(source, start) >>> 4 == 4;
        if (!isIpv4) {
            return gso != Gso.TCP4 && ipv6.wrap(source, start, length).checkTruncated() == WireFault.NONE
                    && transportOffset >= Ipv6Header.LENGTH;
        }
        if (gso == Gso.TCP6 || ipv4.wrap(source, start, length).checkTruncated() != WireFault.NONE
                || transportOffset != ipv4.headerLength()) {
            return false;
        }
        identification = ipv4.identification();
        ipSum = (long) Checksum.sum(source, start, transportOffset)
                + without(ipv4.totalLength()) + without(identification) + without(ipv4.checksum());
        return true;
    }

    /**
     * Reads the transport header. Its checksum field holds the sum of the pseudo-header, so that the sum over the header
     * is that of both; the pseudo-header's length is taken out of it again.
     */
    private boolean readTransport(int checksumOffset, int length) {
        int upperLength = length - transportOffset;
        long at = start + transportOffset;
        if (isTcp) {
            if (tcp.wrap(source, at, upperLength).check() != WireFault.NONE || checksumOffset != TcpHeader.CHECKSUM) {
                return false;
            }
            headerLength = transportOffset + tcp.headerLength();
            sequence = tcp.sequence();
            flags = tcp.flags();
            transportSum = (long) Checksum.sum(source, at, tcp.headerLength())
                    + without(upperLength) + without(sequence) + without(flags);
            return true;
        }
        if (upperLength < UdpHeader.LENGTH || checksumOffset != UdpHeader.CHECKSUM) {
            return false;
        }
        udp.wrap(source, at, upperLength);
        headerLength = transportOffset + UdpHeader.LENGTH;
        transportSum = (long) Checksum.sum(source, at, UdpHeader.LENGTH)
                + without(upperLength) + without(udp.declaredLength());
        return true;
    }

    /** What to add to a sum to take a field of up to 32 bits out of it: its one's complement. */
    private static long without(long field) {
        return ~field & 0xffff_ffffL;
    }

    private void writeIp(MemorySegment target, long at, int length) {
        if (isIpv4) {
            int id = identification + index & 0xffff;
            ipv4.wrap(target, at, length);
            ipv4.totalLength(length);
            ipv4.identification(id);
            ipv4.checksum(Checksum.of(ipSum + length + id));
        } else {
            ipv6.wrap(target, at, length).declaredPayloadLength(length - Ipv6Header.LENGTH);
        }
    }

    /** FIN and PSH belong to the last byte, CWR to the first (RFC 3168 §6.1.2: it is sent once). */
    private void writeTcp(MemorySegment target, long at, int length, int payloadSum) {
        int bits = flags;
        if (index < segments - 1) {
            bits &= ~(TcpHeader.FIN | TcpHeader.PSH);
        }
        if (index > 0) {
            bits &= ~TcpHeader.CWR;
        }
        int upperLength = length - transportOffset;
        long number = sequence + sent & 0xffff_ffffL;
        tcp.wrap(target, at + transportOffset, upperLength);
        tcp.sequence(number);
        tcp.flags(bits);
        tcp.checksum(Checksum.of(transportSum + upperLength + number + bits + payloadSum));
    }

    private void writeUdp(MemorySegment target, long at, int length, int payloadSum) {
        int upperLength = length - transportOffset;
        udp.wrap(target, at + transportOffset, upperLength);
        udp.declaredLength(upperLength);
        // The length counts twice: in the header and in the pseudo-header.
        udp.checksum(Checksum.udp(transportSum + upperLength + upperLength + payloadSum));
    }
}
