package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.Message.DATA_HEADER_LENGTH;
import static io.sallyport.dataplane.tunnel.Message.TAG_LENGTH;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.crypto.Aead;
import java.lang.foreign.MemorySegment;

/** Turns IP packets into data messages, straight into trains. One worker's. */
final class Sealer {

    private final int worker;
    private final WorkerStats stats;
    private final TrainWriter trains;

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
        int segments = Math.ceilDiv(packet.length(), packet.gsoSize());
        return Math.ceilDiv(segments, TrainWriter.MAX_SEGMENTS) + 3;
    }

    /** Seals one packet, which stays the caller's. The session can send, and {@code out} has room for {@link #trainsFor}. */
    void seal(Peer peer, Session session, Packet packet, int mtu, PacketBatch out, long nowNs) {
        int length = packet.length();
        int padded = padded(length, mtu);
        MemorySegment memory = packet.memory();
        memory.asSlice(packet.start() + length, padded - length).fill((byte) 0);
        if (write(peer, session, packet.address(), padded, session.reserve(1), packet.outerTrafficClass(), out)) {
            peer.activity().onDataSent(nowNs);
            peer.traffic(worker).sent(1, padded + Message.DATA_MIN_LENGTH);
        }
    }

    /** A data message around nothing. */
    void keepalive(Peer peer, Session session, PacketBatch out, long nowNs) {
        if (write(peer, session, 0, 0, session.reserve(1), 0, out)) {
            peer.activity().onSent(nowNs);
            peer.traffic(worker).sent(1, Message.DATA_MIN_LENGTH);
            stats.increment(Counter.KEEPALIVES_SENT);
        }
    }

    /** The length with WireGuard's padding, which never goes beyond the MTU. */
    static int padded(int length, int mtu) {
        int padded = length + Message.PADDING - 1 & -Message.PADDING;
        return padded <= mtu ? padded : Math.max(length, mtu);
    }

    private boolean write(Peer peer, Session session, long in, int length, long counter, int tos, PacketBatch out) {
        int size = DATA_HEADER_LENGTH + length + TAG_LENGTH;
        Packet train = trains.reserve(peer.endpoint(), tos, size, out);
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
        Aead aead = session.sealer(worker);
        aead.seal(body, length == 0 ? body : in, length, counter);
        return true;
    }
}
