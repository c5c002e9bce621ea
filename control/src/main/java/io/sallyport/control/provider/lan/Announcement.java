package io.sallyport.control.provider.lan;

import io.sallyport.dataplane.wire.EthernetHeader;
import io.sallyport.dataplane.wire.Icmpv6Header;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.NetworkOrder;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The frames that tell everybody on a link: this address is at this MAC address now. */
final class Announcement {

    private static final long EVERYBODY = 0xffff_ffff_ffffL;
    /** ff02::1 as Ethernet has it (RFC 2464 §7). */
    private static final long ALL_NODES_MAC = 0x3333_0000_0001L;
    private static final long ALL_NODES_HIGH = 0xff02_0000_0000_0000L;
    private static final long ALL_NODES_LOW = 1;

    /**
     * RFC 826, for IPv4 over Ethernet:
     * <pre>
     * hardware:2 protocol:2 hlen:1 plen:1 operation:2 | sender mac:6 ip:4 | target mac:6 ip:4
     * </pre>
     */
    private static final int ARP_LENGTH = 28;
    private static final int OPERATION = 6;
    private static final int SENDER_MAC = 8;
    private static final int SENDER_IP = 14;
    private static final int TARGET_MAC = 18;
    private static final int TARGET_IP = 24;
    private static final int ETHERNET = 1;
    private static final int REQUEST = 1;
    private static final int REPLY = 2;
    /** Ethernet's shortest frame without its check sequence. */
    private static final int SHORTEST_FRAME = 60;

    /**
     * RFC 4861 §4.4 with the option of §4.6.1:
     * <pre>
     * type:1 code:1 checksum:2 | R S O reserved:32 | target:16 | option type:1 length:1 mac:6
     * </pre>
     */
    private static final int ADVERTISEMENT_LENGTH = 32;
    private static final int FLAGS = 4;
    private static final int TARGET = 8;
    private static final int OPTION = 24;
    private static final int TARGET_LINK_LAYER_ADDRESS = 2;
    /** We are a router, and what was known before is to be overridden; nobody asked. */
    private static final long ROUTER_AND_OVERRIDE = 0xa000_0000L;
    /** What a router would have lowered came from elsewhere (RFC 4861 §7.1.2). */
    private static final int HOP_LIMIT = 255;

    private Announcement() {
    }

    /** @param mac the 48 bits of the sender's own address */
    static List<byte[]> of(IpAddress address, long mac) {
        // some listen to requests only, as RFC 5227 §3 advises, some to replies only
        return address.v6() ? List.of(advertisement(address, mac)) : List.of(arp(REQUEST, address, mac), arp(REPLY, address, mac));
    }

    private static byte[] arp(int operation, IpAddress address, long mac) {
        byte[] frame = new byte[SHORTEST_FRAME];
        MemorySegment memory = MemorySegment.ofArray(frame);
        ethernet(memory, EVERYBODY, mac, EthernetHeader.ARP);
        MemorySegment arp = memory.asSlice(EthernetHeader.LENGTH, ARP_LENGTH);
        NetworkOrder.put16(arp, 0, ETHERNET);
        NetworkOrder.put16(arp, 2, EthernetHeader.IPV4);
        NetworkOrder.put8(arp, 4, 6);
        NetworkOrder.put8(arp, 5, 4);
        NetworkOrder.put16(arp, OPERATION, operation);
        mac(arp, SENDER_MAC, mac);
        NetworkOrder.put32(arp, SENDER_IP, address.low());
        mac(arp, TARGET_MAC, operation == REPLY ? EVERYBODY : 0);
        NetworkOrder.put32(arp, TARGET_IP, address.low());
        return frame;
    }

    private static byte[] advertisement(IpAddress address, long mac) {
        byte[] frame = new byte[EthernetHeader.LENGTH + Ipv6Header.LENGTH + ADVERTISEMENT_LENGTH];
        MemorySegment memory = MemorySegment.ofArray(frame);
        ethernet(memory, ALL_NODES_MAC, mac, EthernetHeader.IPV6);
        Ipv6Header ip = new Ipv6Header().wrap(memory, EthernetHeader.LENGTH, Ipv6Header.LENGTH + ADVERTISEMENT_LENGTH);
        ip.start(0, 0);
        ip.declaredPayloadLength(ADVERTISEMENT_LENGTH);
        ip.nextHeader(IpProtocol.ICMPV6);
        ip.hopLimit(HOP_LIMIT);
        ip.source(address.high(), address.low());
        ip.destination(ALL_NODES_HIGH, ALL_NODES_LOW);
        int at = EthernetHeader.LENGTH + Ipv6Header.LENGTH;
        Icmpv6Header icmp = new Icmpv6Header().wrap(memory, at, ADVERTISEMENT_LENGTH);
        icmp.start(Icmpv6Header.NEIGHBOR_ADVERTISEMENT, 0);
        NetworkOrder.put32(memory, at + FLAGS, ROUTER_AND_OVERRIDE);
        NetworkOrder.put64(memory, at + TARGET, address.high());
        NetworkOrder.put64(memory, at + TARGET + Long.BYTES, address.low());
        NetworkOrder.put8(memory, at + OPTION, TARGET_LINK_LAYER_ADDRESS);
        NetworkOrder.put8(memory, at + OPTION + 1, 1); // in units of eight bytes
        mac(memory, at + OPTION + 2, mac);
        icmp.fillChecksum(ip);
        return frame;
    }

    private static void ethernet(MemorySegment memory, long destination, long source, int etherType) {
        EthernetHeader header = new EthernetHeader().wrap(memory, 0, EthernetHeader.LENGTH);
        header.destination(destination);
        header.source(source);
        header.etherType(etherType);
    }

    private static void mac(MemorySegment memory, long at, long mac) {
        NetworkOrder.put16(memory, at, (int) (mac >>> 32));
        NetworkOrder.put32(memory, at + Short.BYTES, mac & 0xffff_ffffL);
    }
}
