package io.sallyport.bench.lab.vpc.fabric;

import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * "Who has this address?" in an Ethernet frame.
 *
 * <pre>
 * ARP (RFC 826), from 14:   htype:2 ptype:2 hlen:1 plen:1 oper:2 | sha:6 spa:4 tha:6 tpa:4
 * NS  (RFC 4861 §4.3):      IPv6 header from 14 | type:1 code:1 checksum:2 reserved:4 target:16 from 54
 * </pre>
 *
 * @param asker  hardware address
 * @param from   protocol address of the asker
 * @param target the address asked for
 */
record NeighborQuestion(byte[] asker, IpAddress from, IpAddress target) {

    private static final int ETHERNET = 14;
    private static final int MAC = 6;
    private static final short ARP = 0x0806;
    private static final short IPV6 = (short) 0x86dd;

    private static final int ARP_LENGTH = 28;
    /** Ethernet, IPv4, lengths 6 and 4, request. */
    private static final byte[] ARP_REQUEST = {0, 1, 8, 0, 6, 4, 0, 1};
    private static final byte[] ARP_REPLY = {0, 1, 8, 0, 6, 4, 0, 2};
    private static final int ARP_SENDER = ETHERNET + 8;
    private static final int ARP_SENDER_ADDRESS = ARP_SENDER + MAC;
    private static final int ARP_TARGET_ADDRESS = ARP_SENDER_ADDRESS + 4 + MAC;

    private static final int IPV6_HEADER = 40;
    private static final int IPV6_SOURCE = ETHERNET + 8;
    private static final int ICMP = ETHERNET + IPV6_HEADER;
    private static final int ICMPV6 = 58;
    private static final int SOLICITATION_LENGTH = 24;
    private static final int ICMP_TARGET = ICMP + 8;
    private static final int ADVERTISEMENT = 136;
    private static final int ADVERTISEMENT_LENGTH = 32;
    /** Solicited and override. */
    private static final int FLAGS = 0x6000_0000;
    private static final byte[] TARGET_LINK_LAYER_ADDRESS = {2, 1};
    private static final int HOP_LIMIT = 255;

    /** Empty when the frame asks nothing, or asks whether an address is free (RFC 4862 §5.4): that is not told. */
    static Optional<NeighborQuestion> read(byte[] frame) {
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        if (frame.length >= ETHERNET + ARP_LENGTH && buffer.getShort(12) == ARP
                && Arrays.equals(frame, ETHERNET, ETHERNET + ARP_REQUEST.length, ARP_REQUEST, 0, ARP_REQUEST.length)) {
            return question(frame, address(frame, ARP_SENDER_ADDRESS, 4), address(frame, ARP_TARGET_ADDRESS, 4));
        }
        if (frame.length >= ICMP + SOLICITATION_LENGTH && buffer.getShort(12) == IPV6) {
            return question(frame, address(frame, IPV6_SOURCE, 16), address(frame, ICMP_TARGET, 16));
        }
        return Optional.empty();
    }

    private static Optional<NeighborQuestion> question(byte[] frame, IpAddress from, IpAddress target) {
        boolean unspecified = from.high() == 0 && from.low() == 0;
        return unspecified ? Optional.empty()
                : Optional.of(new NeighborQuestion(Arrays.copyOfRange(frame, MAC, 2 * MAC), from, target));
    }

    private static IpAddress address(byte[] frame, int at, int length) {
        try {
            return IpAddress.of(InetAddress.getByAddress(Arrays.copyOfRange(frame, at, at + length)));
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are always an address", e);
        }
    }

    /** The frame that names the MAC address of that next hop. */
    byte[] answer(int number) {
        byte[] mac = ByteBuffer.allocate(MAC).putShort((short) PacketFilter.NEXT_HOP_MAC).putInt(number).array();
        return target.v6() ? advertisement(mac) : arpReply(mac);
    }

    private byte[] arpReply(byte[] mac) {
        return ByteBuffer.allocate(ETHERNET + ARP_LENGTH)
                .put(asker).put(mac).putShort(ARP)
                .put(ARP_REPLY).put(mac).put(target.toBytes()).put(asker).put(from.toBytes())
                .array();
    }

    private byte[] advertisement(byte[] mac) {
        byte[] frame = ByteBuffer.allocate(ETHERNET + IPV6_HEADER + ADVERTISEMENT_LENGTH)
                .put(asker).put(mac).putShort(IPV6)
                .putInt(6 << 28).putShort((short) ADVERTISEMENT_LENGTH).put((byte) ICMPV6).put((byte) HOP_LIMIT)
                .put(target.toBytes()).put(from.toBytes())
                .put((byte) ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(FLAGS)
                .put(target.toBytes()).put(TARGET_LINK_LAYER_ADDRESS).put(mac)
                .array();
        long pseudo = Checksum.pseudoV6(target.high(), target.low(), from.high(), from.low(), ICMPV6, ADVERTISEMENT_LENGTH);
        int sum = Checksum.sum(MemorySegment.ofArray(frame), ICMP, ADVERTISEMENT_LENGTH);
        ByteBuffer.wrap(frame).putShort(ICMP + 2, (short) Checksum.of(sum + pseudo));
        return frame;
    }
}
