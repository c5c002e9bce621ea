package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Puts handshake and cookie messages into packets. */
final class ControlSender {

    /** AF41, as Linux's own WireGuard marks handshakes, so that they come through a crowded path. */
    private static final int TRAFFIC_CLASS = 0x88;

    private final PacketPool pool;
    private final WorkerStats stats;

    ControlSender(PacketPool pool, WorkerStats stats) {
        this.pool = pool;
        this.stats = stats;
    }

    boolean send(byte[] message, int length, Endpoint to, PacketBatch out) {
        Packet packet = out.isFull() ? null : pool.acquire();
        if (packet == null) {
            stats.drop(DropReason.POOL_EXHAUSTED);
            return false;
        }
        packet.length(length);
        MemorySegment.copy(message, 0, packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), length);
        packet.segmentSize(length);
        packet.outerTrafficClass(TRAFFIC_CLASS);
        to.addressTo(packet);
        out.add(packet);
        return true;
    }
}
