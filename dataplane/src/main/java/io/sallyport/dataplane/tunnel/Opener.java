package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.Message.DATA_HEADER_LENGTH;
import static io.sallyport.dataplane.tunnel.Message.DATA_MIN_LENGTH;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.MemorySegment;

/** Turns data messages into IP packets. One worker's. */
final class Opener {

    private final int worker;
    private final PacketPool pool;
    private final WorkerStats stats;
    private final IndexTable index;
    private final Attention attention;
    private Packet spare;

    Opener(int worker, PacketPool pool, WorkerStats stats, IndexTable index, Attention attention) {
        this.worker = worker;
        this.pool = pool;
        this.stats = stats;
        this.index = index;
        this.attention = attention;
    }

    /** The session a data message is for, or {@code null} (counted) when there is none. */
    Session sessionOf(MemorySegment memory, long at, int size) {
        if (size < DATA_MIN_LENGTH) {
            stats.drop(DropReason.TUNNEL_MALFORMED);
            return null;
        }
        if (index.get(memory.get(Message.INT, at + Message.DATA_RECEIVER)) instanceof Session session) {
            return session;
        }
        stats.drop(DropReason.TUNNEL_UNKNOWN_INDEX);
        return null;
    }

    /** Opens the data message at the front of the train and appends what is in it to {@code plain}, which has room. */
    void open(Session session, Packet train, int size, PeerTable table, PacketBatch plain, long nowNs) {
        long at = train.start();
        long counter = train.memory().get(Message.LONG, at + Message.DATA_COUNTER);
        DropReason refused = refuse(session, counter, nowNs);
        if (refused != null) {
            stats.drop(refused);
            return;
        }
        Packet packet = spare != null ? spare : pool.acquire();
        spare = packet;
        if (packet == null) {
            stats.drop(DropReason.POOL_EXHAUSTED);
            return;
        }
        int length = size - DATA_MIN_LENGTH;
        long sealed = train.memory().address() + at + DATA_HEADER_LENGTH;
        if (!session.opener().open(packet.address(), sealed, length, counter)) {
            stats.drop(DropReason.TUNNEL_AUTH_FAILED);
            return;
        }
        session.window().accept(counter);
        session.publishLoss();
        authenticated(session, train, size);
        if (length == 0) {
            session.peer().activity().onReceived(nowNs);
            return;
        }
        session.peer().activity().onDataReceived(nowNs);
        deliver(session.peer(), packet, length, train.outerTrafficClass(), table, plain);
    }

    private static DropReason refuse(Session session, long counter, long nowNs) {
        if (session.isExpired(nowNs) || Long.compareUnsigned(counter, ProtocolTimes.REJECT_AFTER_MESSAGES) >= 0) {
            return DropReason.TUNNEL_SESSION_EXPIRED;
        }
        return session.window().isFresh(counter) ? null : DropReason.TUNNEL_REPLAY;
    }

    private void authenticated(Session session, Packet train, int size) {
        Peer peer = session.peer();
        peer.traffic(worker).received(1, size);
        Endpoint endpoint = peer.endpoint();
        if (endpoint == null || !endpoint.isSourceOf(train)) {
            peer.roamTo(Endpoint.of(train));
        }
        if (!session.isConfirmed()) {
            session.confirm();
            attention.ask();
        }
    }

    private void deliver(Peer peer, Packet packet, int length, int trafficClass, PeerTable table, PacketBatch plain) {
        int inner = InnerPacket.length(packet.memory(), packet.start(), length);
        int place = table.indexOf(peer);
        if (inner < 0 || place < 0) {
            stats.drop(inner < 0 ? DropReason.TUNNEL_INNER_INVALID : DropReason.TUNNEL_UNKNOWN_PEER);
            return;
        }
        spare = null;
        packet.length(inner);
        packet.peer(place);
        packet.outerTrafficClass(trafficClass);
        plain.add(packet);
    }

    /** Gives back the buffer kept for the next message. */
    void finish() {
        if (spare != null) {
            spare.release();
            spare = null;
        }
    }
}
