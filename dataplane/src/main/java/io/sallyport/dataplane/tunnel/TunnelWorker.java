package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One worker's end of the tunnel: seals what the pipeline sends, opens what the underlay received. Only its worker calls it.
 *
 * <p>What does not fit into an output batch stays in the input batch, in order: pass the output on and call again.
 */
public final class TunnelWorker {

    private static final int MIN_MESSAGE = Integer.BYTES;

    private final int worker;
    private final WorkerStats stats;
    private final RetiredSessions retired;
    private final Attention attention;
    private final TrainWriter trainWriter;
    private final Sealer sealer;
    private final Opener opener;
    private final Staging staging;
    private final ControlPlane control;
    private final HandOver handOver;
    private final Bell bell;
    private final byte[] message = new byte[Message.INITIATION_LENGTH];
    private final PacketPool pool;

    private PeerTable table = PeerTable.EMPTY;
    /** One bit a worker. */
    private long passedOnTo;

    TunnelWorker(int worker, Shared shared, PacketPool pool, WorkerStats stats, ControlPlane control) {
        this.worker = worker;
        this.pool = pool;
        this.stats = stats;
        this.control = control;
        handOver = shared.handOver();
        bell = shared.bell();
        retired = shared.retired();
        attention = shared.attention();
        trainWriter = new TrainWriter(pool);
        sealer = new Sealer(worker, stats, trainWriter);
        opener = new Opener(worker, pool, stats, shared.index(), attention);
        staging = new Staging(shared.options().stagedPerPeer(), pool, stats);
    }

    /** From here on {@link Packet#peer()} is meant in this table. */
    public void adopt(PeerTable peers) {
        table = peers;
        staging.dropAllBut(peers, DropReason.TUNNEL_UNKNOWN_PEER);
    }

    /** One of {@link PeerStates}, for a peer of the adopted table. */
    public int state(int peer) {
        return table.state(peer);
    }

    /**
     * Seals the packets of {@code plain}, each with its peer and outer traffic class set, into trains for the underlay. A
     * packet for a peer without a session waits for the handshake, for five seconds at most.
     */
    public void seal(PacketBatch plain, PacketBatch trains, long nowNs) {
        retired.enter(worker);
        flushStaged(trains, nowNs);
        for (int i = 0; i < plain.size() && fits(plain.get(i), trains); i++) {
            seal(plain.take(i), trains, nowNs);
        }
        plain.compact();
        trainWriter.finish();
        retired.leave(worker);
    }

    /** A packet that would not even fit into an empty batch is let through, to be cut short. */
    private static boolean fits(Packet packet, PacketBatch trains) {
        return trains.space() >= Math.min(Sealer.trainsFor(packet), trains.capacity());
    }

    private void seal(Packet packet, PacketBatch trains, long nowNs) {
        Peer peer = table.get(packet.peer());
        if (peer == null) {
            drop(packet, DropReason.TUNNEL_UNKNOWN_PEER);
            return;
        }
        Session session = peer.sessions().current();
        if (session != null && session.canSend(nowNs)) {
            sealer.seal(peer, session, packet, table.mtu(packet.peer()), trains, nowNs);
            packet.release();
        } else if (peer.endpoint() == null) {
            drop(packet, DropReason.TUNNEL_NO_ENDPOINT);
        } else {
            wantHandshake(peer);
            staging.add(peer, packet, nowNs);
        }
    }

    private void wantHandshake(Peer peer) {
        if (!peer.handshakeWanted()) {
            peer.handshakeWanted(true);
            attention.ask();
        }
    }

    private void flushStaged(PacketBatch trains, long nowNs) {
        if (staging.isEmpty()) {
            return;
        }
        for (int i = 0; i < staging.peers(); i++) {
            Peer peer = staging.peer(i);
            Session session = peer.sessions().current();
            if (session == null || !session.canSend(nowNs)) {
                continue;
            }
            int mtu = table.mtu(table.indexOf(peer));
            for (Packet next = staging.peek(i); next != null && fits(next, trains); next = staging.peek(i)) {
                sealer.seal(peer, session, next, mtu, trains, nowNs);
                staging.poll(i).release();
            }
        }
        staging.expire(nowNs);
    }

    /**
     * Opens the datagrams of {@code trains}: IP packets go to {@code plain}, each with its peer and the received outer traffic
     * class; answers to handshakes go to {@code replies}. A train that {@code plain} has no room for stays in {@code trains}, and
     * of one too long even for an empty batch the rest; a reply that does not fit is dropped and counted, its sender asks again.
     *
     * <p>Call it every duty cycle, even with nothing received: what other workers received for this one comes out here too.
     */
    public void open(PacketBatch trains, PacketBatch plain, PacketBatch replies, long nowNs) {
        retired.enter(worker);
        openHandedOver(plain, replies, nowNs);
        for (int i = 0; i < trains.size() && hasRoom(plain, trains.get(i)) && openTrain(trains.get(i), plain, replies, nowNs); i++) {
            trains.take(i).release();
        }
        trains.compact();
        opener.finish();
        retired.leave(worker);
        wakeReceivers();
    }

