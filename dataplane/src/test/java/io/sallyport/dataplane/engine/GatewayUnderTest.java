package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.offload.Coalescer;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingTables;
import io.sallyport.dataplane.pipeline.Pipeline;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.port.memory.MemoryPort;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.tunnel.SecretKey;
import io.sallyport.dataplane.tunnel.Tunnel;
import io.sallyport.dataplane.tunnel.TunnelOptions;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** One worker with real stages and a real tunnel, turned by hand, and the LAN host behind it. */
final class GatewayUnderTest implements AutoCloseable {

    static final CryptoSuite CRYPTO = CryptoSuite.fastest();
    private static final int BUFFERS = 512;

    private final PacketPool pool = new PacketPool(BUFFERS);
    private final PacketPool hostPool = new PacketPool(BUFFERS);
    private final WorkerStats stats = new WorkerStats();
    private final Tunnel tunnel;
    private final MemoryPort host;
    private final MemoryPort lan;
    private final List<byte[]> received = new ArrayList<>();
    private final PacketBatch batch = new PacketBatch(BUFFERS);
    private final AtomicLong clock = new AtomicLong();
    private final ForwardingLease lease = new ForwardingLease(clock::get);
    private Worker worker;

    GatewayUnderTest(String name, long seed) {
        tunnel = new Tunnel(TunnelOptions.DEFAULT, CRYPTO, new Random(seed), InstantSource.system(), List.of(pool), List.of(stats));
        MemoryPort.Pair link = MemoryPort.link(Side.LAN, MemoryPort.End.lan(name + "-lan", pool, stats),
                MemoryPort.End.lan(name + "-host", hostPool, new WorkerStats()));
        lan = link.left();
        host = link.right();
    }

    PacketPool pool() {
        return pool;
    }

    WorkerStats stats() {
        return stats;
    }

    void wan(Port wan) {
        worker = new Worker(lan, wan, new Pipeline(pool, stats), tunnel.worker(0), new Coalescer(false), pool, stats, lease);
    }

    void configure(SecretKey identity, ForwardingPlan plan, List<PeerSpec> peers, long nowNs) {
        worker.adopt(ForwardingTables.compile(plan), tunnel.adopt(identity, peers, nowNs));
    }

    int turn(long nowNs) {
        clock.set(nowNs);
        int work = worker.doWork(nowNs);
        host.read(batch);
        for (int i = 0; i < batch.size(); i++) {
            received.add(Packets.bytes(batch.get(i)));
        }
        batch.releaseAll();
        return work;
    }

    /** The LAN host sends. */
    void send(PacketBuilder... packets) {
        PacketBatch out = new PacketBatch(packets.length);
        for (PacketBuilder packet : packets) {
            out.add(packet.toPacket(hostPool));
        }
        host.write(out);
    }

    /** What the LAN host has received since the last call. */
    List<byte[]> received() {
        List<byte[]> all = List.copyOf(received);
        received.clear();
        return all;
    }

    boolean hasReceived(int count) {
        return received.size() >= count;
    }

    ForwardingLease lease() {
        return lease;
    }

    Tunnel tunnel() {
        return tunnel;
    }

    /** What the clock says when the worker looks at it in the middle of a turn. */
    void clock(long nowNs) {
        clock.set(nowNs);
    }

    /** One turn of the worker with the clock left as it is. */
    int turnWithin(long nowNs) {
        return worker.doWork(nowNs);
    }

    String peerState(long nowNs) {
        return tunnel.status(nowNs).getFirst().state();
    }

    long drops() {
        return Arrays.stream(DropReason.values()).mapToLong(stats::get).sum();
    }

    /** Stops, and checks that every packet is back. */
    @Override
    public void close() {
        worker.close();
        assertThat(pool.available()).as("free packets at the end").isEqualTo(pool.size());
    }
}
