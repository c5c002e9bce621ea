package io.sallyport.dataplane.l4.tcp;

import io.sallyport.dataplane.linux.StreamSockets;

/**
 * Finds out that a peer is gone while something is on its way to it; in silence, the kernel's keepalive does. One for each connection,
 * on its loop.
 *
 * <p>TCP_USER_TIMEOUT would do that, too, but it also ends the connection of a peer that keeps its window closed for as long and answers
 * each probe (Linux {@code tcp_probe_timer}): a client that reads a result slowly is not gone (RFC 9293 §3.8.6.1).
 */
final class Vigil {

    private final long deadNs;
    private boolean suspicious;
    private long sinceNs;

    Vigil(long deadNs) {
        this.deadNs = deadNs;
    }

    /** @return whether the peer has acknowledged nothing for too long, though there was something to acknowledge all the time */
    boolean isOver(StreamSockets sockets, int fd, long nowNs) {
        return isOver(sockets.unansweredNs(fd), nowNs);
    }

    /** @param unansweredNs since the last acknowledgement; negative: nothing is on its way */
    boolean isOver(long unansweredNs, long nowNs) {
        if (unansweredNs < 0) {
            suspicious = false;
        } else if (!suspicious || unansweredNs < nowNs - sinceNs) {
            // what came before something was on its way says nothing: the connection may have been idle for hours
            suspicious = true;
            sinceNs = nowNs;
        }
        return suspicious && nowNs - sinceNs >= deadNs;
    }
}
