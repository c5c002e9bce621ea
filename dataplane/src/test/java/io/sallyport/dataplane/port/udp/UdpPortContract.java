package io.sallyport.dataplane.port.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.port.PortContract;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** Two sockets on the loopback interface, for either family and with or without offloads. */
abstract class UdpPortContract extends PortContract {

    private final IpAddress loopback;
    private final boolean offloads;
    private int rightUdpPort;
    private int leftUdpPort;

    UdpPortContract(String loopback, boolean offloads) {
        this.loopback = IpAddress.parse(loopback);
        this.offloads = offloads;
    }

    @Override
    protected final Connection connect() {
        UdpUnderlay left = UdpUnderlay.open(0, 1, offloads);
        UdpUnderlay right = UdpUnderlay.open(0, 1, offloads);
        leftUdpPort = left.localPort();
        rightUdpPort = right.localPort();
        return new Connection(left.port(0, leftPool, leftStats, PathMtuListener.NONE),
                right.port(0, rightPool, rightStats, PathMtuListener.NONE));
    }

    @Override
    protected final Side side() {
        return Side.WAN;
    }

    @Override
    protected final PacketBuilder fromLeftToRight() {
        return PacketBuilder.ip("10.0.0.1", "10.0.0.2");
    }

    @Override
    protected final Packet aimed(Packet packet) {
        packet.remote(loopback.v6(), loopback.high(), loopback.low(), rightUdpPort);
        return packet;
    }

    @Test
    void showsTheSenderAndItsTrafficClass() {
        Packet packet = aimed(numbered(1, 100));
        packet.outerTrafficClass(0xb8 | 2);
        left.write(Packets.batch(1, packet));

        awaitReadable();
        PacketBatch batch = new PacketBatch(1);
        right.read(batch);
        Packet arrived = batch.get(0);
        assertThat(new IpAddress(arrived.remoteV6(), arrived.remoteHigh(), arrived.remoteLow())).isEqualTo(loopback);
        assertThat(arrived.remotePort()).isEqualTo(leftUdpPort);
        assertThat(arrived.outerTrafficClass()).isEqualTo(0xb8 | 2);
        batch.releaseAll();
    }

    @Test
    void carriesATrainWithAShortLastDatagram() {
        assertTrainArrives(10 * 1400 + 300, 1400, 11);
    }

    @Test
    void carriesATrainOfMoreDatagramsThanTheKernelCutsAtOnce() {
        assertTrainArrives(150 * 100, 100, 150);
    }

    @Test
    void carriesTheLargestTrain() {
        assertTrainArrives(Packet.MAX_LENGTH, 1452, 46);
    }

    private void assertTrainArrives(int length, int segment, int datagrams) {
        byte[] bytes = payload(5, length);
        Packet train = aimed(Packets.of(leftPool, bytes));
        train.segmentSize(segment);
        left.write(Packets.batch(1, train));

        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        PacketBatch batch = new PacketBatch(64);
        while (arrived.size() < length) {
            awaitReadable();
            right.read(batch);
            for (int i = 0; i < batch.size(); i++) {
                arrived.writeBytes(Packets.bytes(batch.get(i)));
            }
            batch.releaseAll();
        }
        assertThat(arrived.toByteArray()).isEqualTo(bytes);
        assertThat(leftStats.get(Counter.WAN_TX_DATAGRAMS)).isEqualTo(datagrams);
        assertThat(rightStats.get(Counter.WAN_RX_DATAGRAMS)).isEqualTo(datagrams);
        assertThat(rightStats.get(Counter.WAN_RX_BYTES)).isEqualTo(length);
    }
}