    /** What came as one train is mostly one large segment that was cut: opened at one go, it is joined again whole. */
    private static boolean hasRoom(PacketBatch plain, Packet train) {
        int segment = train.segmentSize();
        int datagrams = segment > 0 ? Math.ceilDiv(train.length(), segment) : 1;
        return plain.isEmpty() || plain.space() >= datagrams;
    }

    /** Whether other workers have received something for this one. */
    public boolean hasHandedOver() {
        return handOver.isWaiting(worker);
    }

    /** As many as a ring holds and no more: others may fill it as fast as it is emptied here. */
    private void openHandedOver(PacketBatch plain, PacketBatch replies, long nowNs) {
        for (int i = 0; i < DatagramRing.SLOTS && !plain.isFull() && handOver.isWaiting(worker); i++) {
            Packet datagram = pool.acquire();
            if (datagram == null) {
                handOver.skip(worker);
                stats.drop(DropReason.POOL_EXHAUSTED);
                continue;
            }
            int arrival = handOver.poll(worker, datagram);
            if (arrival >= 0) {
                openDatagram(datagram, datagram.length(), arrival, plain, replies, nowNs);
            }
            datagram.release();
        }
    }

    /** Returns false when {@code plain} is full; what is opened is cut off the train then. */
    private boolean openTrain(Packet train, PacketBatch plain, PacketBatch replies, long nowNs) {
        while (train.length() > 0) {
            if (plain.isFull()) {
                return false;
            }
            int segment = train.segmentSize();
            int size = segment > 0 && segment < train.length() ? segment : train.length();
            openDatagram(train, size, worker, plain, replies, nowNs);
            train.trimFront(size);
        }
        return true;
    }

    /** The datagram at the front of the train; {@code arrival} is the worker whose socket it came in at. */
    private void openDatagram(Packet train, int size, int arrival, PacketBatch plain, PacketBatch replies, long nowNs) {
        if (size < MIN_MESSAGE || train.memory().get(Message.INT, train.start()) != Message.DATA) {
            receiveControl(train, size, arrival, replies, nowNs);
            return;
        }
        Session session = opener.sessionOf(train.memory(), train.start(), size);
        if (session == null) {
            return;
        }
        if (session.owner() == worker) {
            opener.open(session, train, size, table, plain, nowNs);
        } else {
            passOn(session.owner(), train, size);
        }
    }

    private void receiveControl(Packet train, int size, int arrival, PacketBatch replies, long nowNs) {
        if (size > message.length) {
            stats.drop(DropReason.TUNNEL_MALFORMED);
        } else if (worker != 0) {
            passOn(0, train, size);
        } else {
            MemorySegment.copy(train.memory(), ValueLayout.JAVA_BYTE, train.start(), message, 0, size);
            control.receive(message, size, Endpoint.of(train), arrival, replies, nowNs);
        }
    }

    private void passOn(int to, Packet train, int size) {
        if (handOver.offer(worker, to, train, size)) {
            passedOnTo |= 1L << to;
        } else {
            stats.drop(DropReason.TUNNEL_HANDOVER_FULL);
        }
    }

    /** Once for all that was passed on in one call: waking is a system call. */
    private void wakeReceivers() {
        while (passedOnTo != 0) {
            bell.ring(Long.numberOfTrailingZeros(passedOnTo));
            passedOnTo &= passedOnTo - 1;
        }
    }

    /**
     * Does what is due: sends staged packets, and on the first worker handshakes, retries and keepalives. Call it once a duty
     * cycle; it costs next to nothing when nothing is due.
     */
    public void onTimer(PacketBatch trains, long nowNs) {
        retired.enter(worker);
        if (worker == 0) {
            control.sweep(sealer, trains, nowNs);
        }
        flushStaged(trains, nowNs);
        trainWriter.finish();
        retired.leave(worker);
    }

    /** In place of the rest while nothing may be sent: what waits is dropped, secrets that nobody needs any more are wiped. */
    public void rest() {
        staging.dropAllBut(PeerTable.EMPTY, DropReason.STANDBY);
        if (worker == 0) {
            control.rest();
        }
    }

    /** When {@link #onTimer} has something to do next, at the latest; for how long the worker may sleep. */
    public long nextDeadlineNs(long nowNs) {
        return worker == 0 ? control.nextSweepNs(nowNs) : nowNs + ProtocolTimes.SWEEP_INTERVAL;
    }

    private void drop(Packet packet, DropReason reason) {
        packet.release();
        stats.drop(reason);
    }

    /** Releases what waits; the worker is at its end. */
    public void close() {
        adopt(PeerTable.EMPTY);
    }
}
