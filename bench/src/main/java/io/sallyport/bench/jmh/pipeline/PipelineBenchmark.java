package io.sallyport.bench.jmh.pipeline;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Route;
import io.sallyport.dataplane.pipeline.ForwardingTables;
import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.pipeline.Pipeline;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds a packet through the whole pipeline: validation with header checksum, NAT, routing, TTL, checksums. The figures
 * include copying 64 bytes to make each packet new, which {@link #refill} gives alone.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class PipelineBenchmark {

    private static final int BATCH = 64;
    private static final int LENGTH = 64;
    /** Enough that neither addresses nor branches repeat within what a core remembers. */
    private static final int PACKETS = 1 << 16;
    private static final int MTU = 1420;

    /** {@code hot}: one flow, a handful of routes and rows; {@code random}: 100 000 routes, 10 000 rows, random flows. */
    @Param({"hot", "random"})
    public String load;
    @Param({"v4", "v6"})
    public String family;
    /** Access rules, −1 for no list at all. */
    @Param({"-1"})
    public int rules;

    private final PacketBatch in = new PacketBatch(BATCH);
    private final PacketBatch toTunnel = new PacketBatch(BATCH);
    private final PacketBatch toLan = new PacketBatch(BATCH);
    private final PeerView peers = new AllUp();
    private Pipeline pipeline;
    private MemorySegment fromLan;
    private MemorySegment fromTunnel;
    private int[] senders;
    private int next;

    private static final class AllUp implements PeerView {

        @Override
        public int state(int peer) {
            return UP;
        }

        @Override
        public int mtu(int peer) {
            return MTU;
        }
    }

    @Setup
    public void setUp() {
        boolean random = load.equals("random");
        boolean v6 = family.equals("v6");
        ForwardingWorkload workload = new ForwardingWorkload(v6, random ? 100_000 : 8, random ? 10_000 : 4);
        PacketPool pool = new PacketPool(BATCH);
        pipeline = new Pipeline(pool, new WorkerStats());
        pipeline.adopt(ForwardingTables.compile(
                workload.plan(rules < 0 ? Optional.empty() : Optional.of(workload.rules(rules)))));
        fromLan = Arena.ofAuto().allocate((long) PACKETS * LENGTH, LENGTH);
        fromTunnel = Arena.ofAuto().allocate((long) PACKETS * LENGTH, LENGTH);
        senders = new int[PACKETS];
        NatRow row = workload.anyRow();
        Route route = workload.anyRoute();
        IpAddress remote = workload.hostOf(route);
        SegmentWriter writer = new SegmentWriter();
        for (int i = 0; i < PACKETS; i++) {
            if (random) {
                row = workload.anyRow();
                route = workload.anyRoute();
                remote = workload.hostOf(route);
            }
            writer.tcp(fromLan, (long) i * LENGTH, LENGTH, row.local().address(), remote);
            writer.tcp(fromTunnel, (long) i * LENGTH, LENGTH, remote, row.network().address());
        }
        for (int i = 0; i < BATCH; i++) {
            in.add(pool.acquire());
        }
        askForSenders();
    }

    /** The peer that a host is routed to may send from it; with nested routes the pipeline itself knows best which that is. */
    private void askForSenders() {
        do {
            int first = next;
            fill(fromLan);
            pipeline.outbound(in, peers, toTunnel, toLan, 0);
            for (int i = 0; i < BATCH; i++) {
                senders[first + i] = toTunnel.get(i).peer();
            }
            takeBack(toTunnel);
        } while (next != 0);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int outbound() {
        fill(fromLan);
        pipeline.outbound(in, peers, toTunnel, toLan, next);
        return takeBack(toTunnel);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int inbound() {
        fill(fromTunnel);
        pipeline.inbound(in, peers, toLan, toTunnel, next);
        return takeBack(toLan);
    }

    /** What the other figures include that is not the pipeline's: making packets new and taking them back. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int refill() {
        fill(fromLan);
        for (int i = 0; i < BATCH; i++) {
            toTunnel.add(in.get(i));
        }
        in.clear();
        return takeBack(toTunnel);
    }

    private void fill(MemorySegment packets) {
        for (int i = 0; i < BATCH; i++) {
            Packet packet = in.get(i);
            MemorySegment.copy(packets, (long) next * LENGTH, packet.memory(), packet.start(), LENGTH);
            packet.length(LENGTH);
            packet.peer(senders[next]);
            next = next + 1 & PACKETS - 1;
        }
    }

    private int takeBack(PacketBatch left) {
        int count = left.size();
        if (count != BATCH) {
            throw new IllegalStateException(count + " of " + BATCH + " packets left");
        }
        for (int i = 0; i < count; i++) {
            in.add(left.get(i));
        }
        left.clear();
        return count;
    }
}
