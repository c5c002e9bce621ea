package io.sallyport.dataplane.port;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.WorkerStats;

/** Which side of the gateway a port is on, and so which counters it moves. */
public enum Side {
    /** IP packets; a segmentation-offload packet counts once. */
    LAN(Counter.LAN_RX_PACKETS, Counter.LAN_RX_BYTES, Counter.LAN_TX_PACKETS, Counter.LAN_TX_BYTES) {
        @Override
        public int packets(Packet packet) {
            return 1;
        }
    },
    /** UDP payloads; a train counts as the datagrams in it. */
    WAN(Counter.WAN_RX_DATAGRAMS, Counter.WAN_RX_BYTES, Counter.WAN_TX_DATAGRAMS, Counter.WAN_TX_BYTES) {
        @Override
        public int packets(Packet packet) {
            int segment = packet.segmentSize();
            return segment == 0 || packet.length() <= segment ? 1 : (packet.length() + segment - 1) / segment;
        }
    };

    private final Counter rxPackets;
    private final Counter rxBytes;
    private final Counter txPackets;
    private final Counter txBytes;

    Side(Counter rxPackets, Counter rxBytes, Counter txPackets, Counter txBytes) {
        this.rxPackets = rxPackets;
        this.rxBytes = rxBytes;
        this.txPackets = txPackets;
        this.txBytes = txBytes;
    }

    /** How many packets or datagrams {@code packet} counts as. */
    public abstract int packets(Packet packet);

    public void received(WorkerStats stats, long packets, long bytes) {
        stats.add(rxPackets, packets);
        stats.add(rxBytes, bytes);
    }

    public void sent(WorkerStats stats, long packets, long bytes) {
        stats.add(txPackets, packets);
        stats.add(txBytes, bytes);
    }
}
