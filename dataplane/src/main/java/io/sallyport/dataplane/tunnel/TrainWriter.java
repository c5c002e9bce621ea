package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;

/**
 * Lines datagrams up into trains for {@code UDP_SEGMENT}: same endpoint, same traffic class, same size, where only the last
 * one may be shorter. Trains to a few endpoints are open at a time, so that flows to several peers may alternate; to one endpoint
 * there is one, so that its datagrams keep their order. One worker's.
 */
final class TrainWriter {

    /** UDP_MAX_SEGMENTS of Linux before 6.10. */
    static final int MAX_SEGMENTS = 64;
    /** The payload of the largest UDP datagram over IPv4, which a train counts as. */
    static final int MAX_LENGTH = 65_507;
    /** Endpoints with an open train; more would be looked through for longer than a send takes. */
    static final int OPEN = 8;

    private final PacketPool pool;
    private final Train[] open = new Train[OPEN];
    private Train latest;
    /** The place to give up next when an endpoint has none. */
    private int next;

    TrainWriter(PacketPool pool) {
        this.pool = pool;
        for (int i = 0; i < OPEN; i++) {
            open[i] = new Train();
        }
        latest = open[0];
    }

    /** A train that may grow, or just the place for one. */
    private static final class Train {
        /** Compared by identity: a peer that moves gets another train, and does not come back to this one. */
        private Endpoint endpoint;
        private Packet packet;
        private int trafficClass;
        private int segment;
        private int count;

        boolean takes(int tos, int size) {
            return packet != null && count < MAX_SEGMENTS && size <= segment && packet.length() + size <= MAX_LENGTH
                    && trafficClass == tos;
        }

        Packet append(int size) {
            Packet target = packet;
            target.length(target.length() + size);
            count++;
            if (size < segment) {
                packet = null; // a shorter datagram ends its train
            }
            return target;
        }
    }

    /**
     * Makes room for a datagram of {@code size} bytes.
     *
     * @return the train whose last {@code size} bytes are the datagram's, or {@code null} when pool or batch are exhausted
     */
    Packet reserve(Endpoint to, int tos, int size, PacketBatch trains) {
        Train train = latest.endpoint == to ? latest : trainTo(to);
        latest = train;
        if (!train.takes(tos, size)) {
            begin(train, to, tos, size, trains);
            if (train.packet == null) {
                return null;
            }
        }
        return train.append(size);
    }

    private Train trainTo(Endpoint to) {
        for (Train train : open) {
            if (train.endpoint == to) {
                return train;
            }
        }
        Train train = open[next];
        next = (next + 1) % OPEN;
        train.packet = null;
        return train;
    }

    private void begin(Train train, Endpoint to, int tos, int size, PacketBatch trains) {
        train.endpoint = to;
        train.packet = trains.isFull() ? null : pool.acquire();
        if (train.packet == null) {
            return;
        }
        to.addressTo(train.packet);
        train.packet.outerTrafficClass(tos);
        train.packet.segmentSize(size);
        trains.add(train.packet);
        train.trafficClass = tos;
        train.segment = size;
        train.count = 0;
    }

    /** Ends the trains at hand; what comes next starts others. */
    void finish() {
        for (Train train : open) {
            train.packet = null;
            train.endpoint = null;
        }
    }
}
