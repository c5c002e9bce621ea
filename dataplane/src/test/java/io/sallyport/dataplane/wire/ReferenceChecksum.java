package io.sallyport.dataplane.wire;

import java.util.Arrays;

/**
 * The Internet checksum once more, as plainly as RFC 1071 words it, and with nothing from the code under test: the judge of
 * every other checksum in the tests.
 */
public final class ReferenceChecksum {

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private ReferenceChecksum() {
    }

    /** Sum of 16-bit words with the carry added back after every addition; an odd last byte is padded with zero. */
    public static int sum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < to ? bytes[i + 1] & 0xff : 0);
            if (sum > 0xffff) {
                sum -= 0xffff;
            }
        }
        return sum;
    }

    public static int checksum(byte[] bytes, int from, int to) {
        return 0xffff - sum(bytes, from, to);
    }

    /** Header and payload of the transport behind an IPv4 header or a plain IPv6 header, with the pseudo-header in front. */
    public static byte[] withPseudoHeader(byte[] packet, int transport, int end, int protocol) {
        boolean v6 = packet[0] >> 4 == 6;
        int addresses = v6 ? 32 : 8;
        int length = end - transport;
        byte[] all = new byte[addresses + 8 + length];
        System.arraycopy(packet, v6 ? 8 : 12, all, 0, addresses);
        all[addresses + 1] = (byte) (length >> 16);
        all[addresses + 2] = (byte) (length >> 8);
        all[addresses + 3] = (byte) length;
        all[addresses + 7] = (byte) protocol;
        System.arraycopy(packet, transport, all, addresses + 8, length);
        return all;
    }

    /** The un-complemented pseudo-header sum that stands in the checksum field of a packet that is still to be completed. */
    public static int partial(byte[] packet, int transport, int end, int protocol) {
        byte[] all = withPseudoHeader(packet, transport, end, protocol);
        return sum(all, 0, all.length - (end - transport));
    }

    /**
     * What is wrong with the checksums of a whole, unfragmented packet; empty when nothing is. IPv6 extension headers are
     * not looked behind.
     */
    public static String faults(byte[] packet) {
        boolean v6 = packet[0] >> 4 == 6;
        int transport = v6 ? 40 : (packet[0] & 0xf) * 4;
        int total = v6 ? 40 + word(packet, 4) : word(packet, 2);
        if (total != packet.length) {
            return "length field says " + total + ", packet has " + packet.length;
        }
        if (!v6 && sum(packet, 0, transport) != 0xffff) {
            return "IPv4 header checksum";
        }
        int protocol = packet[v6 ? 6 : 9];
        return switch (protocol) {
            case TCP -> transportFault(packet, transport, protocol, "TCP checksum");
            case UDP -> udpFault(packet, transport);
            case ICMP -> sum(packet, transport, total) == 0xffff ? "" : "ICMP checksum";
            case ICMPV6 -> transportFault(packet, transport, protocol, "ICMPv6 checksum");
            default -> "";
        };
    }

    private static String udpFault(byte[] packet, int transport) {
        if (word(packet, transport + 4) != packet.length - transport) {
            return "UDP length field";
        }
        return word(packet, transport + 6) == 0 ? "" : transportFault(packet, transport, UDP, "UDP checksum");
    }

    private static String transportFault(byte[] packet, int transport, int protocol, String name) {
        byte[] all = withPseudoHeader(packet, transport, packet.length, protocol);
        return sum(all, 0, all.length) == 0xffff ? "" : name + " in " + Arrays.toString(packet);
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
