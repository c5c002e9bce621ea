package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.Message.DATA_HEADER_LENGTH;
import static io.sallyport.dataplane.tunnel.Message.TAG_LENGTH;

import io.sallyport.dataplane.offload.Segmenter;
import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Turns IP packets into data messages, straight into trains. One worker's. */
final class Sealer {

    private static final int CACHE_LINE = 64;
    /** The longest TCP header (RFC 9293 §3.1): what a segment has beside its IP header and payload at most. */
    private static final int MAX_TRANSPORT_HEADER = 60;

    private final int worker;
    private final WorkerStats stats;
    private final TrainWriter trains;
    private final Segmenter segmenter = new Segmenter();
    /** Where one segment is put together, to be sealed from here into its train. */
    private final MemorySegment segment = Arena.global().allocate(Packet.MAX_LENGTH + Packet.TAILROOM, CACHE_LINE);

    Sealer(int worker, WorkerStats stats, TrainWriter trains) {
        this.worker = worker;
        this.stats = stats;
        this.trains = trains;
    }

    /** The most trains that sealing this packet may begin. */
    static int trainsFor(Packet packet) {
        if (packet.gso() == Gso.NONE) {
            return 1;
        }
        int gsoSize = Math.max(packet.gsoSize(), 1);
        int datagram = gsoSize + packet.checksumStart() + MAX_TRANSPORT_HEADER + Message.PADDING + Message.DATA_MIN_LENGTH;
        int perTrain = Math.clamp(TrainWriter.MAX_LENGTH / datagram, 1, TrainWriter.MAX_SEGMENTS);
        // One more: a train that is already begun has less room.
        return Math.ceilDiv(Math.ceilDiv(packet.length(), gsoSize), perTrain) + 1;
    }

    /**
     * Seals one packet, which stays the caller's, or all segments of it. The session can send, and {@code out} has room for
     * {@link #trainsFor} more trains.
     */
    void seal(Peer peer, Session session, Packet packet, int mtu, PacketBatch out, long nowNs) {
        if ((packet.gso() != Gso.NONE || packet.checksumPartial()) && !segmenter.begin(packet)) {
            stats.drop(packet.gso() == Gso.UDP ? DropReason.MALFORMED_UDP : DropReason.MALFORMED_TCP);
            return;
        }
        Endpoint to = peer.endpoint();
        int tos = packet.outerTrafficClass();
        if (packet.gso() == Gso.NONE) {
            int padded = pad(packet.memory(), packet.start(), packet.length(), mtu);
            if (write(to, session, packet.address(), padded, session.reserve(1), tos, out)) {
                sent(peer, 1, padded, nowNs);
            }
        } else {
            sealSegments(peer, session, to, tos, mtu, out, nowNs);
        }
    }

    private void sealSegments(Peer peer, Session session, Endpoint to, int tos, int mtu, PacketBatch out, long nowNs) {
        int count = segmenter.count();
        long counter = session.reserve(count);
        int written = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            int padded = pad(segment, 0, segmenter.next(segment, 0), mtu);
            if (write(to, session, segment.address(), padded, counter + i, tos, out)) {
                written++;
                bytes += padded;
            }
        }
        if (written > 0) {
            sent(peer, written, bytes, nowNs);
        }
    }

    private void sent(Peer peer, int packets, long bytes, long nowNs) {
        peer.activity().onDataSent(nowNs);
        peer.traffic(worker).sent(packets, bytes + (long) packets * Message.DATA_MIN_LENGTH);
    }

    /** A data message around nothing. */
    void keepalive(Peer peer, Session session, PacketBatch out, long nowNs) {
        if (write(peer.endpoint(), session, segment.address(), 0, session.reserve(1), 0, out)) {
            peer.activity().onSent(nowNs);
            peer.traffic(worker).sent(1, Message.DATA_MIN_LENGTH);
            stats.increment(Counter.KEEPALIVES_SENT);
        }
    }

    /** Appends WireGuard's padding, which never goes beyond the MTU; returns the length with it. */
    private static int pad(MemorySegment memory, long at, int length, int mtu) {
        int rounded = length + Message.PADDING - 1 & -Message.PADDING;
        int padded = Math.max(length, Math.min(rounded, mtu));
        for (int i = length; i < padded; i++) {
            memory.set(ValueLayout.JAVA_BYTE, at + i, (byte) 0);
        }
        return padded;
    }

    private boolean write(Endpoint to, Session session, long in, int length, long counter, int tos, PacketBatch out) {
        int size = DATA_HEADER_LENGTH + length + TAG_LENGTH;
        Packet train = trains.reserve(to, tos, size, out);
        if (train == null) {
            stats.drop(DropReason.POOL_EXHAUSTED);
            return false;
        }
        MemorySegment memory = train.memory();
        long at = train.start() + train.length() - size;
        memory.set(Message.INT, at, Message.DATA);
        memory.set(Message.INT, at + Message.DATA_RECEIVER, session.remoteIndex());
        memory.set(Message.LONG, at + Message.DATA_COUNTER, counter);
        long body = memory.address() + at + DATA_HEADER_LENGTH;
        session.sealer(worker).seal(body, in, length, counter);
        return true;
    }
}
