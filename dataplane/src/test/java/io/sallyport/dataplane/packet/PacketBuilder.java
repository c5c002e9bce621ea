package io.sallyport.dataplane.packet;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.nio.ByteBuffer;

/**
 * Builds whole IP packets with right checksums for tests, byte by byte and without the code under test:
 * {@code PacketBuilder.ipv4("192.168.10.15", "10.100.10.15").tcp(40_000, 443).seq(7).payload(1000).toPacket(pool)}.
 */
public final class PacketBuilder {

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int NO_TRANSPORT = -1;

    private final byte[] source;
    private final byte[] destination;
    private int tos;
    private int ttl = 64;
    private int identification = 1;
    private int fragmentField;
    private byte[] ipOptions = {};
    private byte[] extensions = {};
    private int firstExtension = NO_TRANSPORT;
    private int lastExtensionAt;

    private int protocol = NO_TRANSPORT;
    private int sourcePort;
    private int destinationPort;
    private long sequence;
    private long acknowledgment;
    private int flags = 0x10;
    private int window = 0xffff;
    private byte[] tcpOptions = {};
    private int icmpType;
    private int icmpCode;
    private int icmpRest;
    private byte[] payload = {};
    private boolean withoutChecksum;
    private Gso gso = Gso.NONE;
    private int gsoSize;
    private boolean partial;

    private PacketBuilder(String source, String destination) {
        this.source = IpAddress.parse(source).toBytes();
        this.destination = IpAddress.parse(destination).toBytes();
    }

    /** A packet between two addresses of one family. */
    public static PacketBuilder ip(String source, String destination) {
        return new PacketBuilder(source, destination);
    }

    public PacketBuilder tos(int trafficClass) {
        tos = trafficClass;
        return this;
    }

    public PacketBuilder ttl(int hops) {
        ttl = hops;
        return this;
    }

    public PacketBuilder id(int value) {
        identification = value;
        return this;
    }

    public PacketBuilder dontFragment() {
        fragmentField |= 0x4000;
        return this;
    }

    /** An IPv4 fragment; {@code offset} in bytes. The transport checksum is that of the fragment alone. */
    public PacketBuilder fragment(int offset, boolean more) {
        fragmentField |= offset / 8 | (more ? 0x2000 : 0);
        return this;
    }

    /** IPv4 options; a multiple of four bytes. */
    public PacketBuilder ipOptions(byte... options) {
        ipOptions = options;
        return this;
    }

    /** Appends an IPv6 extension header; its first byte, the next header, is filled in. */
    public PacketBuilder extension(int number, byte... header) {
        if (firstExtension == NO_TRANSPORT) {
            firstExtension = number;
        } else {
            extensions[lastExtensionAt] = (byte) number;
        }
        lastExtensionAt = extensions.length;
        extensions = ByteBuffer.allocate(extensions.length + header.length).put(extensions).put(header).array();
        return this;
    }

    public PacketBuilder tcp(int from, int to) {
        return ports(TCP, from, to);
    }

    public PacketBuilder udp(int from, int to) {
        return ports(UDP, from, to);
    }

    private PacketBuilder ports(int number, int from, int to) {
        protocol = number;
        sourcePort = from;
        destinationPort = to;
        return this;
    }

    public PacketBuilder seq(long value) {
        sequence = value;
        return this;
    }

    public PacketBuilder ack(long value) {
        acknowledgment = value;
        return this;
    }

    /** TCP control bits; ACK alone unless said. */
    public PacketBuilder flags(int bits) {
        flags = bits;
        return this;
    }

    public PacketBuilder window(int value) {
        window = value;
        return this;
    }

    /** TCP options; a multiple of four bytes. */
    public PacketBuilder tcpOptions(byte... options) {
        tcpOptions = options;
        return this;
    }

    /** ICMP in an IPv4 packet, ICMPv6 in an IPv6 packet. */
    public PacketBuilder icmp(int type, int code) {
        protocol = v6() ? ICMPV6 : ICMP;
        icmpType = type;
        icmpCode = code;
        return this;
    }

    /** An ICMP or ICMPv6 echo request. */
    public PacketBuilder echoRequest(int id, int number) {
        return icmp(v6() ? 128 : 8, 0).icmpRest(id << 16 | number);
    }

    /** The second 32 bits of an ICMP header. */
    public PacketBuilder icmpRest(int bits) {
        icmpRest = bits;
        return this;
    }

    /** No transport header of ours: the payload is all there is behind IP. */
    public PacketBuilder protocol(int number) {
        protocol = number;
        return this;
    }

    public PacketBuilder payload(byte... bytes) {
        payload = bytes;
        return this;
    }

