package io.sallyport.dataplane.l4.tcp;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.plan;
import static io.sallyport.dataplane.l4.Plans.rate;
import static io.sallyport.dataplane.l4.Plans.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.Gateway;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Past Netty's channels: {@link DescriptorRelay}. */
class EpollRelayTest extends RelayContract {

    @Override
    TransportChoice transport() {
        return TransportChoice.EPOLL;
    }

    @Test
    void longStreamsArriveWholeBothWaysAtOnce() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            CompletableFuture<Void> up = Stream64.send(client, 1, 64L << 20, THREADS);
            CompletableFuture<Void> down = Stream64.send(server, 2, 48L << 20, THREADS);
            CompletableFuture<Long> atServer = Stream64.check(server, 1, THREADS);
            CompletableFuture<Long> atClient = Stream64.check(client, 2, THREADS);

            assertThat(atServer.get(120, TimeUnit.SECONDS)).isEqualTo(64L << 20);
            assertThat(atClient.get(120, TimeUnit.SECONDS)).isEqualTo(48L << 20);
            up.get(30, TimeUnit.SECONDS);
            down.get(30, TimeUnit.SECONDS);
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
        assertThat(gateway.connector("web").bytesIn()).isEqualTo(64L << 20);
        assertThat(gateway.connector("web").bytesOut()).isEqualTo(48L << 20);
    }

    @Test
    void aSplicedStreamKeepsItsRate() throws Exception {
        long bytes = 128L << 20;
        long rate = 64L << 20;
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
}
