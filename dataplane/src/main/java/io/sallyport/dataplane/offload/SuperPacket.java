package io.sallyport.dataplane.offload;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.NetworkOrder;
import io.sallyport.dataplane.wire.TcpHeader;
import io.sallyport.dataplane.wire.UdpHeader;
import java.lang.foreign.MemorySegment;

/**
 * The packets of one flow that are being joined: the first one, and the payloads appended to it so far.
 *
 * <p>A packet is appended only if cutting the result again gives back what was joined, byte for byte; but for the IPv4
 * identification of packets that must not be fragmented, which means nothing (RFC 6864 §4.1). These are the rules of
 * Linux GRO, with which senders and receivers have been at peace for long.
 */
final class SuperPacket {

    /** {@code UDP_MAX_SEGMENTS} of older kernels; a larger train would be refused. */
    static final int MAX_DATAGRAMS = 64;

    private static final int TCP_URGENT_POINTER = 18;
    private static final int LAST_FLAGS = TcpHeader.PSH | TcpHeader.FIN;
    private static final int IPV4_FLAGS_FRAGMENT = 6;

    private Candidate first = new Candidate();
    private boolean used;
    private boolean open;
    private int segments;
    private int segmentPayload;
    private long nextSequence;
    private int lastFlags;
    private boolean sameIdentification;

    /**
     * Takes {@code candidate} as the first packet.
     *
     * @return the view that stood here before, for the next candidate
     */
    Candidate start(Candidate candidate) {
        Candidate spare = first;
        first = candidate;
        used = true;
        segments = 1;
        segmentPayload = candidate.payloadLength();
        open = true;
        if (candidate.isTcp()) {
            lastFlags = candidate.tcp().flags();
            open = (lastFlags & LAST_FLAGS) == 0;
            nextSequence = sequenceAfter(candidate);
        }
        return spare;
    }

    boolean isVacant() {
        return !used;
    }

    boolean sameFlow(Candidate candidate) {
        return used && first.sameFlow(candidate);
    }

    /** Appends the payload of {@code candidate} if it continues what is here; its packet is then no longer needed. */
    boolean join(Candidate candidate) {
        if (!open || !candidate.joinable()) {
            return false;
        }
        Packet head = first.packet();
        int payload = candidate.payloadLength();
        if (payload > segmentPayload
                || head.length() + payload > Packet.MAX_LENGTH || head.tailroom() < payload
                || !sameHeader(candidate) || !continues(candidate)) {
            return false;
        }
        if (segments == 1 && !first.intact()) {
            open = false; // joined, it would get a right checksum over wrong bytes
            return false;
        }
        if (!candidate.intact()) {
            return false;
        }
        Packet packet = candidate.packet();
        MemorySegment.copy(packet.memory(), packet.start() + candidate.headerLength(),
                head.memory(), head.start() + head.length(), payload);
        head.length(head.length() + payload);
        segments++;
        open = payload == segmentPayload;
        if (candidate.isTcp()) {
            lastFlags = candidate.tcp().flags();
            open &= (lastFlags & LAST_FLAGS) == 0;
            nextSequence = sequenceAfter(candidate);
        }
        return true;
    }

    private static long sequenceAfter(Candidate candidate) {
        return candidate.tcp().sequence() + candidate.payloadLength() & 0xffff_ffffL;
    }

    private boolean sameHeader(Candidate candidate) {
        if (first.packet().outerTrafficClass() != candidate.packet().outerTrafficClass()) {
            return false; // a congestion mark outside belongs to its packet alone (RFC 6040 §4.2)
        }
        if (!first.v4()) {
            Ipv6Header mine = first.ipv6();
            Ipv6Header theirs = candidate.ipv6();
            return mine.trafficClass() == theirs.trafficClass() && mine.flowLabel() == theirs.flowLabel()
                    && mine.hopLimit() == theirs.hopLimit();
        }
        Ipv4Header mine = first.ipv4();
        Ipv4Header theirs = candidate.ipv4();
        return mine.tos() == theirs.tos() && mine.ttl() == theirs.ttl()
                && flagsWord(first.packet()) == flagsWord(candidate.packet())
                && identificationContinues(theirs.identification() - mine.identification() & 0xffff);
    }

    private static int flagsWord(Packet packet) {
        return NetworkOrder.get16(packet.memory(), packet.start() + IPV4_FLAGS_FRAGMENT);
    }

    /** Counting up, or all the same where it means nothing; the second packet decides which. */
    private boolean identificationContinues(int distance) {
        if (segments == 1) {
            sameIdentification = distance == 0 && first.ipv4().dontFragment();
        }
        return distance == (sameIdentification ? 0 : segments);
    }

    private boolean continues(Candidate candidate) {
        if (!candidate.isTcp()) {
            return segments < MAX_DATAGRAMS;
        }
        TcpHeader mine = first.tcp();
        TcpHeader theirs = candidate.tcp();
        return theirs.sequence() == nextSequence
                && theirs.acknowledgment() == mine.acknowledgment()
                && theirs.window() == mine.window()
                && theirs.reserved() == mine.reserved()
                && ((theirs.flags() ^ mine.flags()) & ~LAST_FLAGS) == 0
                && candidate.headerLength() == first.headerLength()
                && sameUrgentPointerAndOptions(candidate);
    }

    private boolean sameUrgentPointerAndOptions(Candidate candidate) {
        Packet mine = first.packet();
        Packet theirs = candidate.packet();
        int from = first.transportOffset() + TCP_URGENT_POINTER;
        int to = first.headerLength();
        return MemorySegment.mismatch(mine.memory(), mine.start() + from, mine.start() + to,
                theirs.memory(), theirs.start() + from, theirs.start() + to) < 0;
    }

    /** Ends the joining: if there was any, gives the first packet the headers and metadata of all. */
    void finish() {
        if (used && segments > 1) {
            writeHeaders();
        }
        used = false;
        open = false;
    }

    private void writeHeaders() {
        Packet head = first.packet();
        int length = head.length();
        int upperLength = length - first.transportOffset();
        if (first.v4()) {
            first.ipv4().totalLength(length);
            first.ipv4().fillChecksum();
        } else {
            first.ipv6().declaredPayloadLength(length - Ipv6Header.LENGTH);
        }
        int partial = Checksum.fold(first.pseudoSum(upperLength));
        if (first.isTcp()) {
            first.tcp().flags(first.tcp().flags() | lastFlags);
            first.tcp().checksum(partial);
            head.gso(first.v4() ? Gso.TCP4 : Gso.TCP6, segmentPayload);
            head.partialChecksum(first.transportOffset(), TcpHeader.CHECKSUM);
        } else {
            first.udp().declaredLength(upperLength);
            first.udp().checksum(partial);
            head.gso(Gso.UDP, segmentPayload);
            head.partialChecksum(first.transportOffset(), UdpHeader.CHECKSUM);
        }
    }
}
