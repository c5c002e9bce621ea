package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.linux.AnonymousMemory;
import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.offload.Coalescer;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.pipeline.Pipeline;
import io.sallyport.dataplane.port.Offloads;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.tun.TunDevice;
import io.sallyport.dataplane.port.udp.PathMtuListener;
import io.sallyport.dataplane.port.udp.UdpUnderlay;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.Tunnel;
import io.sallyport.dataplane.tunnel.TunnelOptions;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Puts ports, stages, tunnel and threads together, as the options ask; the threads are not started. */
record Assembly(Tunnel tunnel, List<WorkerThread> threads) {

    private static final int UNPINNED = -1;

    /** Devices first: an attempt that the kernel refuses, and that recovery repeats, costs no memory and no time. */
    static Assembly of(EngineOptions options, ForwardingLease lease) {
        List<WorkerThread> threads = new ArrayList<>();
        // opened here, owned by the ports: closing the rest afterwards closes only what a failure left without an owner
        try (UdpUnderlay underlay = UdpUnderlay.open(options.listenPort(), options.workers(), options.offloads());
                TunDevice tun = TunDevice.open(options.tunName(), options.workers(), options.lanMtu(), options.offloads())) {
            List<PacketPool> pools = new ArrayList<>();
            List<WorkerStats> stats = new ArrayList<>();
            for (int i = 0; i < options.workers(); i++) {
                pools.add(new PacketPool(AnonymousMemory.map(PacketPool.bytesFor(options.packetBuffers())), options.packetBuffers()));
                stats.add(new WorkerStats());
            }
            CryptoSuite crypto = CryptoSuite.fastest();
            SecureRandom random = new SecureRandom();
            Tunnel.rehearse(crypto, random);
            Tunnel tunnel = new Tunnel(TunnelOptions.DEFAULT, crypto, random, InstantSource.system(), pools, stats);
            PathMtuListener pathMtu = pathMtuListener(tunnel, threads);
            for (int i = 0; i < options.workers(); i++) {
                Port lan = tun.port(i, pools.get(i), stats.get(i));
                Port wan = underlay.port(i, pools.get(i), stats.get(i), pathMtu);
                Worker worker = new Worker(lan, wan, new Pipeline(pools.get(i), stats.get(i)), tunnel.worker(i),
                        new Coalescer(segmentsDatagrams(lan.offloads())), pools.get(i), stats.get(i), lease);
                threads.add(thread(i, worker, options));
            }
            tunnel.onWork(index -> threads.get(index).wakeup());
            return new Assembly(tunnel, threads);
        } catch (RuntimeException e) {
            threads.forEach(WorkerThread::close);
            throw e;
        }
    }

    private static WorkerThread thread(int index, Worker worker, EngineOptions options) {
        Poller poller = new Poller();
        int cpu = index < options.cpus().size() ? options.cpus().get(index) : UNPINNED;
        WorkerThread thread = new WorkerThread(index, worker, poller, cpu, options.busyPoll());
        poller.add(worker.lan().fileDescriptor());
        poller.add(worker.wan().fileDescriptor());
        return thread;
    }

    /**
     * What any worker learns goes to the first, which owns the peers. Anybody can forge such news, so it is passed on only as
     * the command queue has room: the kernel remembers it, and says it again at the next packet that is too large.
     */
    private static PathMtuListener pathMtuListener(Tunnel tunnel, List<WorkerThread> threads) {
        return (v6, high, low, port, mtu) ->
                threads.getFirst().trySend(() -> tunnel.pathMtu(v6, high, low, port, mtu, System.nanoTime()));
    }

    /** Datagrams are joined only for a port that can tell them apart again. */
    private static boolean segmentsDatagrams(Offloads offloads) {
        return offloads.all().stream().anyMatch(offload -> offload.name().startsWith("uso") && offload.active());
    }
}
