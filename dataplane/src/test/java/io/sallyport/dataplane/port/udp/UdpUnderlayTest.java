package io.sallyport.dataplane.port.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.linux.Kernel;
import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.port.OffloadSwitch;
import io.sallyport.dataplane.port.Offloads.Offload;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpUnderlayTest {

    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
    private static final int POOL = 128;
    private static final int SO_NO_CHECK = 11;

    private final PacketPool pool = new PacketPool(POOL);
    private final WorkerStats stats = new WorkerStats();

    @AfterEach
    void countPackets() {
        assertThat(pool.available()).isEqualTo(POOL);
    }

    private Packet to(int port, int length, int segment) {
        Packet packet = Packets.of(pool, new byte[length]);
        packet.segmentSize(segment);
        packet.remote(LOOPBACK.v6(), LOOPBACK.high(), LOOPBACK.low(), port);
        return packet;
    }

    @Test
    void refusesAPortInUseWithTheRemedy() {
        try (UdpUnderlay first = UdpUnderlay.open(0, 1, true)) {
            int port = first.localPort();
            for (int sockets : new int[] {1, 2}) {
                assertThatThrownBy(() -> UdpUnderlay.open(port, sockets, true))
                        .hasMessageContaining("UDP port " + port)
                        .hasMessageContaining("EADDRINUSE")
                        .hasMessageContaining("node.listenPort");
            }
        }
    }

    @Test
    void refusesAPortThatSeveralSocketsOfAnotherProcessShare() {
        try (UdpUnderlay first = UdpUnderlay.open(0, 2, true)) {
            int port = first.localPort();
            assertThatThrownBy(() -> UdpUnderlay.open(port, 2, true)).hasMessageContaining("EADDRINUSE");
        }
    }

    @Test
    void opensSeveralSocketsOnOnePort() {
        try (UdpUnderlay underlay = UdpUnderlay.open(0, 2, true);
                Port first = underlay.port(0, pool, stats, PathMtuListener.NONE);
                Port second = underlay.port(1, pool, stats, PathMtuListener.NONE)) {
            assertThat(first.name()).isEqualTo("udp:" + underlay.localPort() + "/0");
            assertThat(second.fileDescriptor()).isNotEqualTo(first.fileDescriptor());
            assertThatThrownBy(() -> underlay.port(1, pool, stats, PathMtuListener.NONE))
                    .hasMessageContaining("has a port already");
        }
    }

    @Test
    void usesNoOffloadWhenToldSo() {
        try (UdpUnderlay underlay = UdpUnderlay.open(0, 1, false);
                Port port = underlay.port(0, pool, stats, PathMtuListener.NONE)) {
            assertThat(port.offloads().all()).hasSize(2).noneMatch(Offload::active)
                    .allMatch(offload -> offload.cause().equals(OffloadSwitch.BY_CONFIGURATION));
        }
    }

    /** A socket that sends no checksums may not segment: the kernel answers EINVAL. */
    @Test
    void sendsOneByOneOnceTheKernelRefusesATrain() {
        try (UdpUnderlay from = UdpUnderlay.open(0, 1, true);
                UdpUnderlay to = UdpUnderlay.open(0, 1, true);
                Port sender = from.port(0, pool, stats, PathMtuListener.NONE);
                Port receiver = to.port(0, pool, stats, PathMtuListener.NONE)) {
            assertThat(sender.offloads().all().getFirst()).isEqualTo(new Offload("udp-segment", true, ""));
            withoutChecksums(sender.fileDescriptor());

            sender.write(Packets.batch(2, to(to.localPort(), 2500, 1000), to(to.localPort(), 2500, 1000)));

            assertThat(datagrams(receiver, 6)).isEqualTo(6);
            assertThat(stats.get(Counter.WAN_TX_DATAGRAMS)).isEqualTo(6);
            assertThat(stats.get(Counter.WAN_TX_BYTES)).isEqualTo(5000);
            assertThat(stats.get(Counter.OFFLOAD_FALLBACKS)).isEqualTo(1);
            assertThat(sender.offloads().all().getFirst().active()).isFalse();
            assertThat(sender.offloads().all().getFirst().cause()).contains("EINVAL");

            sender.write(Packets.batch(1, to(to.localPort(), 2500, 1000)));
            assertThat(datagrams(receiver, 9)).isEqualTo(9);
        }
    }

    private static void withoutChecksums(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            long on = arena.allocateFrom(ValueLayout.JAVA_INT, 1).address();
            assertThat(Kernel.LIBC.setsockopt(fd, DatagramSocket.SOL_SOCKET, SO_NO_CHECK, on, 4)).isZero();
        }
    }

    /** Reads until {@code wanted} datagrams have come in all. */
    private long datagrams(Port receiver, int wanted) {
        PacketBatch batch = new PacketBatch(16);
        try (Poller poller = new Poller()) {
            poller.add(receiver.fileDescriptor());
            while (stats.get(Counter.WAN_RX_DATAGRAMS) < wanted) {
                assertThat(poller.await(Duration.ofSeconds(10).toNanos())).isTrue();
                receiver.read(batch);
                batch.releaseAll();
            }
        }
        return stats.get(Counter.WAN_RX_DATAGRAMS);
    }

    @Test
    void countsRefusalsAndCarriesOn() {
        int closedPort;
        try (UdpUnderlay nobody = UdpUnderlay.open(0, 1, true)) {
            closedPort = nobody.localPort();
        }
        try (UdpUnderlay from = UdpUnderlay.open(0, 1, true);
                UdpUnderlay to = UdpUnderlay.open(0, 1, true);
                Port sender = from.port(0, pool, stats, PathMtuListener.NONE);
                Port receiver = to.port(0, pool, stats, PathMtuListener.NONE)) {
            sender.write(Packets.batch(1, to(closedPort, 100, 0)));
            sender.write(Packets.batch(1, to(to.localPort(), 100, 0))); // this send hears of the ICMP error

            assertThat(datagrams(receiver, 1)).isEqualTo(1);
            assertThat(stats.get(Counter.WAN_ICMP_ERRORS)).isEqualTo(1);

            sender.write(Packets.batch(1, to(closedPort, 100, 0)));
            assertThat(sender.read(new PacketBatch(4))).isZero(); // and this read of the next
            assertThat(stats.get(Counter.WAN_ICMP_ERRORS)).isEqualTo(2);
            assertNothingToRead(sender);
        }
    }

    @Test
    void hearsEveryRefusalOfABatch() {
        int closedPort;
        try (UdpUnderlay nobody = UdpUnderlay.open(0, 1, true)) {
            closedPort = nobody.localPort();
        }
        try (UdpUnderlay from = UdpUnderlay.open(0, 1, true);
                Port sender = from.port(0, pool, stats, PathMtuListener.NONE)) {
            PacketBatch batch = new PacketBatch(20);
            for (int i = 0; i < 20; i++) {
                batch.add(to(closedPort, 100, 0));
            }
            sender.write(batch);
            assertThat(sender.read(new PacketBatch(4))).isZero();

            assertThat(stats.get(Counter.WAN_TX_DATAGRAMS)).isEqualTo(20);
            assertThat(stats.get(Counter.WAN_ICMP_ERRORS)).isEqualTo(20);
            assertNothingToRead(sender);
        }
    }

    /** The kernel tells of it with the next datagram that finds room. */
    @Test
    void countsWhatTheKernelHadNoRoomFor() {
        int sent = 100;
        try (UdpUnderlay from = UdpUnderlay.open(0, 1, true);
                UdpUnderlay to = UdpUnderlay.open(0, 1, true);
                Port sender = from.port(0, pool, stats, PathMtuListener.NONE);
                Port receiver = to.port(0, pool, stats, PathMtuListener.NONE)) {
            smallestReceiveBuffer(receiver.fileDescriptor());
            PacketBatch batch = new PacketBatch(sent);
            for (int i = 0; i < sent; i++) {
                batch.add(to(to.localPort(), 1000, 0));
            }
            sender.write(batch);
            int received = drain(receiver);
            assertThat(received).isLessThan(sent);

            sender.write(Packets.batch(1, to(to.localPort(), 1000, 0)));
            assertThat(drain(receiver)).isEqualTo(1);
            assertThat(stats.get(DropReason.PORT_RECEIVE_QUEUE_FULL)).isEqualTo(sent - received);
        }
    }

    private static int drain(Port port) {
        PacketBatch batch = new PacketBatch(POOL);
        port.read(batch);
        int datagrams = batch.size();
        batch.releaseAll();
        return datagrams;
    }

    private static void smallestReceiveBuffer(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            long bytes = arena.allocateFrom(ValueLayout.JAVA_INT, 1).address();
            assertThat(Kernel.LIBC.setsockopt(fd, DatagramSocket.SOL_SOCKET, DatagramSocket.SO_RCVBUF, bytes, 4)).isZero();
        }
    }

    /** An error left in the queue would keep a worker from sleeping. */
    private static void assertNothingToRead(Port port) {
        try (Poller poller = new Poller()) {
            poller.add(port.fileDescriptor());
            assertThat(poller.await(0)).isFalse();
        }
    }
}
