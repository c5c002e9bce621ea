package io.sallyport.dataplane.l4.tcp;

import io.sallyport.dataplane.linux.StreamSockets;

/**
 * Finds out that a peer is gone while something waits for its acknowledgement; in silence, the kernel's keepalive does (decision 39). One
 * for each connection, on its loop.
 *
 * <p>TCP_USER_TIMEOUT would do that, too, but it also ends the connection of a peer that keeps its window closed for as long and answers
 * each probe (Linux {@code tcp_probe_timer}): a client that reads a result slowly is not gone (RFC 9293 §3.8.6.1).
 */
final class Vigil {

    private final long deadNs;
    private boolean waiting;
    private long sinceNs;

    Vigil(long deadNs) {
        this.deadNs = deadNs;
    }

    /** @return whether the peer was asked more than once and has acknowledged nothing for too long, though something waited all the time */
    boolean isOver(StreamSockets sockets, int fd, long nowNs) {
        return isOver(sockets.unansweredNs(fd), nowNs) && sockets.insisted();
    }

    /** @param unansweredNs since the last acknowledgement; negative: nothing waits for one */
    boolean isOver(long unansweredNs, long nowNs) {
        if (unansweredNs < 0) {
            waiting = false;
        } else if (!waiting) {
            // what came before something waited says nothing: the connection may have been idle for hours
            waiting = true;
            sinceNs = nowNs;
        } else if (unansweredNs < nowNs - sinceNs) {
            sinceNs = nowNs - unansweredNs;
        }
        return waiting && nowNs - sinceNs >= deadNs;
    }
}
