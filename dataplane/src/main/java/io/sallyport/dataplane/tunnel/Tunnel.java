package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * All tunnels of a node. The work is done by its {@linkplain #worker workers}; handshakes and timers by the first of them, on
 * whose thread {@link #adopt} and {@link #pathMtu} are called too. {@link #status} may be called by any thread.
 */
public final class Tunnel {

    private final CryptoSuite crypto;
    private final ControlPlane control;
    private final List<TunnelWorker> workers = new ArrayList<>();
    private final Bell bell = new Bell();
    private volatile List<Peer> peers = List.of();

    /**
     * @param random  for keys and indexes: a {@link java.security.SecureRandom} but in tests
     * @param clock   the wall clock, for the timestamps of handshakes
     * @param pools   the packet pool of each worker
     * @param stats   the counters of each worker
     */
    public Tunnel(
            TunnelOptions options, CryptoSuite crypto, RandomGenerator random, InstantSource clock,
            List<PacketPool> pools, List<WorkerStats> stats) {
        this.crypto = crypto;
        int count = pools.size();
        IndexTable index = new IndexTable(random);
        Shared shared = new Shared(
                options, count, index, new RetiredSessions(count, index), new Attention(bell), new HandOver(count), bell);
        ControlSender sender = new ControlSender(pools.getFirst(), stats.getFirst());
        control = new ControlPlane(shared, new Handshakes(shared, crypto, random, clock, sender, stats.getFirst()), random);
        for (int i = 0; i < count; i++) {
            workers.add(new TunnelWorker(i, shared, pools.get(i), stats.get(i), control));
        }
    }

    /** Makes handshakes within this process, so that the first with a peer is as fast as the next; for some 40 ms. Any thread. */
    public static void rehearse(CryptoSuite crypto, RandomGenerator random) {
        new HandshakeRehearsal(random, crypto.x25519()).run();
    }

    public TunnelWorker worker(int index) {
        return workers.get(index);
    }

    /** @param wakeUp ends the sleep of the worker with this number, or its next; any worker calls it */
    public void onWork(IntConsumer wakeUp) {
        bell.attach(wakeUp);
    }

    /**
     * Takes a new configuration. A peer with the same public key keeps its sessions; where identity, preshared key or cipher
     * changed, the old session serves until there is a new one.
     *
     * @return the table that each worker is to adopt together with the snapshot's other tables
     */
    public PeerTable adopt(SecretKey identity, List<PeerSpec> specs, long nowNs) {
        PeerTable table = control.adopt(identity, specs, nowNs);
        peers = control.peers();
        return table;
    }

    /**
     * Begins anew with every peer: for a node that takes over its cluster's identity from another one, whose sessions it cannot
     * know. On the first worker's thread.
     *
     * @param notBefore timestamps of handshakes are later, so that peers do not take them for replays of the other's
     */
    public void takeOver(Instant notBefore, long nowNs) {
        control.takeOver(notBefore, nowNs);
    }

    /** Forgets all sessions and calls: another node uses the identity from here on. On the first worker's thread. */
    public void standDown() {
        control.standDown();
    }

    /**
     * Learns that packets to an endpoint may be at most {@code outerMtu} bytes, IP header included; believed for ten minutes.
     *
     * @param high the address as in {@link io.sallyport.dataplane.wire.IpAddress}
     */
    public void pathMtu(boolean v6, long high, long low, int port, int outerMtu, long nowNs) {
        Endpoint endpoint = new Endpoint(v6, high, low, port);
        for (Peer peer : peers) {
            if (endpoint.equals(peer.endpoint())) {
                peer.pathMtu().learn(v6, outerMtu, nowNs);
            }
        }
    }

    /** Primitive to library, for status, such as {@code chacha20-poly1305 → libcrypto 3.0.17}. */
    public Map<String, String> crypto() {
        return crypto.description();
    }

    /** What each peer looks like, in the order of the snapshot. */
    public List<PeerStatus> status(long nowNs) {
        return peers.stream().map(peer -> status(peer, nowNs)).toList();
    }

    private PeerStatus status(Peer peer, long nowNs) {
        PeerSpec spec = peer.spec();
        Endpoint endpoint = peer.endpoint();
        Session current = peer.sessions().current();
        long handshakeNs = peer.handshakeNs();
        long rxBytes = 0;
        long rxPackets = 0;
        long txBytes = 0;
        long txPackets = 0;
        for (int i = 0; i < workers.size(); i++) {
            PeerTraffic traffic = peer.traffic(i);
            rxBytes += traffic.rxBytes();
            rxPackets += traffic.rxPackets();
            txBytes += traffic.txBytes();
            txPackets += traffic.txPackets();
        }
        return new PeerStatus(spec.name(), peer.publicKey(), PeerStates.label(peer.state()),
                endpoint == null ? "" : endpoint.toString(),
                handshakeNs == ProtocolTimes.NEVER ? OptionalLong.empty()
                        : OptionalLong.of((nowNs - handshakeNs) / ProtocolTimes.MILLISECOND),
                current == null ? spec.cipher() : current.suite(), peer.pathMtu().limit(spec.mtu()),
                rxBytes, txBytes, rxPackets, txPackets, peer.lost() + peer.sessions().missing(), note(peer));
    }

    private static String note(Peer peer) {
        if (peer.state() == PeerStates.UP) {
            return "";
        }
        if (!peer.problem().isEmpty()) {
            return peer.problem();
        }
        if (peer.endpoint() == null) {
            return "waits for the peer to call; give it endpoints if it can be reached";
        }
        return "no answer from " + (peer.lastTried() == null ? peer.endpoint() : peer.lastTried())
                + "; check that the peer runs, its endpoint, and UDP filters on the way";
    }
}