    /** A payload of {@code length} bytes that differ from their neighbours. */
    public PacketBuilder payload(int length) {
        payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31 + i / 256);
        }
        return this;
    }

    /** UDP without a checksum. */
    public PacketBuilder withoutChecksum() {
        withoutChecksum = true;
        return this;
    }

    /** A segmentation-offload packet as a port hands it over: checksum partial, {@code size} bytes a segment. */
    public PacketBuilder gso(int size) {
        gso = protocol == UDP ? Gso.UDP : v6() ? Gso.TCP6 : Gso.TCP4;
        gsoSize = size;
        partial = true;
        return this;
    }

    /** The transport checksum holds the pseudo-header sum only. */
    public PacketBuilder partialChecksum() {
        partial = true;
        return this;
    }

    private boolean v6() {
        return source.length == 16;
    }

    private int transportOffset() {
        return v6() ? 40 + extensions.length : 20 + ipOptions.length;
    }

    private int transportHeaderLength() {
        return switch (protocol) {
            case TCP -> 20 + tcpOptions.length;
            case UDP, ICMP, ICMPV6 -> 8;
            default -> 0;
        };
    }

    private int checksumOffset() {
        return switch (protocol) {
            case TCP -> 16;
            case UDP -> 6;
            case ICMP, ICMPV6 -> 2;
            default -> NO_TRANSPORT;
        };
    }

    public byte[] toBytes() {
        int transport = transportOffset();
        ByteBuffer packet = ByteBuffer.allocate(transport + transportHeaderLength() + payload.length);
        if (v6()) {
            putIpv6(packet);
        } else {
            putIpv4(packet);
        }
        putTransport(packet, packet.capacity() - transport);
        packet.put(payload);
        putTransportChecksum(packet, transport);
        return packet.array();
    }

    private void putIpv4(ByteBuffer packet) {
        int headerLength = 20 + ipOptions.length;
        packet.put((byte) (0x40 | headerLength / 4)).put((byte) tos).putShort((short) packet.capacity());
        packet.putShort((short) identification).putShort((short) fragmentField);
        packet.put((byte) ttl).put((byte) protocol).putShort((short) 0);
        packet.put(source).put(destination).put(ipOptions);
        packet.putShort(10, (short) ReferenceChecksum.checksum(packet.array(), 0, headerLength));
    }

    private void putIpv6(ByteBuffer packet) {
        packet.putInt(6 << 28 | tos << 20).putShort((short) (packet.capacity() - 40));
        packet.put((byte) (firstExtension == NO_TRANSPORT ? protocol : firstExtension)).put((byte) ttl);
        packet.put(source).put(destination).put(extensions);
        if (firstExtension != NO_TRANSPORT) {
            packet.put(40 + lastExtensionAt, (byte) protocol);
        }
    }

    private void putTransport(ByteBuffer packet, int length) {
        switch (protocol) {
            case TCP -> {
                packet.putShort((short) sourcePort).putShort((short) destinationPort);
                packet.putInt((int) sequence).putInt((int) acknowledgment);
                packet.put((byte) (5 + tcpOptions.length / 4 << 4)).put((byte) flags).putShort((short) window).putInt(0);
                packet.put(tcpOptions);
            }
            case UDP -> packet.putShort((short) sourcePort).putShort((short) destinationPort).putShort((short) length)
                    .putShort((short) 0);
            case ICMP, ICMPV6 -> packet.put((byte) icmpType).put((byte) icmpCode).putShort((short) 0).putInt(icmpRest);
            default -> { }
        }
    }

    private void putTransportChecksum(ByteBuffer packet, int transport) {
        if (checksumOffset() == NO_TRANSPORT || withoutChecksum) {
            return;
        }
        byte[] bytes = packet.array();
        int at = transport + checksumOffset();
        if (partial) {
            packet.putShort(at, (short) ReferenceChecksum.partial(bytes, transport, bytes.length, protocol));
        } else if (protocol == ICMP) {
            packet.putShort(at, (short) ReferenceChecksum.checksum(bytes, transport, bytes.length));
        } else {
            byte[] all = ReferenceChecksum.withPseudoHeader(bytes, transport, bytes.length, protocol);
            int checksum = ReferenceChecksum.checksum(all, 0, all.length);
            packet.putShort(at, (short) (checksum == 0 && protocol == UDP ? 0xffff : checksum));
        }
    }

    /** The packet as a port hands it to classify. */
    public Packet toPacket(PacketPool pool) {
        Packet packet = Packets.of(pool, toBytes());
        packet.gso(gso, gsoSize);
        if (partial) {
            packet.partialChecksum(transportOffset(), checksumOffset());
        }
        return packet;
    }

    /** The packet as classify hands it on. */
    public Packet toClassifiedPacket(PacketPool pool) {
        Packet packet = toPacket(pool);
        boolean later = (fragmentField & 0x1fff) != 0;
        boolean fragment = later || (fragmentField & 0x2000) != 0;
        packet.classified(v6() ? 6 : 4, protocol, transportOffset(), fragment, later);
        return packet;
    }
}
