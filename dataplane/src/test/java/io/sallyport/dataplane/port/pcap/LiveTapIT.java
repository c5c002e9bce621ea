package io.sallyport.dataplane.port.pcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.linux.NetworkNamespace;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** On the loopback interface of a namespace of the test's own. */
class LiveTapIT {

    @Test
    void seesWhatTheFilterLetsThrough() throws Exception {
        BlockingQueue<byte[]> seen = new LinkedBlockingQueue<>();
        try (NetworkNamespace namespace = new NetworkNamespace("tap")) {
            LiveTap tap = namespace.call(() -> LiveTap.open("lo", "udp dst port 7001"));
            CompletableFuture<Void> running = CompletableFuture.runAsync(
                    () -> tap.run((instant, packet, originalLength) -> seen.add(packet)));
            namespace.call(() -> {
                try (DatagramSocket socket = new DatagramSocket()) {
                    InetAddress lo = InetAddress.ofLiteral("127.0.0.1");
                    socket.send(new DatagramPacket(new byte[] {1}, 1, lo, 7000));
                    socket.send(new DatagramPacket(new byte[] {2}, 1, lo, 7001));
                }
                return null;
            });

            byte[] packet = seen.poll(10, TimeUnit.SECONDS);
            assertThat(packet).isNotNull().hasSize(29).startsWith(0x45).endsWith(2);

            tap.close();
            running.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void namesTheInterfaceThatIsNotThere() {
        assertThatThrownBy(() -> LiveTap.open("sp-none", "")).isInstanceOf(CaptureException.class)
                .hasMessageContaining("sp-none").hasMessageContaining("ip link");
    }

    @Test
    void namesTheFilterThatIsNone() throws Exception {
        try (NetworkNamespace namespace = new NetworkNamespace("tap")) {
            assertThatThrownBy(() -> namespace.call(() -> LiveTap.open("lo", "gibberish here")))
                    .isInstanceOf(CaptureException.class).hasMessageContaining("'gibberish here' is not a capture filter");
        }
    }

    @Test
    void mayBeClosedWithoutHavingRun() throws Exception {
        try (NetworkNamespace namespace = new NetworkNamespace("tap")) {
            LiveTap tap = namespace.call(() -> LiveTap.open("lo", ""));
            tap.close();
            assertThatThrownBy(() -> tap.run((instant, packet, length) -> { })).isInstanceOf(IllegalStateException.class);
        }
    }
}
