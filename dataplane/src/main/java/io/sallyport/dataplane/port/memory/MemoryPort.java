package io.sallyport.dataplane.port.memory;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.port.Offloads;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * One end of a link in memory. What is written is copied at once into a packet of the other end's pool, with its offload
 * metadata and with the sender as its endpoint, and waits there to be read.
 */
public final class MemoryPort implements Port {

    private final End end;
    private final Side side;
    private final int mtu;
    private final WorkerStats stats;
    private final Impairment impairment;
    private final SplittableRandom random;
    private final PacketBatch waiting;
    private MemoryPort other;

    private MemoryPort(End end, Side side, int mtu, int queue, Impairment impairment) {
        this.end = end;
        this.side = side;
        this.mtu = mtu;
        this.stats = end.stats;
        this.impairment = impairment;
        this.random = impairment.random();
        this.waiting = new PacketBatch(queue);
    }

    /** Both ends of a link. */
    public record Pair(MemoryPort left, MemoryPort right) {
    }

    /**
     * What one end of a link stands on.
     *
     * @param address of this end, from which the other end's packets come on the WAN side; any on the LAN side
     */
    public record End(String name, IpAddress address, int port, PacketPool pool, WorkerStats stats) {

        private static final IpAddress NOWHERE = IpAddress.v4(0);

        public static End lan(String name, PacketPool pool, WorkerStats stats) {
            return new End(name, NOWHERE, 0, pool, stats);
        }
    }

    /**
     * @param mtu        bytes of the largest packet without segmentation offload, or of the largest datagram
     * @param queue      packets that can wait in each direction
     * @param impairment of both directions
     */
    public static Pair link(Side side, int mtu, int queue, End left, End right, Impairment impairment) {
        MemoryPort one = new MemoryPort(left, side, mtu, queue, impairment);
        MemoryPort two = new MemoryPort(right, side, mtu, queue, impairment);
        one.other = two;
        two.other = one;
        return new Pair(one, two);
    }

    /** A link that loses nothing, of {@value Packet#MAX_LENGTH} bytes and 1024 packets. */
    public static Pair link(Side side, End left, End right) {
        return link(side, Packet.MAX_LENGTH, 1024, left, right, Impairment.NONE);
    }

    @Override
    public String name() {
        return end.name;
    }

    @Override
    public int read(PacketBatch into) {
        int count = Math.min(into.space(), waiting.size());
        long packets = 0;
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            Packet packet = waiting.take(i);
            packets += side.packets(packet);
            bytes += packet.length();
            into.add(packet);
        }
        waiting.compact();
        side.received(stats, packets, bytes);
        return count;
    }

    @Override
    public void write(PacketBatch from) {
        long packets = 0;
        long bytes = 0;
        for (int i = 0; i < from.size(); i++) {
            Packet packet = from.get(i);
            if (oversize(packet)) {
                stats.drop(DropReason.PORT_OVERSIZE);
                continue;
            }
            packets += side.packets(packet);
            bytes += packet.length();
            transmit(packet);
        }
        side.sent(stats, packets, bytes);
        from.releaseAll();
    }

    private boolean oversize(Packet packet) {
        int unit = switch (side) {
            case LAN -> packet.gsoSize() > 0 ? 0 : packet.length();
            case WAN -> packet.segmentSize() > 0 ? packet.segmentSize() : packet.length();
        };
        return Math.min(unit, packet.length()) > mtu;
    }

    /** Draws for every packet alike, so that what happens to one does not shift the fate of the next. */
    private void transmit(Packet packet) {
        if (impairment.none()) {
            other.arrive(packet, false);
            return;
        }
        boolean lost = random.nextDouble() < impairment.loss();
        boolean twice = random.nextDouble() < impairment.duplicate();
        boolean overtakes = random.nextDouble() < impairment.reorder();
        if (!lost) {
            other.arrive(packet, overtakes);
        }
        if (!lost && twice) {
            other.arrive(packet, false);
        }
    }

    private void arrive(Packet packet, boolean overtaking) {
        if (waiting.isFull()) {
            stats.drop(DropReason.PORT_QUEUE_FULL, side.packets(packet));
            return;
        }
        Packet copy = end.pool.acquire();
        if (copy == null) {
            stats.drop(DropReason.POOL_EXHAUSTED, side.packets(packet));
            return;
        }
        copy(packet, copy);
        End sender = other.end;
        copy.remote(sender.address.v6(), sender.address.high(), sender.address.low(), sender.port);
        if (overtaking && !waiting.isEmpty()) {
            Packet last = waiting.take(waiting.size() - 1);
            waiting.compact();
            waiting.add(copy);
            waiting.add(last);
        } else {
            waiting.add(copy);
        }
    }

    private static void copy(Packet from, Packet to) {
        to.length(from.length());
        MemorySegment.copy(from.memory(), from.start(), to.memory(), to.start(), from.length());
        to.gso(from.gso(), from.gsoSize());
        if (from.checksumPartial()) {
            to.partialChecksum(from.checksumStart(), from.checksumOffset());
        }
        to.segmentSize(from.segmentSize());
        to.outerTrafficClass(from.outerTrafficClass());
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public Offloads offloads() {
        return Offloads.none();
    }

    /** Nothing to poll: whoever runs both ends knows when there is something. */
    @Override
    public int fileDescriptor() {
        return -1;
    }

    /** Gives back what nobody has read. */
    @Override
    public void close() {
        waiting.releaseAll();
    }
}
