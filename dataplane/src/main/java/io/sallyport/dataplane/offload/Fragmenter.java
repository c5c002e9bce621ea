package io.sallyport.dataplane.offload;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv4Options;
import io.sallyport.dataplane.wire.WireFault;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Cuts an IPv4 packet that is larger than the next hop's MTU, and may be, into fragments (RFC 791 §3.2); a fragment can be
 * cut again. IPv6 routers never do this (RFC 8200 §4.5).
 *
 * <p>Used like {@link Segmenter}, {@link #begin} and then {@link #next} until it returns 0; or {@link #fragment} for all at
 * once.
 */
public final class Fragmenter {

    /** Fragment offsets count in units of eight bytes. */
    private static final int UNIT = 8;

    private final Ipv4Header source = new Ipv4Header();
    private final Ipv4Header target = new Ipv4Header();
    /** The options that fragments other than the first carry. */
    private final MemorySegment laterOptions = Arena.ofAuto().allocate(Ipv4Options.MAX_LENGTH);

    private MemorySegment memory;
    private long start;
    private int mtu;
    private int payloadLength;
    private int laterHeaderLength;
    private int sent;
    private boolean done;

    /**
     * Starts on a packet, borrowed until the last {@link #next}; a partial checksum is completed in it, as the fragments
     * carry it on.
     *
     * @param newMtu bytes that a fragment may have, header included
     * @return whether it can be cut: a sound IPv4 packet that may be fragmented, not one for segmentation, and an MTU with
     *         room for eight bytes behind its header
     */
    public boolean begin(Packet packet, int newMtu) {
        memory = packet.memory();
        start = packet.start();
        mtu = newMtu;
        sent = 0;
        done = false;
        source.wrap(memory, start, packet.length());
        if (packet.gso() != Gso.NONE || source.check() != WireFault.NONE || source.dontFragment()
                || mtu < source.headerLength() + UNIT || !ChecksumCompleter.complete(packet)) {
            return false;
        }
        payloadLength = source.payloadLength();
        laterHeaderLength = Ipv4Header.MIN_LENGTH + Ipv4Options.copyForFragments(memory, start + Ipv4Header.MIN_LENGTH,
                source.headerLength() - Ipv4Header.MIN_LENGTH, laterOptions, 0);
        return true;
    }

    /** How many fragments come out in all; 1 when the packet fits as it is. */
    public int count() {
        int first = capacity(source.headerLength());
        if (source.totalLength() <= mtu) {
            return 1;
        }
        int behindFirst = payloadLength - first;
        int lastMost = mtu - laterHeaderLength; // the last need not end on a unit
        return 2 + Math.ceilDiv(Math.max(0, behindFirst - lastMost), capacity(laterHeaderLength));
    }

    /** Payload bytes of a fragment that is not the last. */
    private int capacity(int headerLength) {
        return (mtu - headerLength) / UNIT * UNIT;
    }

    /**
     * Writes the next fragment at {@code at} in {@code to}, where an MTU's worth of bytes must be free.
     *
     * @return its length; 0 when there is none left
     */
    public int next(MemorySegment to, long at) {
        if (done) {
            return 0;
        }
        boolean first = sent == 0;
        int headerLength = first ? source.headerLength() : laterHeaderLength;
        int rest = payloadLength - sent;
        done = rest <= mtu - headerLength;
        int payload = done ? rest : capacity(headerLength);
        int length = headerLength + payload;
        writeHeader(to, at, headerLength, length);
        MemorySegment.copy(memory, source.payloadOffset() + sent, to, at + headerLength, payload);
        sent += payload;
        return length;
    }

    private void writeHeader(MemorySegment to, long at, int headerLength, int length) {
        if (sent == 0) {
            MemorySegment.copy(memory, start, to, at, headerLength);
        } else {
            MemorySegment.copy(memory, start, to, at, Ipv4Header.MIN_LENGTH);
            MemorySegment.copy(laterOptions, 0, to, at + Ipv4Header.MIN_LENGTH, headerLength - Ipv4Header.MIN_LENGTH);
        }
        target.wrap(to, at, length);
        target.headerLength(headerLength);
        target.totalLength(length);
        target.fragment(false, !done || source.moreFragments(), source.fragmentOffset() + sent);
        target.fillChecksum();
    }

    /**
     * Cuts {@code packet} into packets from {@code pool}, appended to {@code into} in order with what is known of the
     * original: its protocol, its peer. All or nothing.
     *
     * @return whether it was done and the packet released; if not, the caller still owns it
     */
    public boolean fragment(Packet packet, int newMtu, PacketPool pool, PacketBatch into) {
        if (!begin(packet, newMtu) || count() > pool.available() || count() > into.space()) {
            return false;
        }
        while (!done) {
            Packet fragment = pool.acquire();
            fragment.length(next(fragment.memory(), fragment.start()));
            if (packet.ipVersion() != 0) {
                fragment.classified(packet.ipVersion(), packet.protocol(), target.headerLength(),
                        target.isFragment(), target.fragmentOffset() > 0);
            }
            fragment.peer(packet.peer());
            fragment.outerTrafficClass(packet.outerTrafficClass());
            into.add(fragment);
        }
        packet.release();
        return true;
    }
}
