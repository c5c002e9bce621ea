package io.sallyport.dataplane.packet;

import java.lang.foreign.MemorySegment;

/**
 * One packet buffer and what the stages know about the bytes in it.
 *
 * <p>The buffer is {@code memory[base, base + capacity)}; the packet's bytes are {@code memory[start(), start() + length())}.
 * {@code memory} is the whole slab of the pool, so that views can be re-pointed without allocating. On the LAN side the bytes
 * are one IP packet, or one segmentation-offload packet ({@link #gso()}); on the WAN side they are a <em>train</em>: one or
 * more UDP payloads of {@link #segmentSize()} bytes each, the last may be shorter, to or from one endpoint.
 */
public final class Packet {

    /**
     * Bytes free in front of a packet as a port reads it: room for {@code virtio_net_hdr} (12) and a WireGuard data header
     * (16) or an ICMPv6 error (48), rounded up to two cache lines.
     */
    public static final int HEADROOM = 128;
    /** The largest IP packet or UDP train. */
    public static final int MAX_LENGTH = 65_535;
    /** Bytes free behind the largest packet: an AEAD tag, rounded up to a cache line. */
    public static final int TAILROOM = 64;

    /** {@link #peer()} before routing has chosen one. */
    public static final int NO_PEER = -1;

    private final MemorySegment memory;
    private final long base;
    private final int capacity;
    private final PacketPool pool;
    /** The pool's mark: who releases a packet must own it. */
    boolean inPool = true;

    private int head;
    private int length;

    // segmentation offload
    private Gso gso;
    private int gsoSize;
    private boolean checksumPartial;
    private int checksumStart;
    private int checksumOffset;

    // set by classify; offsets are relative to start()
    private int ipVersion;
    private int protocol;
    private int transportOffset;
    private boolean laterFragment;
    private boolean fragment;

    // set by route, or by tunnel open
    private int peer;

    // WAN side
    private int segmentSize;
    private boolean remoteV6;
    private long remoteHigh;
    private long remoteLow;
    private int remotePort;
    private int outerTrafficClass;

    Packet(PacketPool pool, MemorySegment memory, long base, int capacity) {
        this.pool = pool;
        this.memory = memory;
        this.base = base;
        this.capacity = capacity;
        reset();
    }

    /** Back to an empty packet with full headroom and no metadata. */
    public void reset() {
        head = HEADROOM;
        length = 0;
        clearOffload();
        ipVersion = 0;
        protocol = -1;
        transportOffset = 0;
        laterFragment = false;
        fragment = false;
        peer = NO_PEER;
        segmentSize = 0;
        remoteV6 = false;
        remoteHigh = 0;
        remoteLow = 0;
        remotePort = 0;
        outerTrafficClass = 0;
    }

    /** The pool's slab. Borrowed until the packet is released. */
    public MemorySegment memory() {
        return memory;
    }

    /** Offset of the first byte in {@link #memory()}. */
    public long start() {
        return base + head;
    }

    /** Address of the first byte, for system calls. */
    public long address() {
        return memory.address() + base + head;
    }

    public int length() {
        return length;
    }

    /** Sets how many bytes are in use from {@link #start()}; the bytes are the caller's to have written. */
    public void length(int newLength) {
        if (newLength < 0 || newLength > capacity - head) {
            throw new IllegalArgumentException("length " + newLength + " does not fit behind head " + head);
        }
        length = newLength;
    }

    public int headroom() {
        return head;
    }

    /** Bytes that can be appended. */
    public int tailroom() {
        return capacity - head - length;
    }

    /** Grows the packet at its front by {@code count} bytes of headroom; their content is undefined. */
    public void prepend(int count) {
        if (count < 0 || count > head) {
            throw new IllegalArgumentException("prepend " + count + " is not in 0 to the headroom " + head);
        }
        head -= count;
        length += count;
    }

