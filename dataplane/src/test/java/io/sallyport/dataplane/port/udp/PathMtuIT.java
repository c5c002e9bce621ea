package io.sallyport.dataplane.port.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.NetworkNamespace;
import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.tun.TunDevice;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The underlay's packets leave by a TUN interface, on which the test is the router with the narrow link behind it:
 *
 * <pre>
 * UdpPort ─ kernel ─ sp-wan ─ test, which answers "too big, 1300 bytes"
 * </pre>
 */
class PathMtuIT {

    private static final int NARROW = 1300;
    private static final int PORT = 51_820;

    private record Learned(IpAddress endpoint, int port, int mtu) {
    }

    private final PacketPool pool = new PacketPool(128);
    private final WorkerStats stats = new WorkerStats();
    private final WorkerStats routerStats = new WorkerStats();
    private final List<Learned> learned = new ArrayList<>();
    private NetworkNamespace namespace;
    private Port router;
    private Port underlay;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("path-mtu");
        namespace.call(() -> {
            TunDevice device = TunDevice.open("sp-wan", 1, 1500, true);
            try (Netlink netlink = Netlink.open()) {
                int link = netlink.linkIndex("sp-wan").orElseThrow();
                netlink.addAddress(new InterfaceAddress(link, InetAddress.ofLiteral("198.51.100.1"), 24));
                netlink.addAddress(new InterfaceAddress(link, InetAddress.ofLiteral("2001:db8::1"), 64));
            }
            router = device.port(0, pool, routerStats);
            underlay = UdpUnderlay.open(PORT, 1, true).port(0, pool, stats, (v6, high, low, port, mtu) ->
                    learned.add(new Learned(new IpAddress(v6, high, low), port, mtu)));
            return null;
        });
        namespace.awaitDelivery(InetAddress.ofLiteral("2001:db8::1"));
    }

    @AfterEach
    void close() {
        underlay.close();
        router.close();
        namespace.close();
        assertThat(pool.available()).isEqualTo(pool.size());
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.1, 198.51.100.2", "2001:db8::1, 2001:db8::2"})
    void learnsFromIcmpAndFragmentsWhatIsStillTooLarge(String own, String far) {
        IpAddress endpoint = IpAddress.parse(far);
        underlay.write(Packets.batch(1, to(endpoint, 1400, 0)));
        byte[] sent = packets(endpoint, 1).getFirst();
        assertThat(sent.length).isEqualTo(1400 + (endpoint.v6() ? 48 : 28));

        router.write(Packets.batch(1, tooBig(own, far, sent)));
        await(underlay);
        assertThat(underlay.read(new PacketBatch(1))).isZero();

        assertThat(learned).containsExactly(new Learned(endpoint, PORT, NARROW));
        assertThat(stats.get(Counter.WAN_ICMP_ERRORS)).isEqualTo(1);

        // a tunnel that has not yet heard: the train is refused as such and each datagram goes in fragments
        underlay.write(Packets.batch(1, to(endpoint, 2800, 1400)));
        assertThat(packets(endpoint, 4)).allMatch(bytes -> bytes.length <= NARROW);
        assertThat(stats.get(Counter.OFFLOAD_FALLBACKS)).isZero();
        assertThat(stats.get(DropReason.PORT_WRITE_ERROR)).isZero();
        assertThat(underlay.offloads().all().getFirst().active()).isTrue();
        assertThat(learned).hasSizeGreaterThan(1).containsOnly(new Learned(endpoint, PORT, NARROW));
        assertNothingWaits();
    }

    private Packet to(IpAddress endpoint, int length, int segment) {
        Packet packet = Packets.of(pool, new byte[length]);
        packet.segmentSize(segment);
        packet.remote(endpoint.v6(), endpoint.high(), endpoint.low(), PORT);
        return packet;
    }

    /** Fragmentation needed (RFC 792, RFC 1191) or packet too big (RFC 4443 §3.2), from the endpoint itself. */
    private Packet tooBig(String own, String far, byte[] about) {
        boolean v6 = far.indexOf(':') >= 0;
        PacketBuilder builder = PacketBuilder.ip(far, own);
        return (v6 ? builder.icmp(2, 0) : builder.icmp(3, 4)).icmpRest(NARROW)
                .payload(Arrays.copyOf(about, 256)).toPacket(pool);
    }

    /** What leaves by the interface for the endpoint; the kernel's own multicast, for one, is not. */
    private List<byte[]> packets(IpAddress endpoint, int count) {
        List<byte[]> packets = new ArrayList<>();
        PacketBatch batch = new PacketBatch(8);
        while (packets.size() < count) {
            await(router);
            router.read(batch);
            for (int i = 0; i < batch.size(); i++) {
                byte[] bytes = Packets.bytes(batch.get(i));
                if (isFor(endpoint, bytes)) {
                    packets.add(bytes);
                }
            }
            batch.releaseAll();
        }
        return packets;
    }

    private static boolean isFor(IpAddress endpoint, byte[] packet) {
        int at = (packet[0] & 0xf0) == 0x40 ? 16 : 24;
        byte[] wanted = endpoint.toBytes();
        return Arrays.equals(wanted, Arrays.copyOfRange(packet, at, at + wanted.length));
    }

    private static void await(Port port) {
        try (Poller poller = new Poller()) {
            poller.add(port.fileDescriptor());
            assertThat(poller.await(Duration.ofSeconds(10).toNanos())).isTrue();
        }
    }

    private void assertNothingWaits() {
        try (Poller poller = new Poller()) {
            poller.add(underlay.fileDescriptor());
            assertThat(poller.await(0)).isFalse();
        }
    }
}
