package io.sallyport.dataplane.port.tun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.linux.Capabilities;
import io.sallyport.dataplane.linux.Capability;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.NetworkNamespace;
import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.linux.Sysctl;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.port.OffloadSwitch;
import io.sallyport.dataplane.port.Offloads.Offload;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opening and losing a TUN interface, and what the kernel refuses, in a namespace of the test's own. */
class TunDeviceIT {

    private static final String NAME = "sp-test";
    private static final int POOL = 16;

    private final PacketPool pool = new PacketPool(POOL);
    private final WorkerStats stats = new WorkerStats();
    private NetworkNamespace namespace;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("tun-device");
    }

    @AfterEach
    void close() {
        assertThat(pool.available()).isEqualTo(POOL);
        namespace.close();
    }

    private TunDevice device(int queues, boolean offloads) throws Exception {
        return namespace.call(() -> TunDevice.open(NAME, queues, 1500, offloads));
    }

    private Link link() throws Exception {
        return namespace.call(() -> {
            try (Netlink netlink = Netlink.open()) {
                return netlink.links().stream().filter(link -> link.name().equals(NAME)).findFirst().orElse(null);
            }
        });
    }

    @Test
    void isUpWithItsMtuAndGoesAwayWithItsLastQueue() throws Exception {
        TunDevice device = device(3, true);
        TunPort port = device.port(1, pool, stats);

        assertThat(link().up()).isTrue();
        assertThat(link().mtu()).isEqualTo(1500);
        assertThat(port.name()).isEqualTo(NAME + "/1");
        device.close();
        assertThat(link()).isNotNull();
        port.close();
        port.close(); // the descriptor may be somebody else's by now: it must not be closed twice
        assertThat(link()).isNull();
    }

    @Test
    void givesAQueueToOnePortOnly() throws Exception {
        try (TunDevice device = device(1, true); TunPort port = device.port(0, pool, stats)) {
            assertThat(port.fileDescriptor()).isNotNegative();
            assertThatThrownBy(() -> device.port(0, pool, stats)).hasMessageContaining("has a port already");
        }
    }

    @Test
    void refusesANameInUse() throws Exception {
        try (TunDevice device = device(1, true)) {
            assertThat(device.queues()).isEqualTo(1);
            assertThatThrownBy(() -> device(1, true)).hasMessageContaining("EBUSY").hasMessageContaining("node.tun.name");
        }
    }

    @Test
    void refusesANameThatTheKernelWouldCut() {
        assertThatThrownBy(() -> TunDevice.open("sallyport-is-too-long", 1, 1500, true))
                .hasMessageContaining("1–15 bytes").hasMessageContaining("node.tun.name");
    }

    @Test
    void saysWhichCapabilityIsMissing() throws Exception {
        ExecutorService unprivileged = Executors.newSingleThreadExecutor();
        try {
            unprivileged.submit(() -> {
                Capabilities.retainOnly(Set.of(Capability.CAP_NET_BIND_SERVICE));
                assertThat(Capabilities.has(Capability.CAP_NET_ADMIN)).isFalse();
                assertThat(Capabilities.has(Capability.CAP_NET_BIND_SERVICE)).isTrue();
                assertThatThrownBy(() -> TunDevice.open(NAME, 1, 1500, true)).hasMessageContaining("CAP_NET_ADMIN");
            }).get();
        } finally {
            unprivileged.shutdownNow();
        }
    }

    @Test
    void usesWhatThisKernelHas() throws Exception {
        try (TunDevice device = device(1, true); TunPort port = device.port(0, pool, stats)) {
            assertThat(port.offloads().all()).extracting(Offload::name).containsExactly("checksum", "tso4", "tso6", "uso");
            assertThat(port.offloads().all()).allMatch(offload -> offload.active() == offload.cause().isEmpty());
            assertThat(port.offloads().all().getFirst().active()).isTrue();
        }
    }

    @Test
    void usesNoOffloadWhenToldSo() throws Exception {
        try (TunDevice device = device(1, false); TunPort port = device.port(0, pool, stats)) {
            assertThat(port.offloads().all()).noneMatch(Offload::active)
                    .allMatch(offload -> offload.cause().equals(OffloadSwitch.BY_CONFIGURATION));
        }
    }

    /** The kernel reserves 0xffff ({@code GSO_BY_FRAGS}), so that it refuses what the segmenter takes. */
    @Test
    void segmentsInSoftwareOnceTheKernelRefuses() throws Exception {
        try (TunDevice device = device(1, true); TunPort port = device.port(0, pool, stats)) {
            port.write(Packets.batch(2, refusedByTheKernel(), refusedByTheKernel()));

            assertThat(stats.get(Counter.LAN_TX_PACKETS)).isEqualTo(2);
            assertThat(stats.get(Counter.OFFLOAD_FALLBACKS)).isEqualTo(1);
            assertThat(port.offloads().all()).filteredOn(offload -> offload.name().equals("tso4")).singleElement()
                    .satisfies(offload -> {
                        assertThat(offload.active()).isFalse();
                        assertThat(offload.cause()).contains("EINVAL");
                    });
            assertThat(port.offloads().all()).filteredOn(offload -> offload.name().equals("tso6")).allMatch(Offload::active);
        }
    }

    private Packet refusedByTheKernel() {
        return PacketBuilder.ip("10.0.0.1", "10.0.0.2").tcp(1, 2).payload(1000).gso(0xffff).toPacket(pool);
    }

    @Test
    void blamesNoOffloadForAnInterfaceThatIsDown() throws Exception {
        try (TunDevice device = device(1, true); TunPort port = device.port(0, pool, stats)) {
            down();

            port.write(Packets.batch(1,
                    PacketBuilder.ip("10.0.0.1", "10.0.0.2").tcp(1, 2).payload(4000).gso(1000).toPacket(pool)));

            assertThat(stats.get(DropReason.PORT_WRITE_ERROR)).isPositive();
            assertThat(stats.get(Counter.OFFLOAD_FALLBACKS)).isZero();
            assertThat(port.offloads().all()).allMatch(Offload::active);
        }
    }

    private void down() throws Exception {
        namespace.call(() -> {
            try (Netlink netlink = Netlink.open()) {
                netlink.setDown(netlink.linkIndex(NAME).orElseThrow());
            }
            return null;
        });
    }

    @Test
    void saysThatItsInterfaceIsGone() throws Exception {
        try (TunDevice device = device(1, true); TunPort port = device.port(0, pool, stats)) {
            namespace.call(() -> {
                try (Netlink netlink = Netlink.open()) {
                    netlink.deleteLink(netlink.linkIndex(NAME).orElseThrow());
                }
                return null;
            });
            assertThatThrownBy(() -> port.read(new PacketBatch(4)))
                    .isInstanceOf(LinuxException.class).hasMessageContaining("gone");
        }
    }

    /** A router joins the groups of all routers, and would report them here (RFC 3810 §5.2). */
    @Test
    void saysNothingOfItsOwn() throws Exception {
        namespace.call(() -> {
            Sysctl.set("net/ipv6/conf/all/forwarding", "1");
            return null;
        });
        try (TunDevice device = device(1, true); TunPort port = device.port(0, pool, stats); Poller poller = new Poller()) {
            poller.add(port.fileDescriptor());
            assertThat(poller.await(Duration.ofMillis(1_500).toNanos())).isFalse();
        }
    }
}
