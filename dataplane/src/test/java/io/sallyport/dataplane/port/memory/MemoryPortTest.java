package io.sallyport.dataplane.port.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.port.PortContract;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryPortTest extends PortContract {

    private static final int MTU = 1500;
    private static final int QUEUE = 32;

    @Override
    protected Connection connect() {
        return connect(Impairment.NONE);
    }

    private Connection connect(Impairment impairment) {
        MemoryPort.Pair pair = MemoryPort.link(Side.LAN, MTU, QUEUE, MemoryPort.End.lan("left", leftPool, leftStats),
                MemoryPort.End.lan("right", rightPool, rightStats), impairment);
        return new Connection(pair.left(), pair.right());
    }

    @Override
    protected Side side() {
        return Side.LAN;
    }

    @Override
    protected PacketBuilder fromLeftToRight() {
        return PacketBuilder.ip("10.0.0.1", "10.0.0.2");
    }

    @Test
    void keepsOffloadMetadata() {
        Packet large = fromLeftToRight().tcp(1, 2).payload(4000).gso(1000).toPacket(leftPool);
        left.write(Packets.batch(1, large));

        PacketBatch batch = new PacketBatch(1);
        right.read(batch);
        Packet arrived = batch.get(0);
        assertThat(arrived.gso()).isEqualTo(Gso.TCP4);
        assertThat(arrived.gsoSize()).isEqualTo(1000);
        assertThat(arrived.checksumPartial()).isTrue();
        assertThat(arrived.checksumStart()).isEqualTo(20);
        assertThat(arrived.checksumOffset()).isEqualTo(16);
        batch.releaseAll();
    }

    @Test
    void showsTheSenderAsEndpointOnTheWanSide() {
        IpAddress address = IpAddress.parse("2001:db8::1");
        MemoryPort.Pair wan = MemoryPort.link(Side.WAN,
                new MemoryPort.End("a", address, 51_820, leftPool, leftStats),
                new MemoryPort.End("b", IpAddress.parse("192.0.2.1"), 7, rightPool, rightStats));
        Packet train = Packets.of(leftPool, new byte[2500]);
        train.segmentSize(1000);
        train.outerTrafficClass(3);
        wan.left().write(Packets.batch(1, train));

        PacketBatch batch = new PacketBatch(1);
        wan.right().read(batch);
        Packet arrived = batch.get(0);
        assertThat(new IpAddress(arrived.remoteV6(), arrived.remoteHigh(), arrived.remoteLow())).isEqualTo(address);
        assertThat(arrived.remotePort()).isEqualTo(51_820);
        assertThat(arrived.segmentSize()).isEqualTo(1000);
        assertThat(arrived.outerTrafficClass()).isEqualTo(3);
        batch.releaseAll();
    }

    @Test
    void dropsAndCountsWhatTheQueueCannotHold() {
        PacketBatch batch = new PacketBatch(QUEUE + 3);
        for (int i = 0; i < QUEUE + 3; i++) {
            batch.add(numbered(i, 20));
        }
        left.write(batch);

        assertThat(rightStats.get(DropReason.PORT_QUEUE_FULL)).isEqualTo(3);
        assertThat(payloads(QUEUE)).hasSize(QUEUE);
    }

    @Test
    void givesBackWhatNobodyReads() {
        left.write(Packets.batch(1, numbered(0, 20)));
        right.close();

        assertThat(rightPool.available()).isEqualTo(rightPool.size());
    }

    @Test
    void impairsAsTheSeedSaysEveryTime() {
        List<Integer> first = impaired(42);
        assertThat(impaired(42)).isEqualTo(first);
        assertThat(impaired(43)).isNotEqualTo(first);
        assertThat(first).as("lost").doesNotContainSequence(sent());
        assertThat(first).as("duplicated").hasSizeGreaterThan((int) first.stream().distinct().count());
    }

    private static List<Integer> sent() {
        return IntStream.range(0, 100).boxed().toList();
    }

    private List<Integer> impaired(long seed) {
        Connection link = connect(new Impairment(seed, 0.2, 0.2, 0.2));
        List<Integer> arrived = new ArrayList<>();
        PacketBatch batch = new PacketBatch(QUEUE);
        for (int i = 0; i < 100; i++) {
            link.left().write(Packets.batch(1, numbered(i, 20)));
            if (i % 4 == 3) {
                link.right().read(batch);
                for (int n = 0; n < batch.size(); n++) {
                    byte[] bytes = Packets.bytes(batch.get(n));
                    arrived.add((int) bytes[28]);
                }
                batch.releaseAll();
            }
        }
        return arrived;
    }
}
