package io.sallyport.dataplane.wire;

import java.lang.foreign.MemorySegment;

/**
 * An Ethernet II header (IEEE 802.3 §3.2), for ports that see frames: pcap files and XDP.
 * <pre>
 * +--------------------+--------------------+----------------+
 * | Destination (48)   | Source (48)        | EtherType (16) |
 * +--------------------+--------------------+----------------+
 * </pre>
 * VLAN tags are not looked behind: a tagged frame has the EtherType {@link #VLAN}.
 */
public final class EthernetHeader {

    public static final int LENGTH = 14;

    public static final int IPV4 = 0x0800;
    public static final int ARP = 0x0806;
    public static final int VLAN = 0x8100;
    public static final int IPV6 = 0x86dd;

    static final int DESTINATION = 0;
    static final int SOURCE = 6;
    static final int ETHER_TYPE = 12;

    private MemorySegment memory;
    private long offset;
    private int length;

    /** Points this view at {@code length} bytes of memory; they may hold anything until {@link #check()}. */
    public EthernetHeader wrap(MemorySegment newMemory, long newOffset, int newLength) {
        memory = newMemory;
        offset = newOffset;
        length = newLength;
        return this;
    }

    public WireFault check() {
        return length < LENGTH ? WireFault.TRUNCATED : WireFault.NONE;
    }

    /** The 48 bits of the address. */
    public long destination() {
        return address(DESTINATION);
    }

    public void destination(long address) {
        address(DESTINATION, address);
    }

    /** The 48 bits of the address. */
    public long source() {
        return address(SOURCE);
    }

    public void source(long address) {
        address(SOURCE, address);
    }

    public int etherType() {
        return NetworkOrder.get16(memory, offset + ETHER_TYPE);
    }

    public void etherType(int value) {
        NetworkOrder.put16(memory, offset + ETHER_TYPE, value);
    }

    public long payloadOffset() {
        return offset + LENGTH;
    }

    public int payloadLength() {
        return length - LENGTH;
    }

    private long address(int field) {
        return (long) NetworkOrder.get16(memory, offset + field) << 32 | NetworkOrder.get32(memory, offset + field + 2);
    }

    private void address(int field, long value) {
        NetworkOrder.put16(memory, offset + field, (int) (value >>> 32));
        NetworkOrder.put32(memory, offset + field + 2, value);
    }
}
