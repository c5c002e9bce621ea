package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;

/**
 * Lines datagrams up into trains for {@code UDP_SEGMENT}: same endpoint, same traffic class, same size, where only the last
 * one may be shorter. One worker's.
 */
final class TrainWriter {

    /** UDP_MAX_SEGMENTS of Linux before 6.10. */
    static final int MAX_SEGMENTS = 64;
    /** The payload of the largest UDP datagram over IPv4, which a train counts as. */
    static final int MAX_LENGTH = 65_507;

    private final PacketPool pool;
    private Packet train;
    private Endpoint endpoint;
    private int trafficClass;
    private int segment;
    private int count;

    TrainWriter(PacketPool pool) {
        this.pool = pool;
    }

    /**
     * Makes room for a datagram of {@code size} bytes.
     *
     * @return the train whose last {@code size} bytes are the datagram's, or {@code null} when pool or batch are exhausted
     */
    Packet reserve(Endpoint to, int tos, int size, PacketBatch trains) {
        if (train == null || count == MAX_SEGMENTS || size > segment || train.length() + size > MAX_LENGTH
                || trafficClass != tos || to != endpoint && !to.equals(endpoint)) {
            begin(to, tos, size, trains);
            if (train == null) {
                return null;
            }
        }
        Packet target = train;
        target.length(target.length() + size);
        count++;
        if (size < segment) {
            train = null; // a shorter datagram ends its train
        }
        return target;
    }

    private void begin(Endpoint to, int tos, int size, PacketBatch trains) {
        train = trains.isFull() ? null : pool.acquire();
        if (train == null) {
            return;
        }
        to.addressTo(train);
        train.outerTrafficClass(tos);
        train.segmentSize(size);
        trains.add(train);
        endpoint = to;
        trafficClass = tos;
        segment = size;
        count = 0;
    }

    /** Ends the train at hand; what comes next starts another. */
    void finish() {
        train = null;
        endpoint = null;
    }
}
