package io.sallyport.dataplane.l4.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.NoLeaks;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.dial.Place;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.linux.StreamSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which loop a session belongs to; that nothing is lost on the way to another, {@link StreamContract} shows. */
@ExtendWith(NoLeaks.class)
class SettlingTest {

    private static final long LONG = 32L << 20;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final SessionRegistry registry = new SessionRegistry();
    private final SessionGroup group = new SessionGroup("web");
    private final Upstream upstream = new Upstream("web", new Tally());
    private final List<Socket> clients = new ArrayList<>();
    private final Transport transport = Transport.open(TransportChoice.EPOLL, 2);
    private final List<EventLoop> loops = transport.allLoops();
    private final EventLoop accepting = transport.acceptingLoops().getFirst();
    private final TcpSessions sessions = new TcpSessions(registry, transport, 120_000);
    private ServerSocket front;
    private Backend backend;

    @BeforeEach
    void open() throws IOException {
        front = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        backend = Backend.manual();
    }

    @AfterEach
    void close() throws IOException {
        registry.abort(session -> true, SessionEnd.FAULT);
        await(() -> registry.sessions().isEmpty());
        transport.close();
        for (Socket client : clients) {
            client.close();
        }
        front.close();
        backend.close();
    }

    @Test
    void halfOfTheLoopsAccept() {
        assertThat(loops).hasSize(2);
        assertThat(transport.acceptingLoops()).containsExactly(loops.getFirst());
    }

    @Test
    void sessionsThatLastAreSpread() throws Exception {
        for (int i = 0; i < 6; i++) {
            call();
        }
        await(() -> on(loops.getFirst()) == 3 && on(loops.getLast()) == 3);
    }

    @Test
    void oneThatCarriesMuchMovesAndLosesNothing() throws Exception {
        Socket client = call();
        Socket server = backend.next();
        CompletableFuture<Void> sent = Stream64.send(client, 1, LONG, RelayFixture.THREADS);
        assertThat(Stream64.check(server, 1, RelayFixture.THREADS).get(60, TimeUnit.SECONDS)).isEqualTo(LONG);
        sent.get(30, TimeUnit.SECONDS);
        await(() -> only().loop() == loops.getLast());
    }

    @Test
    void oneThatHasMovedEndsOnItsNewLoop() throws Exception {
        Socket client = call();
        await(() -> only().loop() == loops.getLast());

        only().abort(SessionEnd.OPERATOR);
        client.setSoTimeout(30_000);
        await(() -> registry.sessions().isEmpty());
        call();
        // the place that it left behind is free again
        await(() -> only().loop() == loops.getLast());
    }

    /** A client connects, here by a descriptor that the sessions get, and its other end is the socket returned. */
    private Socket call() throws Exception {
        StreamSockets sockets = new StreamSockets();
        int fd = sockets.open(false);
        sockets.connect(fd, (InetSocketAddress) front.getLocalSocketAddress());
        Socket client = front.accept();
        clients.add(client);
        InetSocketAddress address = (InetSocketAddress) client.getLocalSocketAddress();
        assertThat(registry.admit(group, TransportProtocol.TCP, System.nanoTime())).isEmpty();
        accepting.submit(() -> sessions.begin(accepting, new DescriptorConnection(fd, null, address), group,
                new Arrival(address, address), new Direct())).get(30, TimeUnit.SECONDS);
        return client;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(SOON).until(condition);
    }

    private TcpSession only() {
        return (TcpSession) registry.sessions().iterator().next();
    }

    private long on(EventLoop loop) {
        return registry.sessions().stream().filter(session -> ((TcpSession) session).loop() == loop).count();
    }

    private final class Direct implements Outbound {

        @Override
        public Upstream upstream() {
            return upstream;
        }

        @Override
        public Optional<Place> place() {
            return Optional.of(new Place(new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.port()), Optional.empty(), 30_000));
        }

        @Override
        public Future<Channel> open(EventLoop loop, Arrival arrival) {
            throw new IllegalStateException("it has a place");
        }
    }
}
