package io.sallyport.dataplane.l4.udp;

import static io.sallyport.dataplane.l4.udp.UdpFixture.DEADLINE;
import static io.sallyport.dataplane.l4.udp.UdpFixture.LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.NoLeaks;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.udp.UdpFixture.Terms;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Datagrams that come while the loop does not read: what was not carried has been counted. */
@ExtendWith(NoLeaks.class)
class KernelDropsTest {

    /** More than any of our buffers holds. */
    private static final int DATAGRAMS = 12_000;
    private static final int LENGTH = 8_192;

    @AutoClose
    private final UdpFixture udp = new UdpFixture();

    @Test
    void whatAListenersBufferDidNotHoldIsCounted() throws Exception {
        try (DatagramSocket backend = socket(); DatagramSocket client = socket()) {
            Connector connector = udp.connector(Terms.PLAIN, udp.outbound((InetSocketAddress) backend.getLocalSocketAddress()));
            InetSocketAddress listener = udp.listen(connector);
            sessionOf(client, listener, backend);

            whileTheLoopIsBusy(() -> flood(client, listener));

            assertAllCarriedOrCounted(connector, () -> udp.registry.views(System.nanoTime()).getFirst().bytesIn());
        }
    }

    @Test
    void whatASessionsBufferDidNotHoldIsCounted() throws Exception {
        try (DatagramSocket backend = socket(); DatagramSocket client = socket()) {
            Connector connector = udp.connector(Terms.PLAIN, udp.outbound((InetSocketAddress) backend.getLocalSocketAddress()));
            InetSocketAddress session = sessionOf(client, udp.listen(connector), backend);

            whileTheLoopIsBusy(() -> flood(backend, session));

            assertAllCarriedOrCounted(connector, () -> udp.registry.views(System.nanoTime()).getFirst().bytesOut());
        }
    }

    @Test
    void whatASessionLostLastIsCountedWhenItEnds() throws Exception {
        try (DatagramSocket backend = socket(); DatagramSocket client = socket()) {
            Connector connector = udp.connector(Terms.PLAIN, udp.outbound((InetSocketAddress) backend.getLocalSocketAddress()));
            InetSocketAddress session = sessionOf(client, udp.listen(connector), backend);

            whileTheLoopIsBusy(() -> {
                flood(backend, session);
                udp.registry.abort(any -> true, SessionEnd.OPERATOR); // waits for the loop, too: before anything is read
            });

            await().atMost(DEADLINE).until(() -> udp.registry.sessions().isEmpty());
            assertThat(connector.group().tally().drops()).containsKey(DatagramDrop.RECEIVE_BUFFER);
        }
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return socket;
    }

    /** @return the session's end towards the backend, after a datagram of one byte */
    private static InetSocketAddress sessionOf(DatagramSocket client, InetSocketAddress listener, DatagramSocket backend)
            throws IOException {
        client.send(new DatagramPacket(new byte[1], 1, listener));
        DatagramPacket first = new DatagramPacket(new byte[1], 1);
        backend.receive(first);
        return (InetSocketAddress) first.getSocketAddress();
    }

    @FunctionalInterface
    private interface Deed {
        void run() throws IOException;
    }

    private void whileTheLoopIsBusy(Deed deed) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        udp.transport.nextLoop().execute(() -> {
            busy.countDown();
            try {
                done.await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(busy.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        deed.run();
        done.countDown();
    }

    private static void flood(DatagramSocket from, InetSocketAddress to) throws IOException {
        DatagramPacket datagram = new DatagramPacket(new byte[LENGTH], LENGTH, to);
        for (int i = 0; i < DATAGRAMS; i++) {
            from.send(datagram);
        }
    }

    /** @param bytes that the session carried in the flooded direction */
    private static void assertAllCarriedOrCounted(Connector connector, LongSupplier bytes) {
        await().atMost(DEADLINE).untilAsserted(() -> {
            long dropped = connector.group().tally().drops().getOrDefault(DatagramDrop.RECEIVE_BUFFER, 0L);
            assertThat(dropped).isPositive();
            assertThat(bytes.getAsLong() / LENGTH + dropped).isEqualTo(DATAGRAMS);
        });
    }
}
