package io.sallyport.dataplane.l4.udp;

import static io.sallyport.dataplane.l4.udp.UdpFixture.DEADLINE;
import static io.sallyport.dataplane.l4.udp.UdpFixture.LOOPBACK;
import static io.sallyport.dataplane.l4.udp.UdpFixture.awaitDrops;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.dial.Tie;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Datagrams that are longer than the way to the backend is wide: a lone one is cut into fragments, a train is refused. */
class NarrowPathIT {

    private static final int MTU = 600;
    private static final int LENGTH = 900;
    private static final int DATAGRAMS = 10;

    private NetworkNamespace namespace;
    private UdpFixture udp;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("narrow");
        udp = namespace.call(() -> {
            try (Netlink netlink = Netlink.open()) {
                netlink.setMtu(netlink.linkIndex("lo").orElseThrow(), MTU);
            }
            return new UdpFixture();
        });
    }

    @AfterEach
    void close() throws IOException {
        udp.close();
        namespace.close();
    }

    @Test
    void aTrainThatIsRefusedIsTheLast() throws Exception {
        try (EchoBackend backend = namespace.call(() -> new EchoBackend(LOOPBACK, bytes -> new byte[0]))) {
            Slow slow = new Slow(backend.address());
            Connector connector = udp.connector(UdpFixture.Terms.PLAIN, slow);
            InetSocketAddress listener = namespace.call(() -> udp.listen(connector));
            try (UdpClient client = namespace.call(() -> new UdpClient(new InetSocketAddress(LOOPBACK, 0), listener))) {
                send(client);
                await().atMost(DEADLINE).until(() -> udp.registry.sessions().stream()
                        .anyMatch(session -> session.bytesIn() == DATAGRAMS * LENGTH));
                slow.connect(); // what waited for it leaves at once, together

                awaitDrops(connector, DatagramDrop.UNSENDABLE, DATAGRAMS);
                send(client);
                await().atMost(DEADLINE).until(() -> backend.received().size() == DATAGRAMS);
                assertThat(connector.group().tally().drops()).containsEntry(DatagramDrop.UNSENDABLE, (long) DATAGRAMS);
            }
        }
    }

    private static void send(UdpClient client) throws IOException {
        for (int i = 0; i < DATAGRAMS; i++) {
            client.send(new byte[LENGTH]);
        }
    }

    /** Is reached when the test says so. */
    private final class Slow implements Outbound {

        private final InetSocketAddress backend;
        private volatile EventLoop loop;
        private volatile Promise<Channel> opening;

        Slow(InetSocketAddress backend) {
            this.backend = backend;
        }

        @Override
        public Upstream upstream() {
            return udp.upstream;
        }

        @Override
        public Future<Channel> open(EventLoop on, Arrival arrival) {
            loop = on;
            opening = on.newPromise();
            return opening;
        }

        void connect() {
            loop.execute(() -> new UdpDialer(udp.transport, Tie.NONE).dial(loop, backend, Optional.empty(), (int) DEADLINE.toMillis())
                    .addListener((Future<Channel> dialled) -> opening.setSuccess(dialled.getNow())));
        }
    }
}
