package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A tunnel with one worker, its place on a {@link TestNetwork}, and what came out of it. */
final class Device {

    static final CryptoSuite CRYPTO = CryptoSuite.fastest();

    final KeyPair keys;
    final InetSocketAddress address;
    final PacketPool pool;
    final WorkerStats stats = new WorkerStats();
    final Tunnel tunnel;
    final TunnelWorker worker;
    final List<byte[]> received = new ArrayList<>();
    final List<PeerSpec> peers = new ArrayList<>();
    final PacketBatch trains = new PacketBatch(128);
    PeerTable table;
    private final TestNetwork network;
    private final int freeAtStart;
    private SecretKey identity;

    Device(TestNetwork network, String address, int port) {
        this(network, address, port, TunnelOptions.DEFAULT);
    }

    Device(TestNetwork network, String address, int port, TunnelOptions options) {
        this.network = network;
        pool = network.pool();
        freeAtStart = pool.available();
        this.address = new InetSocketAddress(address, port);
        Random random = new Random(network.seed() * 31 + port);
        keys = KeyPair.generate(random, CRYPTO.x25519());
        identity = keys.privateKey();
        tunnel = new Tunnel(options, CRYPTO, random, network::wallClock, List.of(pool), List.of(stats));
        worker = tunnel.worker(0);
        network.add(this);
    }

    /** A peer entry about this device, with its address as the only endpoint. */
    PeerSpec asPeer() {
        return new PeerSpec("device-" + address.getPort(), keys.publicKey(), Optional.empty(), List.of(address),
                CipherSuite.CHACHA20_POLY1305, 0, 1420);
    }

    void adopt(PeerSpec... specs) {
        peers.clear();
        peers.addAll(List.of(specs));
        adopt();
    }

    void adopt(SecretKey newIdentity) {
        identity = newIdentity;
        adopt();
    }

    private void adopt() {
        table = tunnel.adopt(identity, peers, network.nowNs());
        worker.adopt(table);
    }

    /** Seals one IP packet toward a peer. */
    void send(int peer, byte[] ip) {
        Packet packet = Packets.of(pool, ip);
        packet.peer(peer);
        PacketBatch plain = new PacketBatch(1);
        plain.add(packet);
        worker.seal(plain, trains, network.nowNs());
        network.transmit(this, trains);
    }

    /** Takes datagrams in that came from elsewhere; {@code segment} as in {@link Packet#segmentSize()}. */
    void receive(byte[] datagrams, int segment, Endpoint from, int trafficClass) {
        Packet train = Packets.of(pool, datagrams);
        train.segmentSize(segment);
        from.addressTo(train);
        train.outerTrafficClass(trafficClass);
        PacketBatch incoming = new PacketBatch(1);
        incoming.add(train);
        PacketBatch plain = new PacketBatch(64);
        while (!incoming.isEmpty()) {
            worker.open(incoming, plain, trains, network.nowNs());
            for (int i = 0; i < plain.size(); i++) {
                received.add(Packets.bytes(plain.get(i)));
            }
            plain.releaseAll();
        }
        network.transmit(this, trains);
    }

    void tick() {
        worker.onTimer(trains, network.nowNs());
        network.transmit(this, trains);
    }

    /** Every buffer is back in the pool. */
    void assertLeaksNothing() {
        assertThat(pool.available()).as("free packets").isEqualTo(freeAtStart);
    }

    PeerStatus status() {
        return tunnel.status(network.nowNs()).getFirst();
    }

    long drops(DropReason reason) {
        return stats.get(reason);
    }

    long count(Counter counter) {
        return stats.get(counter);
    }

    int state(int peer) {
        return table.state(peer);
    }
}
