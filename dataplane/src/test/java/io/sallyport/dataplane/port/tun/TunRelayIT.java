package io.sallyport.dataplane.port.tun;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.linux.Poller;
import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.udp.PathMtuListener;
import io.sallyport.dataplane.port.udp.UdpUnderlay;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two kernels talk through two TUN ports that the test joins, with every combination of offloads:
 *
 * <pre>
 * kernel ─ sp-site 10.77.0.1 ─ port ◄─ test ─► port ─ sp-site 10.77.0.2 ─ kernel
 *                  fd77::1                                    fd77::2
 * </pre>
 */
class TunRelayIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int BYTES = 48 << 20;
    private static final int PORT = 5000;

    private final PacketBatch batch = new PacketBatch(64);
    private int large;

    @ParameterizedTest(name = "to {0}, offloads {1} → {2}")
    @CsvSource({
        "10.77.0.2, true, true",
        "10.77.0.2, false, false",
        "10.77.0.2, true, false",
        "10.77.0.2, false, true",
        "fd77::2, true, true",
        "fd77::2, false, false",
        "fd77::2, true, false",
    })
    void carriesTcp(String server, boolean clientOffloads, boolean serverOffloads) throws Exception {
        try (TunSite client = new TunSite("client", clientOffloads, "10.77.0.1", "fd77::1");
                TunSite host = new TunSite("host", serverOffloads, "10.77.0.2", "fd77::2")) {
            ServerSocket listener = host.namespace.call(() -> new ServerSocket(PORT, 1, InetAddress.ofLiteral(server)));
            Future<Long> received = host.namespace.start(() -> receive(listener));
            Future<Long> sent = client.namespace.start(() -> send(server));

            relayUntil(client.port, host.port, () -> received.isDone() && sent.isDone());

            assertThat(received.get()).isEqualTo(sent.get());
            assertThat(large > 0).as("segmentation-offload packets seen").isEqualTo(clientOffloads);
            assertThat(client.pool.available()).isEqualTo(client.pool.size());
            assertThat(host.pool.available()).isEqualTo(host.pool.size());
        }
    }

    private static long send(String server) throws IOException {
        CRC32C checksum = new CRC32C();
        Random random = new Random(7);
        byte[] chunk = new byte[1 << 16];
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(server), PORT), (int) DEADLINE.toMillis());
            OutputStream out = socket.getOutputStream();
            for (int sent = 0; sent < BYTES; sent += chunk.length) {
                random.nextBytes(chunk);
                checksum.update(chunk);
                out.write(chunk);
            }
            socket.shutdownOutput();
            socket.getInputStream().read(); // the server has it all
        }
        return checksum.getValue();
    }

    private static long receive(ServerSocket listener) throws IOException {
        CRC32C checksum = new CRC32C();
        byte[] chunk = new byte[1 << 16];
        try (listener; Socket socket = listener.accept()) {
            InputStream in = socket.getInputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                checksum.update(chunk, 0, length);
            }
        }
        return checksum.getValue();
    }

    @ParameterizedTest(name = "to {0}, offloads {1} → {2}")
    @CsvSource({"10.77.0.2, true, true", "10.77.0.2, true, false", "fd77::2, true, false", "fd77::2, false, true"})
    void carriesTrainsOfDatagrams(String server, boolean clientOffloads, boolean serverOffloads) throws Exception {
        IpAddress address = IpAddress.parse(server);
        byte[] bytes = new byte[20 * 1200 + 77];
        new Random(9).nextBytes(bytes);
        try (TunSite client = new TunSite("client", clientOffloads, "10.77.0.1", "fd77::1");
                TunSite host = new TunSite("host", serverOffloads, "10.77.0.2", "fd77::2")) {
            UdpUnderlay from = client.namespace.call(() -> UdpUnderlay.open(0, 1, true));
            UdpUnderlay to = host.namespace.call(() -> UdpUnderlay.open(PORT, 1, true));
            try (Port sender = from.port(0, client.pool, client.stats, PathMtuListener.NONE);
                    Port receiver = to.port(0, host.pool, host.stats, PathMtuListener.NONE)) {
                Packet train = Packets.of(client.pool, bytes);
                train.segmentSize(1200);
                train.remote(address.v6(), address.high(), address.low(), PORT);
                sender.write(Packets.batch(1, train));

                ByteArrayOutputStream arrived = new ByteArrayOutputStream();
                PacketBatch in = new PacketBatch(8);
                relayUntil(client.port, host.port, () -> {
                    receiver.read(in);
                    for (int i = 0; i < in.size(); i++) {
                        arrived.writeBytes(Packets.bytes(in.get(i)));
                    }
                    in.releaseAll();
                    return arrived.size() >= bytes.length;
                });

                assertThat(arrived.toByteArray()).isEqualTo(bytes);
                assertThat(large > 0).as("segmentation-offload packets seen").isEqualTo(clientOffloads);
            }
        }
    }

    /** Carries packets both ways until {@code done}. */
    private void relayUntil(Port one, Port two, BooleanSupplier done) {
        long start = System.nanoTime();
        try (Poller poller = new Poller()) {
            poller.add(one.fileDescriptor());
            poller.add(two.fileDescriptor());
            while (!done.getAsBoolean()) {
                assertThat(System.nanoTime() - start).as("ns").isLessThan(DEADLINE.toNanos());
                if (carry(one, two) + carry(two, one) == 0) {
                    poller.await(1_000_000);
                }
            }
        }
    }

    private int carry(Port from, Port to) {
        int count = from.read(batch);
        for (int i = 0; i < batch.size(); i++) {
            large += batch.get(i).gso() != Gso.NONE ? 1 : 0;
        }
        to.write(batch);
        return count;
    }
}
