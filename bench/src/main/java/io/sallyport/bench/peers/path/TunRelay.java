package io.sallyport.bench.peers.path;

import io.sallyport.dataplane.linux.AnonymousMemory;
import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingTables;
import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.pipeline.Pipeline;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.tun.TunDevice;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Optional;

/**
 * Program: a worker's duty cycle with a second TUN device in the tunnel's place. The client's side is the LAN, the server's
 * side the virtual network, so packets pass the pipeline outbound one way and inbound the other.
 */
public final class TunRelay {

    static final String DEVICE = "sp0";

    private static final int MTU = 1500;
    private static final int BATCH = 32;
    private static final int POOL = 512;
    private static final int SPINS = 4;
    private static final long SLEEP_NS = 50_000_000;
    private static final int SERVER = 0;

    private final WorkerStats stats = new WorkerStats();
    private final PacketPool pool = new PacketPool(AnonymousMemory.map(PacketPool.bytesFor(POOL)), POOL);
    private final Pipeline pipeline = new Pipeline(pool, stats);
    private final PacketBatch received = new PacketBatch(BATCH);
    private final PacketBatch toClient = new PacketBatch(4 * BATCH);
    private final PacketBatch toServer = new PacketBatch(4 * BATCH);
    private final Port client;
    private final Port server;

    private TunRelay(TunDevice client, TunDevice server) {
        this.client = client.port(0, pool, stats);
        this.server = server.port(0, pool, stats);
        pipeline.adopt(ForwardingTables.compile(plan()));
    }

    private static ForwardingPlan plan() {
        IpPrefix local = IpPrefix.host(IpAddress.parse(Edge.A.host()));
        IpPrefix network = IpPrefix.host(IpAddress.parse(Edge.A.network()));
        return new ForwardingPlan(
                List.of(new ForwardingPlan.Route(IpPrefix.parse(Edge.B.networkPrefix()), SERVER, 10)),
                List.of(new ForwardingPlan.NatRow(local, network)),
                List.of(), List.of(), Optional.empty(), ForwardingPlan.ForwardingOptions.DEFAULT, 1);
    }

    /** The one peer, always there. */
    private static final class Reachable implements PeerView {

        @Override
        public int state(int peer) {
            return UP;
        }

        @Override
        public int mtu(int peer) {
            return MTU;
        }
    }

    private void run() {
        PeerView peers = new Reachable();
        int idle = 0;
        try (Poller poller = new Poller()) {
            poller.add(client.fileDescriptor());
            poller.add(server.fileDescriptor());
            while (true) {
                idle = turn(peers, System.nanoTime()) > 0 ? 0 : idle + 1;
                if (idle > SPINS) {
                    poller.await(SLEEP_NS);
                }
            }
        }
    }

    private int turn(PeerView peers, long nowNs) {
        int fromClient = client.read(received);
        if (fromClient > 0) {
            pipeline.outbound(received, peers, toServer, toClient, nowNs);
            write();
        }
        int fromServer = server.read(received);
        if (fromServer > 0) {
            for (int i = 0; i < received.size(); i++) {
                received.get(i).peer(SERVER);
            }
            pipeline.inbound(received, peers, toClient, toServer, nowNs);
            write();
        }
        return fromClient + fromServer;
    }

    private void write() {
        if (!toClient.isEmpty()) {
            client.write(toClient);
        }
        if (!toServer.isEmpty()) {
            server.write(toServer);
        }
    }

    /** @param arguments names of the client's and of the server's namespace */
    public static void main(String[] arguments) {
        TunDevice client = NamespaceSockets.open(arguments[0], () -> TunDevice.open(DEVICE, 1, MTU, true));
        TunDevice server = NamespaceSockets.open(arguments[1], () -> TunDevice.open(DEVICE, 1, MTU, true));
        new TunRelay(client, server).run();
    }
}
