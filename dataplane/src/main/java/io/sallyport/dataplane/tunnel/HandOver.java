package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;

/**
 * Datagrams from the worker whose socket they came in at to the worker that owns their session, or that does handshakes. The
 * kernel spreads flows over sockets by address and port, so this is the exception: after roaming, and for handshakes.
 */
final class HandOver {

    private final int workers;
    private final DatagramRing[] rings;

    HandOver(int workers) {
        this.workers = workers;
        rings = new DatagramRing[workers * workers];
        for (int from = 0; from < workers; from++) {
            for (int to = 0; to < workers; to++) {
                rings[from * workers + to] = from == to ? null : new DatagramRing();
            }
        }
    }

    /** Copies the datagram of {@code size} bytes at the front of {@code train}; false when there is no room. */
    boolean offer(int from, int to, Packet train, int size) {
        return rings[from * workers + to].offer(train, size);
    }

    boolean isWaiting(int to) {
        for (int from = 0; from < workers; from++) {
            if (from != to && !rings[from * workers + to].isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Copies the next datagram for {@code to} into an empty packet.
     *
     * @return the worker it came in at, or −1 when there is none
     */
    int poll(int to, Packet into) {
        for (int from = 0; from < workers; from++) {
            if (from != to && rings[from * workers + to].poll(into)) {
                return from;
            }
        }
        return -1;
    }

    /** Throws the next datagram for {@code to} away. */
    void skip(int to) {
        for (int from = 0; from < workers; from++) {
            if (from != to && rings[from * workers + to].skip()) {
                return;
            }
        }
    }
}
