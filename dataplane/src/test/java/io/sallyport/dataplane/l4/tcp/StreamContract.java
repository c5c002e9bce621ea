package io.sallyport.dataplane.l4.tcp;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.plan;
import static io.sallyport.dataplane.l4.Plans.rate;
import static io.sallyport.dataplane.l4.Plans.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.Gateway;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Streams that are longer than what the kernel keeps of them arrive whole, in order and no faster than they are read. */
abstract class StreamContract extends RelayFixture {

    /** Sessions; and more than the kernel's buffers hold on the way of one. */
    private static final int HELD_UP = 16;
    private static final long HELD_UP_BYTES = 32L * MIB;
    private static final int SMALL_BUFFER = 64 * 1024;

    @Test
    void longStreamsArriveWholeOneAfterTheOther() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            CompletableFuture<Void> up = Stream64.send(client, 1, LONG, THREADS);
            assertThat(Stream64.check(server, 1, THREADS).get(120, TimeUnit.SECONDS)).isEqualTo(LONG);
            CompletableFuture<Void> down = Stream64.send(server, 2, LONG, THREADS);
            assertThat(Stream64.check(client, 2, THREADS).get(120, TimeUnit.SECONDS)).isEqualTo(LONG);
            up.get(30, TimeUnit.SECONDS);
            down.get(30, TimeUnit.SECONDS);
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
        assertThat(gateway.connector("web").bytesIn()).isEqualTo(LONG);
        assertThat(gateway.connector("web").bytesOut()).isEqualTo(LONG);
    }

    @Test
    void longStreamsArriveWholeBothWaysAtOnce() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            assertWholeBothWaysAtOnce(client, server);
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
        assertThat(gateway.connector("web").bytesIn()).isEqualTo(LONG);
        assertThat(gateway.connector("web").bytesOut()).isEqualTo(LONG);
    }

    @Test
    void aSplicedStreamKeepsItsRate() throws Exception {
        long bytes = 128L * MIB;
        long rate = 64L * MIB;
        gateway.apply(plan(List.of(rate(connector("web"), rate)), service("web", backend.port())));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            long startNs = System.nanoTime();
            CompletableFuture<Void> sending = Stream64.send(client, 5, bytes, THREADS);
            CompletableFuture<Long> arriving = Stream64.check(server, 5, THREADS);
            await().atMost(Gateway.DEADLINE).until(() -> gateway.awaitSession().spliced());

            assertThat(arriving.get(120, TimeUnit.SECONDS)).isEqualTo(bytes);
            assertThat(bytes * 1e9 / (System.nanoTime() - startNs)).isLessThan(1.1 * rate);
            sending.get(30, TimeUnit.SECONDS);
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
    }

    @Test
    void aSlowReaderHoldsTheWriterBack() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            CompletableFuture<Void> sending = Stream64.send(client, 4, 256L * MIB, THREADS);
            awaitStandstill(1);

            // what the kernel's own buffers hold of the four sockets, and no more of ours than a piece
            assertThat(gateway.awaitSession().bytesIn()).isLessThan(128L * MIB);
            assertThat(sending).isNotDone();
            assertThat(Stream64.check(server, 4, THREADS).get(120, TimeUnit.SECONDS)).isEqualTo(256L * MIB);
            sending.get(30, TimeUnit.SECONDS);
        }
    }

    // ---- one direction ends while the other is held up

    @Test
    void clientsThatEndWhileTheyHoldTheirBackendUpGetTheRest() throws Exception {
        endWhileTheOtherDirectionIsHeldUp(true);
    }

    @Test
    void backendsThatEndWhileTheyHoldTheirClientUpGetTheRest() throws Exception {
        endWhileTheOtherDirectionIsHeldUp(false);
    }

    /** @param clientsRead and end, as opposed to the backends */
    private void endWhileTheOtherDirectionIsHeldUp(boolean clientsRead) throws Exception {
        List<Socket> readers = new ArrayList<>();
        List<Socket> writers = new ArrayList<>();
        try {
            for (int i = 0; i < HELD_UP; i++) {
                Socket client = gateway.connect("web");
                Socket server = backend.next();
                readers.add(clientsRead ? client : server);
                writers.add(clientsRead ? server : client);
                readers.getLast().setReceiveBufferSize(SMALL_BUFFER);
                Stream64.send(writers.getLast(), i, HELD_UP_BYTES, THREADS);
            }
            awaitStandstill(HELD_UP);
            for (int i = 0; i < HELD_UP; i++) {
                Stream64.send(readers.get(i), HELD_UP + i, MIB, THREADS);
                assertThat(Stream64.check(writers.get(i), HELD_UP + i, THREADS).get(30, TimeUnit.SECONDS)).isEqualTo(MIB);
            }
            List<CompletableFuture<Long>> arriving = new ArrayList<>();
            for (int i = 0; i < HELD_UP; i++) {
                arriving.add(Stream64.check(readers.get(i), i, THREADS));
            }
            for (CompletableFuture<Long> arrived : arriving) {
                assertThat(arrived.get(120, TimeUnit.SECONDS)).isEqualTo(HELD_UP_BYTES);
            }
            gateway.awaitEnd("web", SessionEnd.CLOSED, HELD_UP);
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
            for (Socket socket : writers) {
                socket.close();
            }
        }
    }

    /** Until all sessions have carried something, and for a while nothing more. */
    private void awaitStandstill(int sessions) {
        List<Long> before = new ArrayList<>();
        await().atMost(Gateway.DEADLINE).pollInterval(Duration.ofMillis(500)).until(() -> {
            List<Long> carried = gateway.l4().sessions().stream().map(session -> session.bytesIn() + session.bytesOut()).toList();
            boolean still = carried.size() == sessions && !carried.contains(0L) && carried.equals(before);
            before.clear();
            before.addAll(carried);
            return still;
        });
    }
}