    /** Drops {@code count} bytes from the front. */
    public void trimFront(int count) {
        if (count < 0 || count > length) {
            throw new IllegalArgumentException("trim " + count + " is not in 0 to the length " + length);
        }
        head += count;
        length -= count;
    }

    public Gso gso() {
        return gso;
    }

    /** Payload bytes per segment when {@link #gso()} is not {@link Gso#NONE}. */
    public int gsoSize() {
        return gsoSize;
    }

    public void gso(Gso kind, int size) {
        gso = kind;
        gsoSize = size;
    }

    /**
     * Whether the transport checksum field holds only the un-complemented pseudo-header sum, to be completed over
     * {@code [checksumStart, end)} ({@code VIRTIO_NET_HDR_F_NEEDS_CSUM}). Such a field is updated the other way round by NAT.
     */
    public boolean checksumPartial() {
        return checksumPartial;
    }

    /** Where the checksum starts, relative to {@link #start()}. */
    public int checksumStart() {
        return checksumStart;
    }

    /** Where the checksum field is, relative to {@link #checksumStart()}. */
    public int checksumOffset() {
        return checksumOffset;
    }

    public void partialChecksum(int start, int offset) {
        checksumPartial = true;
        checksumStart = start;
        checksumOffset = offset;
    }

    public void checksumComplete() {
        checksumPartial = false;
        checksumStart = 0;
        checksumOffset = 0;
    }

    public void clearOffload() {
        gso = Gso.NONE;
        gsoSize = 0;
        checksumComplete();
    }

    /** 4 or 6 once classified, 0 before. */
    public int ipVersion() {
        return ipVersion;
    }

    /** The upper-layer protocol number (IANA), behind all IPv6 extension headers; −1 before classify. */
    public int protocol() {
        return protocol;
    }

    /** Where the transport header starts, relative to {@link #start()}; meaningless for {@link #laterFragment()}. */
    public int transportOffset() {
        return transportOffset;
    }

    /** Whether this is a fragment other than the first: it has no transport header. */
    public boolean laterFragment() {
        return laterFragment;
    }

    /** Whether this is any fragment, first or later: its transport checksum cannot be verified here. */
    public boolean fragment() {
        return fragment;
    }

    public void classified(int version, int upperProtocol, int upperOffset, boolean isFragment, boolean isLaterFragment) {
        ipVersion = version;
        protocol = upperProtocol;
        transportOffset = upperOffset;
        fragment = isFragment;
        laterFragment = isLaterFragment;
    }

    /** Index of the peer in the current snapshot: the next hop going out, the sender coming in; or {@link #NO_PEER}. */
    public int peer() {
        return peer;
    }

    public void peer(int index) {
        peer = index;
    }

    /** WAN side: bytes per datagram in a train; 0 or at least {@link #length()} when the packet is one datagram. */
    public int segmentSize() {
        return segmentSize;
    }

    public void segmentSize(int bytes) {
        segmentSize = bytes;
    }

    /** WAN side: the other end of the datagram; the address as in {@link io.sallyport.dataplane.wire.IpAddress}. */
    public void remote(boolean v6, long high, long low, int port) {
        remoteV6 = v6;
        remoteHigh = high;
        remoteLow = low;
        remotePort = port;
    }

    public boolean remoteV6() {
        return remoteV6;
    }

    public long remoteHigh() {
        return remoteHigh;
    }

    public long remoteLow() {
        return remoteLow;
    }

    public int remotePort() {
        return remotePort;
    }

    /** WAN side: the outer IPv4 TOS or IPv6 traffic class, received or to send. */
    public int outerTrafficClass() {
        return outerTrafficClass;
    }

    public void outerTrafficClass(int value) {
        outerTrafficClass = value;
    }

    /**
     * Returns this packet to its pool; the caller no longer owns it.
     *
     * @throws IllegalStateException when it is there already: its second owner would share it with the next one
     */
    public void release() {
        pool.release(this);
    }
}
