package io.sallyport.dataplane.port.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.Kernel;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.NetworkNamespace;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A send queue that stays full: behind a veth nobody answers ARP for the endpoint, so that the kernel keeps the first
 * datagrams, and they use up the smallest socket buffer there is.
 */
class UdpQueueIT {

    private static final IpAddress SILENT = IpAddress.parse("198.51.100.2");
    private static final int BATCH = 40;

    @Test
    void waitsALittleThenDropsAndCounts() throws Exception {
        PacketPool pool = new PacketPool(BATCH);
        WorkerStats stats = new WorkerStats();
        try (NetworkNamespace namespace = new NetworkNamespace("udp-queue");
                Netlink netlink = namespace.call(Netlink::open);
                UdpUnderlay underlay = namespace.call(() -> UdpUnderlay.open(0, 1, true));
                Port port = underlay.port(0, pool, stats, PathMtuListener.NONE)) {
            namespace.call(() -> new ProcessBuilder("ip", "link", "add", "sp-near", "type", "veth", "peer", "name", "sp-far")
                    .inheritIO().start().waitFor());
            int near = netlink.linkIndex("sp-near").orElseThrow();
            netlink.setUp(near);
            netlink.setUp(netlink.linkIndex("sp-far").orElseThrow());
            netlink.addAddress(new InterfaceAddress(near, InetAddress.ofLiteral("198.51.100.1"), 24));
            smallestSendBuffer(port.fileDescriptor());

            long before = System.nanoTime();
            port.write(batch(pool));

            assertThat(System.nanoTime() - before).isLessThan(Duration.ofSeconds(1).toNanos());
            assertThat(stats.get(DropReason.PORT_QUEUE_FULL)).isPositive();
            assertThat(stats.get(Counter.WAN_TX_DATAGRAMS)).isPositive();
            assertThat(stats.get(Counter.WAN_TX_DATAGRAMS) + stats.get(DropReason.PORT_QUEUE_FULL)).isEqualTo(BATCH);
            assertThat(pool.available()).isEqualTo(BATCH);
        }
    }

    private static void smallestSendBuffer(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            long bytes = arena.allocateFrom(ValueLayout.JAVA_INT, 1).address();
            assertThat(Kernel.LIBC.setsockopt(fd, DatagramSocket.SOL_SOCKET, DatagramSocket.SO_SNDBUF, bytes, 4)).isZero();
        }
    }

    private static PacketBatch batch(PacketPool pool) {
        PacketBatch batch = new PacketBatch(BATCH);
        for (int i = 0; i < BATCH; i++) {
            Packet packet = Packets.of(pool, new byte[1000]);
            packet.remote(SILENT.v6(), SILENT.high(), SILENT.low(), 9);
            batch.add(packet);
        }
        return batch;
    }
}
