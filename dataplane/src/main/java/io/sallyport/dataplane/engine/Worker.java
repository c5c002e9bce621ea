package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.offload.Coalescer;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.pipeline.ForwardingTables;
import io.sallyport.dataplane.pipeline.Pipeline;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.PeerTable;
import io.sallyport.dataplane.tunnel.TunnelWorker;

/**
 * One turn of the wheel: read a batch, carry it through every stage, write it, before the next read.
 *
 * <p>Run to completion on one thread, or by hand in tests: {@link #doWork} needs neither a thread nor a clock of its own.
 * After every turn all packets are back in the pool but those the tunnel stages for a handshake and those a port keeps ready.
 */
public final class Worker {

    /** Packets read from the LAN a turn; each may be a 64 KiB segmentation-offload packet. */
    private static final int LAN_BATCH = 32;
    /** Trains read from the WAN a turn; each may hold 64 datagrams. */
    private static final int WAN_BATCH = 8;
    /** Datagrams opened before they go on: two full trains, so that what was decrypted is still in the cache. */
    private static final int OPENED_BATCH = 128;
    /** What the stages may bring forth of those: each packet, and as many fragments. */
    private static final int OUTPUT_BATCH = 2 * OPENED_BATCH;
    private static final int TRAINS_BATCH = 64;
    /** A member that stands by has no timers; it is woken when it may forward. */
    private static final long STANDBY_NAP_NS = 1_000_000_000;

    private final Port lan;
    private final Port wan;
    private final Pipeline pipeline;
    private final TunnelWorker tunnel;
    private final Coalescer coalescer;
    private final PacketPool pool;
    private final WorkerStats stats;
    private final ForwardingLease lease;
    private final CommandQueue commands = new CommandQueue(64);
    private final TunnelPeers peers = new TunnelPeers();

    private final PacketBatch fromLan = new PacketBatch(LAN_BATCH);
    private final PacketBatch fromWan = new PacketBatch(WAN_BATCH);
    private final PacketBatch opened = new PacketBatch(OPENED_BATCH);
    private final PacketBatch toLan = new PacketBatch(OUTPUT_BATCH);
    private final PacketBatch toTunnel = new PacketBatch(OUTPUT_BATCH);
    private final PacketBatch toWan = new PacketBatch(TRAINS_BATCH);

    private boolean forwarding;

    public Worker(
            Port lan, Port wan, Pipeline pipeline, TunnelWorker tunnel, Coalescer coalescer, PacketPool pool, WorkerStats stats,
            ForwardingLease lease) {
        this.lan = lan;
        this.wan = wan;
        this.pipeline = pipeline;
        this.tunnel = tunnel;
        this.coalescer = coalescer;
        this.pool = pool;
        this.stats = stats;
        this.lease = lease;
    }

    /**
     * One duty cycle.
     *
     * @param nowNs monotonic time, read once for the whole cycle
     * @return how much was done; 0 when the worker may rest
     */
    public int doWork(long nowNs) {
        int work = commands.drain();
        stats.add(Counter.COMMANDS, work);
        if (forwarding) {
            work += lease.holds(nowNs) ? forward(nowNs) : standBy();
        }
        stats.increment(Counter.DUTY_CYCLES);
        if (work == 0) {
            stats.increment(Counter.IDLE_CYCLES);
        }
        return work;
    }

    private int forward(long nowNs) {
        int work = wanToLan(nowNs);
        work += lanToWan(nowNs);
        tunnel.onTimer(toWan, nowNs);
        flushWan();
        return work;
    }

    /** What comes is read and dropped: left in the kernel's queues, it would be forwarded when this member's turn comes. */
    private int standBy() {
        int read = wan.read(fromWan) + lan.read(fromLan);
        drop(fromWan, Side.WAN);
        drop(fromLan, Side.LAN);
        tunnel.rest();
        return read;
    }

    private void drop(PacketBatch batch, Side side) {
        for (int i = 0; i < batch.size(); i++) {
            stats.drop(DropReason.STANDBY, side.packets(batch.get(i)));
        }
        batch.releaseAll();
    }

    private int wanToLan(long nowNs) {
        int trains = wan.read(fromWan);
        // one look at what other workers hand over: a flood at their sockets must not keep this one here
        boolean handedOver = tunnel.hasHandedOver();
        int work = trains + (handedOver ? 1 : 0);
        while (!fromWan.isEmpty() || handedOver) {
            handedOver = false;
            tunnel.open(fromWan, opened, toWan, nowNs);
            coalescer.coalesce(opened);
            pipeline.inbound(opened, peers, toLan, toTunnel, nowNs);
            send(nowNs);
        }
        return work;
    }

    private int lanToWan(long nowNs) {
        int packets = lan.read(fromLan);
        if (packets > 0) {
            pipeline.outbound(fromLan, peers, toTunnel, toLan, nowNs);
            send(nowNs);
        }
        return packets;
    }

    /** Passes on what the stages have put out, either way. */
    private void send(long nowNs) {
        if (!toLan.isEmpty()) {
            write(toLan, lan, Side.LAN);
        }
        while (!toTunnel.isEmpty()) {
            tunnel.seal(toTunnel, toWan, nowNs);
            flushWan();
        }
        flushWan();
    }

    private void flushWan() {
        if (!toWan.isEmpty()) {
            write(toWan, wan, Side.WAN);
        }
    }

    private void write(PacketBatch batch, Port port, Side side) {
        if (lease.holdsNow()) {
            port.write(batch);
        } else {
            drop(batch, side);
        }
    }

    /** On the worker's thread, between two cycles: forwards by these tables from the next packet on. */
    void adopt(ForwardingTables tables, PeerTable table) {
        pipeline.adopt(tables);
        tunnel.adopt(table);
        peers.adopt(table);
        forwarding = true;
    }

    /** When the worker must turn again though no packet comes. */
    long nextDeadlineNs(long nowNs) {
        return lease.holds(nowNs) ? tunnel.nextDeadlineNs(nowNs) : nowNs + STANDBY_NAP_NS;
    }

    CommandQueue commands() {
        return commands;
    }

    PacketPool pool() {
        return pool;
    }

    WorkerStats stats() {
        return stats;
    }

    Port lan() {
        return lan;
    }

    Port wan() {
        return wan;
    }

    /** Once its thread has ended: gives back what is staged, and closes the ports. */
    void close() {
        tunnel.close();
        lan.close();
        wan.close();
    }
}
