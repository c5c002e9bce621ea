package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers of one tunnel: whatever a datagram's socket, it reaches the worker that must see it. */
class ManyWorkersTest {

    private static final List<PacketPool> POOLS = List.of(new PacketPool(128), new PacketPool(128));

    private final TestNetwork network = new TestNetwork(9);
    private final Device far = new Device(network, "192.0.2.1", 51821);
    private final Endpoint fromFar = Endpoint.of(far.address);
    private final List<WorkerStats> stats = List.of(new WorkerStats(), new WorkerStats());
    private final Random random = new Random(1);
    private final KeyPair keys = KeyPair.generate(random, Device.CRYPTO.x25519());
    private final Tunnel tunnel =
            new Tunnel(TunnelOptions.DEFAULT, Device.CRYPTO, random, network::wallClock, POOLS, stats);
    private final PacketBatch out = new PacketBatch(64);
    private final List<byte[]> received = new ArrayList<>();
    private PeerTable table;

    @BeforeEach
    void adopt() {
        far.adopt(new PeerSpec("here", keys.publicKey(), Optional.empty(),
                List.of(new InetSocketAddress("192.0.2.2", 51822)), CipherSuite.CHACHA20_POLY1305, 0, 1420));
        table = tunnel.adopt(keys.privateKey(), List.of(PeerSpecs.withoutEndpoints(far.asPeer())), network.nowNs());
        tunnel.worker(0).adopt(table);
        tunnel.worker(1).adopt(table);
    }

    @AfterEach
    void nothingLeaks() {
        tunnel.worker(0).close();
        tunnel.worker(1).close();
        assertThat(POOLS).allSatisfy(pool -> assertThat(pool.available()).isEqualTo(pool.size()));
    }

    /** Takes what far has sent since in at one worker's socket, and lets both workers turn. */
    private void arriveAt(int worker) {
        List<TestNetwork.Datagram> datagrams = network.log.stream().filter(datagram -> datagram.sender() == far).toList();
        network.log.clear();
        for (TestNetwork.Datagram datagram : datagrams) {
            Packet train = Packets.of(POOLS.get(worker), datagram.bytes());
            fromFar.addressTo(train);
            turn(worker, Packets.batch(1, train));
        }
        turn(1 - worker, new PacketBatch(1));
        turn(worker, new PacketBatch(1));
    }

    private void turn(int worker, PacketBatch trains) {
        PacketBatch plain = new PacketBatch(64);
        tunnel.worker(worker).open(trains, plain, out, network.nowNs());
        for (int i = 0; i < plain.size(); i++) {
            received.add(Packets.bytes(plain.get(i)));
        }
        plain.releaseAll();
        tunnel.worker(worker).onTimer(out, network.nowNs());
        for (int i = 0; i < out.size(); i++) {
            Packet train = out.get(i);
            far.receive(Packets.bytes(train), train.segmentSize(), new Endpoint(false, 0, 0xc0000202L, 51822), 0);
        }
        out.releaseAll();
    }

    private void connectThrough(int worker) {
        network.run(Duration.ofMillis(300));
        arriveAt(worker); // the initiation, answered
        far.tick();
        arriveAt(worker); // the keepalive, which confirms
        assertThat(table.state(0)).isEqualTo(PeerStates.UP);
    }

    @Test
    void aHandshakeMayComeInAnywhere() {
        connectThrough(1);
        assertThat(stats.get(0).get(Counter.HANDSHAKES_COMPLETED)).isEqualTo(1);
    }

    @Test
    void dataIsOpenedByTheWorkerThatOwnsTheSession() {
        connectThrough(1);
        far.send(0, TestPackets.ipv4(100, 1));
        arriveAt(0);
        far.send(0, TestPackets.ipv4(100, 2));
        arriveAt(1);
        assertThat(received).extracting(TestPackets::number).containsExactly(1, 2);
    }

    @Test
    void everyWorkerSeals() {
        connectThrough(0);
        for (int worker = 0; worker < 2; worker++) {
            Packet packet = Packets.of(POOLS.get(worker), TestPackets.ipv4(100, worker));
            packet.peer(0);
            tunnel.worker(worker).seal(Packets.batch(1, packet), out, network.nowNs());
            turn(worker, new PacketBatch(1));
        }
        assertThat(far.received).extracting(TestPackets::number).containsExactly(0, 1);
        assertThat(far.drops(DropReason.TUNNEL_REPLAY)).as("counters are shared").isZero();
        assertThat(tunnel.status(network.nowNs()).getFirst().txPackets()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aWorkerWithPacketsWaitingIsWokenForTheSession() {
        List<Integer> woken = new ArrayList<>();
        tunnel.onWork(woken::add);
        network.run(Duration.ofMillis(300));
        arriveAt(0); // the initiation: only now the peer's place is known
        Packet packet = Packets.of(POOLS.get(1), TestPackets.ipv4(100, 1));
        packet.peer(0);
        tunnel.worker(1).seal(Packets.batch(1, packet), out, network.nowNs());
        woken.clear();
        far.tick();
        arriveAt(0);
        assertThat(woken).contains(1);
        turn(1, new PacketBatch(1));
        assertThat(far.received).hasSize(1);
    }

    @Test
    void aFullRingDropsAndSaysSo() {
        connectThrough(1);
        network.lose(datagram -> true);
        far.send(0, TestPackets.ipv4(100, 1));
        byte[] data = network.log.getLast().bytes();
        for (int i = 0; i < 70; i++) {
            Packet train = Packets.of(POOLS.getFirst(), data);
            fromFar.addressTo(train);
            tunnel.worker(0).open(Packets.batch(1, train), new PacketBatch(1), out, network.nowNs());
        }
        assertThat(stats.get(0).get(DropReason.TUNNEL_HANDOVER_FULL)).isEqualTo(6);
        assertThat(tunnel.worker(1).hasHandedOver()).isTrue();
        turn(1, new PacketBatch(1));
        assertThat(tunnel.worker(1).hasHandedOver()).isFalse();
        assertThat(received).hasSize(1);
        assertThat(stats.get(1).get(DropReason.TUNNEL_REPLAY)).isEqualTo(63);
    }
}
