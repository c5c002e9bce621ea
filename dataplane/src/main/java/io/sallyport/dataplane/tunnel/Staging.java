package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets that wait for a handshake, of one worker. They hold buffers of its pool, so they are bounded twice: per peer (the
 * oldest gives way) and in all.
 */
final class Staging {

    /** The share of the pool that may wait. */
    private static final int POOL_SHARE = 4;

    private final int perPeer;
    private final int inAll;
    private final WorkerStats stats;
    private final List<Queue> queues = new ArrayList<>();
    private int count;

    Staging(int perPeer, PacketPool pool, WorkerStats stats) {
        this.perPeer = perPeer;
        this.stats = stats;
        inAll = pool.size() / POOL_SHARE;
    }

    /** The packets of one peer, with the time each came. */
    private static final class Queue {
        private final Peer peer;
        private final ArrayDeque<Packet> packets = new ArrayDeque<>();
        private final long[] sinceNs;
        private int head;

        Queue(Peer peer, int capacity) {
            this.peer = peer;
            sinceNs = new long[capacity];
        }

        void add(Packet packet, long nowNs) {
            sinceNs[(head + packets.size()) % sinceNs.length] = nowNs;
            packets.add(packet);
        }

        Packet poll() {
            head = (head + 1) % sinceNs.length;
            return packets.poll();
        }

        boolean hasExpired(long nowNs) {
            return !packets.isEmpty() && nowNs - sinceNs[head] >= ProtocolTimes.CONNECT_PATIENCE;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Peers that have, or had a moment ago, packets waiting; numbered from 0. */
    int peers() {
        return queues.size();
    }

    Peer peer(int queue) {
        return queues.get(queue).peer;
    }

    /** Takes the packet over. */
    void add(Peer peer, Packet packet, long nowNs) {
        Queue queue = queueOf(peer);
        if (queue.packets.size() == perPeer || count >= inAll && !queue.packets.isEmpty()) {
            drop(queue.poll(), DropReason.TUNNEL_STAGE_FULL);
        } else if (count >= inAll) {
            packet.release();
            stats.drop(DropReason.TUNNEL_STAGE_FULL);
            return;
        }
        queue.add(packet, nowNs);
        count++;
    }

    private Queue queueOf(Peer peer) {
        for (int i = 0; i < queues.size(); i++) {
            if (queues.get(i).peer == peer) {
                return queues.get(i);
            }
        }
        Queue queue = new Queue(peer, perPeer);
        queues.add(queue);
        return queue;
    }

    /** The oldest packet of that queue without taking it, or {@code null}. */
    Packet peek(int queue) {
        return queues.get(queue).packets.peek();
    }

    /** Takes the oldest packet of that queue out; the caller owns it. */
    Packet poll(int queue) {
        count--;
        return queues.get(queue).poll();
    }

    /** Drops what has waited too long, and forgets queues that are empty. */
    void expire(long nowNs) {
        for (int i = queues.size() - 1; i >= 0; i--) {
            Queue queue = queues.get(i);
            while (queue.hasExpired(nowNs)) {
                drop(queue.poll(), DropReason.TUNNEL_STAGE_EXPIRED);
            }
            if (queue.packets.isEmpty()) {
                queues.remove(i);
            }
        }
    }

    /** Drops everything that waits for peers which {@code table} no longer has. */
    void dropAllBut(PeerTable table, DropReason reason) {
        for (int i = 0; i < queues.size(); i++) { // an iterator would be garbage in every turn of a standby
            Queue queue = queues.get(i);
            while (table.indexOf(queue.peer) < 0 && !queue.packets.isEmpty()) {
                drop(queue.poll(), reason);
            }
        }
    }

    private void drop(Packet packet, DropReason reason) {
        count--;
        packet.release();
        stats.drop(reason);
    }
}
