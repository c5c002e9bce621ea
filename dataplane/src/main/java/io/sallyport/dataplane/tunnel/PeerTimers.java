package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.PacketBatch;

/** What is due for a peer as time passes (WireGuard §6). Belongs to the first worker. */
final class PeerTimers {

    /** A call and a keepalive. */
    static final int ROOM = 2;

    private final Handshakes handshakes;

    PeerTimers(Handshakes handshakes) {
        this.handshakes = handshakes;
    }

    /** Does what is due, as far as {@code out} has room; the rest comes with the next sweep. */
    void run(Peer peer, Sealer sealer, PacketBatch out, long nowNs) {
        promote(peer, nowNs);
        peer.sessions().forgetExpired(nowNs);
        peer.pathMtu().expire(nowNs);
        if (out.space() < ROOM) {
            return;
        }
        handshake(peer, out, nowNs);
        keepalive(peer, sealer, out, nowNs);
        peer.state(state(peer, nowNs));
    }

    private void promote(Peer peer, long nowNs) {
        Session next = peer.sessions().next();
        if (next != null && next.isConfirmed()) {
            peer.sessions().promoteNext();
            handshakes.endCall(peer);
            handshakes.established(peer, nowNs);
        }
    }

    private void handshake(Peer peer, PacketBatch out, long nowNs) {
        PeerCalls calls = peer.calls();
        if (!needsHandshake(peer, nowNs)) {
            if (calls.isTrying()) {
                handshakes.endCall(peer);
            }
            return;
        }
        if (!calls.isDue(nowNs)) {
            return;
        }
        if (!peer.hasConfiguredEndpoints() && calls.hasTriedFor(ProtocolTimes.REKEY_ATTEMPT_TIME, nowNs)) {
            // A peer that only ever called us is not chased for ever; its next packet starts anew (WireGuard §6.4).
            peer.handshakeWanted(false);
            handshakes.endCall(peer);
            return;
        }
        handshakes.call(peer, out, nowNs);
    }

    /** A gateway keeps its tunnels up: it renews sessions without waiting for traffic. */
    private static boolean needsHandshake(Peer peer, long nowNs) {
        if (peer.endpoint() == null) {
            return false;
        }
        Session current = peer.sessions().current();
        if (current == null || current.isExpired(nowNs)) {
            return peer.hasConfiguredEndpoints() || peer.handshakeWanted();
        }
        return current.generation() != peer.generation() || peer.handshakeWanted() || current.wantsRekey(nowNs)
                || peer.activity().isUnanswered(ProtocolTimes.DEAD_PEER_TIME, nowNs);
    }

    private static void keepalive(Peer peer, Sealer sealer, PacketBatch out, long nowNs) {
        Session current = peer.sessions().current();
        if (current == null || !current.canSend(nowNs)) {
            return;
        }
        long persistent = peer.spec().keepaliveSeconds() * ProtocolTimes.SECOND;
        boolean unused = current.sent() == 0;
        if (unused || peer.activity().owesKeepalive(nowNs) || persistent > 0 && peer.activity().isSilent(persistent, nowNs)) {
            sealer.keepalive(peer, current, out, nowNs);
        }
    }

    private static int state(Peer peer, long nowNs) {
        Session current = peer.sessions().current();
        boolean usable = current != null && current.canSend(nowNs);
        boolean answers = !peer.activity().isUnanswered(ProtocolTimes.DEAD_PEER_TIME + ProtocolTimes.CONNECT_PATIENCE, nowNs);
        if (usable && answers) {
            return PeerStates.UP;
        }
        if (hasCalled(peer, nowNs)) {
            return PeerStates.CONNECTING;
        }
        boolean patient = peer.endpoint() != null && !peer.calls().hasTriedFor(ProtocolTimes.CONNECT_PATIENCE, nowNs);
        boolean wanted = peer.hasConfiguredEndpoints() || peer.handshakeWanted();
        return patient && wanted ? PeerStates.CONNECTING : PeerStates.DOWN;
    }

    /**
     * Whether it called a moment ago and we answered. Its first packet will confirm the session; the answer to that packet may
     * come from the LAN before the session is promoted, and is to wait, not to be refused.
     */
    private static boolean hasCalled(Peer peer, long nowNs) {
        Session next = peer.sessions().next();
        return next != null && next.ageNs(nowNs) < ProtocolTimes.CONNECT_PATIENCE;
    }
}
