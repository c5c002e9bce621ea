package io.sallyport.control.reconcile;

import io.sallyport.dataplane.engine.EngineException;
import io.sallyport.dataplane.engine.EngineOptions;
import io.sallyport.dataplane.engine.EngineStatus;
import io.sallyport.dataplane.engine.EngineStatus.WorkerStatus;
import io.sallyport.dataplane.engine.ForwardingLease;
import io.sallyport.dataplane.engine.Snapshot;
import io.sallyport.dataplane.port.Offloads;
import io.sallyport.dataplane.port.Offloads.Offload;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.tunnel.PeerStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine that forwards nothing and remembers what it was told. Its peers are up unless a test says otherwise. */
public final class FakeDataplane implements Dataplane {

    private final List<Snapshot> applied = new CopyOnWriteArrayList<>();
    private final Map<String, String> peerStates = new ConcurrentHashMap<>();
    private volatile EngineOptions options;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile ForwardingLease lease;
    private volatile String refusal;
    private volatile long stalledMs;
    private volatile boolean closed;
    private volatile boolean workerFailed;
    private volatile int opened;

    /** An opener of this one engine. */
    public Dataplane open(EngineOptions wanted, ForwardingLease granted) {
        if (refusal != null) {
            throw new EngineException(refusal);
        }
        options = wanted;
        lease = granted;
        closed = false;
        workerFailed = false;
        opened++;
        return this;
    }

    /** From now on nothing can be opened or applied. @param reason null to work again */
    public void refuse(String reason) {
        refusal = reason;
    }

    public void peerState(String peer, String state) {
        peerStates.put(peer, state);
    }

    public void stall(long forMs) {
        stalledMs = forMs;
    }

    /** The worker ends, as by a fault of ours; a newly opened engine has a new one. */
    public void failWorker() {
        workerFailed = true;
    }

    /** How often it was opened. */
    public int opened() {
        return opened;
    }

    public List<Snapshot> applied() {
        return applied;
    }

    public boolean closed() {
        return closed;
    }

    @Override
    public EngineOptions options() {
        return options;
    }

    @Override
    public void apply(Snapshot snapshot) {
        if (refusal != null) {
            throw new EngineException(refusal);
        }
        if (workerFailed) {
            throw new EngineException("a worker did not answer");
        }
        applied.add(snapshot);
    }

    @Override
    public EngineStatus status() {
        List<PeerStatus> peers = new ArrayList<>();
        if (!applied.isEmpty()) {
            applied.getLast().peers().forEach(peer -> peers.add(peer(peer)));
        }
        Map<Counter, Long> counters = new HashMap<>();
        counters.put(Counter.LAN_RX_PACKETS, 3L);
        counters.put(Counter.LAN_RX_BYTES, 4_500L);
        Map<DropReason, Long> drops = Map.of(DropReason.NO_ROUTE, 7L);
        WorkerStatus worker = new WorkerStatus(0, "worker-0", -1, workerFailed ? "failed" : stalledMs > 0 ? "stalled" : "idle", stalledMs, 1_000, 0.25,
                2_040, 2_048, counters, drops);
        return new EngineStatus(applied.isEmpty() ? 0 : applied.getLast().version(), !lease.holds(System.nanoTime()), List.of(worker), peers,
                Map.of("sp0/0", new Offloads(List.of(new Offload("tso4", true, ""), new Offload("uso", false, "EINVAL")))),
                Map.of("chacha20-poly1305", "libcrypto 3.0.17"), counters, drops);
    }

    private PeerStatus peer(PeerSpec peer) {
        String state = peerStates.getOrDefault(peer.name(), "up");
        boolean up = state.equals("up");
        return new PeerStatus(peer.name(), peer.publicKey(), state, up ? "198.51.100.9:51820" : "",
                up ? OptionalLong.of(12_500) : OptionalLong.empty(), peer.cipher(), peer.mtu(), 2_048, 1_024, 30, 20, up ? 10 : 0,
                up ? "" : "handshakes go unanswered; is " + peer.name() + " running?");
    }

    @Override
    public void takeOver(Instant notBefore) {
        told.add("take over");
    }

    @Override
    public void wake() {
        told.add("wake");
    }

    @Override
    public void standDown() {
        told.add("stand down");
    }

    /** What it was told about its role, in order. */
    public List<String> told() {
        return told;
    }

    @Override
    public void close() {
        closed = true;
    }
}
