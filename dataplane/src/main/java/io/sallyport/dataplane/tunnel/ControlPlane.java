package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.PacketBatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The slow part of the tunnel: peers, their handshakes and timers. Belongs to the first worker. */
final class ControlPlane {

    /** How far the first calls of a new configuration are spread. */
    private static final long FIRST_CALL_SPREAD = 100 * ProtocolTimes.MILLISECOND;

    private final Shared shared;
    private final Handshakes handshakes;
    private final PeerTimers timers;
    private final RandomGenerator random;
    private final BitSet ids = new BitSet();
    private List<Peer> peers = List.of();
    private long nextSweepNs = ProtocolTimes.NEVER;

    ControlPlane(Shared shared, Handshakes handshakes, RandomGenerator random) {
        this.shared = shared;
        this.handshakes = handshakes;
        this.random = random;
        timers = new PeerTimers(handshakes);
    }

    PeerTable adopt(SecretKey identity, List<PeerSpec> specs, long nowNs) {
        boolean newIdentity = handshakes.adopt(identity);
        List<Peer> adopted = new ArrayList<>(specs.size());
        Set<Peer> kept = new HashSet<>();
        for (PeerSpec spec : specs) {
            Peer peer = handshakes.peers().get(spec.publicKey());
            if (peer == null) {
                peer = add(spec, nowNs);
            } else {
                peer.configure(spec);
                if (newIdentity) {
                    peer.renew();
                }
            }
            adopted.add(peer);
            kept.add(peer);
        }
        for (Peer old : peers) {
            if (!kept.contains(old)) {
                handshakes.remove(old);
                ids.clear(old.id());
            }
        }
        peers = List.copyOf(adopted);
        shared.attention().ask();
        return new PeerTable(peers);
    }

    private Peer add(PeerSpec spec, long nowNs) {
        int id = ids.nextClearBit(0);
        ids.set(id);
        Peer peer = new Peer(id, spec, shared.retired(), shared.workers());
        if (peer.hasConfiguredEndpoints()) {
            peer.state(PeerStates.CONNECTING);
            peer.calls().holdUntil(nowNs + random.nextInt((int) FIRST_CALL_SPREAD));
        }
        handshakes.peers().put(spec.publicKey(), peer);
        return peer;
    }

    List<Peer> peers() {
        return peers;
    }

    void takeOver(Instant notBefore, long nowNs) {
        handshakes.notBefore(notBefore);
        for (Peer peer : peers) {
            forgetSessions(peer);
            peer.calledEverywhere(true);
            peer.state(peer.hasConfiguredEndpoints() ? PeerStates.CONNECTING : PeerStates.DOWN);
        }
        nextSweepNs = nowNs;
        shared.attention().ask();
    }

    void standDown() {
        for (Peer peer : peers) {
            forgetSessions(peer);
            peer.handshakeWanted(false);
            peer.state(PeerStates.DOWN);
        }
        rest();
    }

    private void forgetSessions(Peer peer) {
        handshakes.endCall(peer);
        peer.calls().forget();
        peer.sessions().retireAll();
        peer.activity().forget();
    }

    void rest() {
        shared.retired().wipeUnused();
    }

    void receive(byte[] message, int length, Endpoint source, int arrival, PacketBatch replies, long nowNs) {
        if (handshakes.receive(message, length, source, arrival, replies, nowNs)) {
            shared.attention().ask(); // only now: what strangers send must not cost a look at every peer
        }
    }

    /** Looks after every peer, when one asked for it or the time has come. */
    void sweep(Sealer sealer, PacketBatch trains, long nowNs) {
        if (!shared.attention().isAsked() && nextSweepNs != ProtocolTimes.NEVER && nowNs - nextSweepNs < 0) {
            return;
        }
        shared.attention().clear();
        for (int i = 0; i < peers.size(); i++) {
            timers.run(peers.get(i), sealer, trains, nowNs);
        }
        shared.retired().wipeUnused();
        if (trains.space() < PeerTimers.ROOM) {
            shared.attention().ask(); // the rest of the peers, as soon as these are written
        }
        nextSweepNs = nowNs + ProtocolTimes.SWEEP_INTERVAL;
    }

    long nextSweepNs(long nowNs) {
        return shared.attention().isAsked() || nextSweepNs == ProtocolTimes.NEVER ? nowNs : nextSweepNs;
    }
}
