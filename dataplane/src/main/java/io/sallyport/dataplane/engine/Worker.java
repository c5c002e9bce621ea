package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.offload.Coalescer;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.pipeline.ForwardingTables;
import io.sallyport.dataplane.pipeline.Pipeline;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.TunnelWorker;

/**
 * One turn of the wheel: read a batch, carry it through every stage, write it, before the next read.
 *
 * <p>Run to completion on one thread, or by hand in tests: {@link #doWork} needs neither a thread nor a clock of its own.
 * After every turn all packets are back in the pool but those the tunnel stages for a handshake.
 */
public final class Worker {

    /** Packets read from the LAN a turn; each may be a 64 KiB segmentation-offload packet. */
    private static final int LAN_BATCH = 32;
    /** Trains read from the WAN a turn; each may hold 64 datagrams. */
    private static final int WAN_BATCH = 8;
    private static final int MAX_SEGMENTS = 64;
    /** Room for what one turn can bring forth: every datagram of every train, and as many ICMP errors and fragments. */
    private static final int OUTPUT_BATCH = 2 * WAN_BATCH * MAX_SEGMENTS;

    private final Port lan;
    private final Port wan;
    private final Pipeline pipeline;
    private final TunnelWorker tunnel;
    private final Coalescer coalescer;
    private final PacketPool pool;
    private final WorkerStats stats;
    private final CommandQueue commands = new CommandQueue(64);

    private final PacketBatch fromLan = new PacketBatch(LAN_BATCH);
    private final PacketBatch fromWan = new PacketBatch(WAN_BATCH);
    private final PacketBatch opened = new PacketBatch(WAN_BATCH * MAX_SEGMENTS);
    private final PacketBatch toLan = new PacketBatch(OUTPUT_BATCH);
    private final PacketBatch toTunnel = new PacketBatch(OUTPUT_BATCH);
    private final PacketBatch toWan = new PacketBatch(OUTPUT_BATCH);

    private boolean forwarding;

    public Worker(
            Port lan, Port wan, Pipeline pipeline, TunnelWorker tunnel, Coalescer coalescer, PacketPool pool, WorkerStats stats) {
        this.lan = lan;
        this.wan = wan;
        this.pipeline = pipeline;
        this.tunnel = tunnel;
        this.coalescer = coalescer;
        this.pool = pool;
        this.stats = stats;
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
            work += wanToLan(nowNs);
            work += lanToWan(nowNs);
            tunnel.onTimer(toWan, nowNs);
            flush();
        }
        stats.increment(Counter.DUTY_CYCLES);
        if (work == 0) {
            stats.increment(Counter.IDLE_CYCLES);
        }
        return work;
    }

    private int wanToLan(long nowNs) {
        int trains = wan.read(fromWan);
        if (trains == 0) {
            return 0;
        }
        countWan(fromWan, Counter.WAN_RX_DATAGRAMS, Counter.WAN_RX_BYTES);
        tunnel.open(fromWan, opened, toWan, nowNs);
        coalescer.coalesce(opened);
        pipeline.inbound(opened, tunnel, toLan, toTunnel, nowNs);
        tunnel.seal(toTunnel, toWan, nowNs);
        flush();
        return trains;
    }

    private int lanToWan(long nowNs) {
        int packets = lan.read(fromLan);
        if (packets == 0) {
            return 0;
        }
        countLan(fromLan, Counter.LAN_RX_PACKETS, Counter.LAN_RX_BYTES);
        pipeline.outbound(fromLan, tunnel, toTunnel, toLan, nowNs);
        tunnel.seal(toTunnel, toWan, nowNs);
        flush();
        return packets;
    }

    /** Writes what waits for either port. */
    private void flush() {
        if (!toLan.isEmpty()) {
            countLan(toLan, Counter.LAN_TX_PACKETS, Counter.LAN_TX_BYTES);
            lan.write(toLan);
        }
        if (!toWan.isEmpty()) {
            countWan(toWan, Counter.WAN_TX_DATAGRAMS, Counter.WAN_TX_BYTES);
            wan.write(toWan);
        }
    }

    private void countLan(PacketBatch batch, Counter packets, Counter bytes) {
        long sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            sum += batch.get(i).length();
        }
        stats.add(packets, batch.size());
        stats.add(bytes, sum);
    }

    private void countWan(PacketBatch batch, Counter datagrams, Counter bytes) {
        long sum = 0;
        long count = 0;
        for (int i = 0; i < batch.size(); i++) {
            Packet train = batch.get(i);
            sum += train.length();
            count += train.segmentSize() == 0 ? 1 : Math.ceilDiv(train.length(), train.segmentSize());
        }
        stats.add(datagrams, count);
        stats.add(bytes, sum);
    }

    /** On the worker's thread, by command: forwards by these tables from the next packet on. */
    void adopt(ForwardingTables tables) {
        pipeline.adopt(tables);
        forwarding = true;
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
}
