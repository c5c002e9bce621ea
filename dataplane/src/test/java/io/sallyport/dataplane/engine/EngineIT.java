package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.NetworkNamespace;
import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.KeyPair;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.tunnel.PeerStatus;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole engines with real TUN devices and sockets, in a network namespace of their own (needs root). */
@Timeout(60)
class EngineIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    private final KeyPair one = keys(1);
    private final KeyPair two = keys(2);
    private NetworkNamespace namespace;

    private static KeyPair keys(long seed) {
        return KeyPair.generate(new Random(seed), CryptoSuite.fastest().x25519());
    }

    @BeforeEach
    void makeNamespace() throws Exception {
        namespace = new NetworkNamespace("engine");
    }

    @AfterEach
    void leaveNamespace() {
        namespace.close();
    }

    private static EngineOptions options(String tun, int port, int workers) {
        return new EngineOptions(tun, 1500, port, workers, List.of(), false, true, 128);
    }

    private static Snapshot snapshot(KeyPair identity, KeyPair peer, int peerPort) {
        PeerSpec spec = new PeerSpec("other", peer.publicKey(), Optional.empty(),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), peerPort)), CipherSuite.CHACHA20_POLY1305, 25, 1420);
        ForwardingPlan plan = new ForwardingPlan(
                List.of(), List.of(), List.of(), List.of(), Optional.empty(), ForwardingOptions.DEFAULT, 1);
        return new Snapshot(7, identity.privateKey(), plan, List.of(spec));
    }

    @Test
    void severalWorkersShareOneTunnel() throws Exception {
        namespace.call(() -> {
            try (Engine left = Engine.open(options("sp-left", 51821, 3), new ForwardingLease(System::nanoTime)); Engine right = Engine.open(options("sp-right", 51822, 2), new ForwardingLease(System::nanoTime))) {
                left.apply(snapshot(one, two, 51822));
                right.apply(snapshot(two, one, 51821));
                await().atMost(SOON).untilAsserted(() -> {
                    assertThat(left.status().peers()).extracting(PeerStatus::state).containsExactly("up");
                    assertThat(right.status().peers()).extracting(PeerStatus::state).containsExactly("up");
                });
                assertThat(left.status().snapshotVersion()).isEqualTo(7);
                assertThat(left.status().workers()).hasSize(3).allSatisfy(
                        worker -> assertThat(worker.state()).isIn("idle", "busy"));
                assertThat(left.status().ports()).hasSize(6);
            }
            return null;
        });
    }

    @Test
    void aWorkerWhoseInterfaceIsDeletedFails() throws Exception {
        namespace.call(() -> {
            try (Engine engine = Engine.open(options("sp-gone", 51821, 1), new ForwardingLease(System::nanoTime))) {
                engine.apply(snapshot(one, two, 51822));
                try (Netlink netlink = Netlink.open()) {
                    netlink.deleteLink(netlink.linkIndex("sp-gone").orElseThrow());
                }
                await().atMost(SOON).untilAsserted(() ->
                        assertThat(engine.status().workers().getFirst().state()).isEqualTo("failed"));
            }
            // and everything it held is free again
            Engine.open(options("sp-gone", 51821, 1), new ForwardingLease(System::nanoTime)).close();
            return null;
        });
    }

    /** Until there is a configuration nobody reads; then what came first waits, and what the queue could not hold is counted. */
    @Test
    void whatTheQueueOfTheInterfaceCannotHoldIsCounted() throws Exception {
        int sent = 1_500;
        namespace.call(() -> {
            try (Engine engine = Engine.open(options("sp-full", 51821, 1), new ForwardingLease(System::nanoTime));
                    Netlink netlink = Netlink.open();
                    DatagramSocket lan = new DatagramSocket()) {
                InetAddress own = InetAddress.ofLiteral("192.0.2.1");
                netlink.addAddress(new InterfaceAddress(netlink.linkIndex("sp-full").orElseThrow(), own, 24));
                DatagramPacket packet = new DatagramPacket(new byte[10], 10, InetAddress.ofLiteral("192.0.2.2"), 9);
                for (int i = 0; i < sent; i++) {
                    lan.send(packet);
                }
                assertThat(engine.status().drops().get(DropReason.PORT_RECEIVE_QUEUE_FULL)).isBetween(1L, (long) sent);
                engine.apply(snapshot(one, two, 51822));
                await().atMost(SOON).untilAsserted(() -> assertThat(engine.status().counters().get(Counter.LAN_RX_PACKETS)
                        + engine.status().drops().get(DropReason.PORT_RECEIVE_QUEUE_FULL)).isEqualTo(sent));
            }
            return null;
        });
    }

    @Test
    void aPortInUseIsOneSentenceWithItsRemedy() throws Exception {
        namespace.call(() -> {
            try (Engine first = Engine.open(options("sp-first", 51821, 1), new ForwardingLease(System::nanoTime))) {
                assertThat(first.options().listenPort()).isEqualTo(51821);
                assertThatThrownBy(() -> Engine.open(options("sp-second", 51821, 1), new ForwardingLease(System::nanoTime)))
                        .isInstanceOf(EngineException.class).hasMessageContaining("51821").hasMessageContaining("node.listenPort");
            }
            return null;
        });
    }
}
