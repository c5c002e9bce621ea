package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.port.AllocationProbe;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sealing and opening allocate nothing per packet. */
class ZeroAllocationTest {

    private final TestNetwork network = new TestNetwork(10);
    private final Device a = new Device(network, "192.0.2.1", 51821);
    private final Device b = new Device(network, "192.0.2.2", 51822);
    private final PacketBatch plain = new PacketBatch(64);
    private final PacketBatch trains = new PacketBatch(64);
    private final PacketBatch replies = new PacketBatch(8);
    private final byte[] small = TestPackets.ipv4(64, 1);
    private final byte[] segments = PacketBuilder.ip("192.168.1.1", "10.0.0.1").tcp(1, 2).payload(40_000).toBytes();

    @BeforeEach
    void time() {
        network.advance(ProtocolTimes.SECOND);
    }

    @ParameterizedTest
    @EnumSource
    void perPacket(CipherSuite suite) {
        a.adopt(PeerSpecs.withCipher(b.asPeer(), suite));
        b.adopt(PeerSpecs.withCipher(a.asPeer(), suite));
        network.run(Duration.ofMillis(500));
        AllocationProbe.assertAllocatesNothing(200, this::turn);
    }

    private void turn() {
        for (int i = 0; i < 8; i++) {
            add(small);
        }
        Packet large = add(segments);
        large.gso(Gso.TCP4, 1_380);
        large.partialChecksum(20, 16);
        a.worker.seal(plain, trains, network.nowNs());
        for (int i = 0; i < trains.size(); i++) {
            trains.get(i).remote(false, 0, 0xc0000201L, 51821);
        }
        b.worker.open(trains, plain, replies, network.nowNs());
        plain.releaseAll();
        a.worker.onTimer(trains, network.nowNs());
        b.worker.onTimer(trains, network.nowNs());
        trains.releaseAll();
    }

    private Packet add(byte[] ip) {
        Packet packet = a.pool.acquire(); // not by way of an assertion, which allocates
        packet.length(ip.length);
        MemorySegment.copy(ip, 0, packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), ip.length);
        packet.peer(0);
        plain.add(packet);
        return packet;
    }
}
