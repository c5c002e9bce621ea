package io.sallyport.dataplane.l4;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.greeted;
import static io.sallyport.dataplane.l4.Plans.maxSessions;
import static io.sallyport.dataplane.l4.Plans.service;
import static io.sallyport.dataplane.l4.Plans.sources;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.tcp.Backend;
import io.sallyport.dataplane.l4.tcp.Stream64;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A change touches the sessions that it concerns, and no other. */
@ExtendWith(NoLeaks.class)
@SuppressWarnings("try") // connections that only have to be there
class ReloadTest {

    private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);
    private static final long BYTES = 32L << 20;

    private Gateway gateway;
    private Backend backend;
    private Backend other;

    @BeforeEach
    void open() throws IOException {
        backend = Backend.manual();
        other = Backend.manual();
        gateway = new Gateway(TransportChoice.EPOLL);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        backend.close();
        other.close();
    }

    /** Closes the gateway of {@link #open} and makes one whose sessions have this long to drain. */
    private void drainFor(Duration drain) {
        gateway.close();
        gateway = new Gateway(TransportChoice.EPOLL, drain);
    }

    private void apply(ConnectorPlan... connectors) {
        gateway.apply(Plans.plan(List.of(connectors), service("web", backend.port()), service("other", other.port())));
    }

    @Test
    void sourcesAreHeldAgainstTheConnectionAndNotAgainstWhatItsProxyHeaderTells() throws Exception {
        ConnectorPlan balanced = greeted(connector("web"));
        apply(sources(balanced, "127.0.0.0/8"));
        try (Socket client = gateway.connect("web")) {
            Plans.greet(client);
            try (Socket server = backend.next()) {
                apply(sources(balanced, "127.0.0.0/8", "10.0.0.0/8"));
                client.getOutputStream().write(7);
                assertThat(server.getInputStream().read()).isEqualTo(7);

                apply(sources(balanced, "192.0.2.7/32"));
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
        }
        gateway.awaitEnd("web", SessionEnd.NO_LONGER_ALLOWED, 1);
    }

    @Test
    void transfersGoOnWhileOtherConnectorsChange() throws Exception {
        apply(connector("web"), connector("other"));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            CompletableFuture<Void> up = Stream64.send(client, 1, BYTES, THREADS);
            CompletableFuture<Void> down = Stream64.send(server, 2, BYTES, THREADS);
            CompletableFuture<Long> atServer = Stream64.check(server, 1, THREADS);
            CompletableFuture<Long> atClient = Stream64.check(client, 2, THREADS);
            for (int i = 1; i <= 20; i++) {
                apply(connector("web"), connector("other", new Bind.All(), new Target.Local(i % 2 == 0 ? "web" : "other")));
                apply(connector("web"));
            }
            assertThat(atServer.get(120, TimeUnit.SECONDS)).isEqualTo(BYTES);
            assertThat(atClient.get(120, TimeUnit.SECONDS)).isEqualTo(BYTES);
            up.get(30, TimeUnit.SECONDS);
            down.get(30, TimeUnit.SECONDS);
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
    }

    @Test
    void newSessionsGoWhereTheConnectorPointsNowAndOldOnesMayFinish() throws Exception {
        apply(connector("web"));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            gateway.awaitSession();
            apply(connector("web", connector("web").bind(), new Target.Local("other")));
            assertThat(gateway.awaitSession().state()).isEqualTo(SessionState.DRAINING);
            try (Socket next = gateway.connect("web"); Socket there = other.next()) {
                next.getOutputStream().write(2);
                assertThat(there.getInputStream().read()).isEqualTo(2);
            }
            client.getOutputStream().write(1);
            assertThat(server.getInputStream().read()).isEqualTo(1);
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 2);
    }

    @Test
    void whatIsLeftAtTheDeadlineIsReset() throws Exception {
        drainFor(Duration.ofMillis(100));
        apply(connector("web"), connector("other"));
        try (Socket client = gateway.connect("web"); Socket server = backend.next();
                Socket bystander = gateway.connect("other"); Socket there = other.next()) {
            apply(connector("other"));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
            bystander.getOutputStream().write(3);
            assertThat(there.getInputStream().read()).isEqualTo(3);
        }
        await().atMost(Gateway.DEADLINE).until(() -> gateway.l4().status().ends().getOrDefault(SessionEnd.DRAINED, 0L) == 1);
    }

    @Test
    void sessionsOfAServiceThatMovesDrain() throws Exception {
        drainFor(Duration.ofMillis(100));
        apply(connector("web"));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            gateway.awaitSession();
            gateway.apply(Plans.plan(List.of(connector("web")), service("web", other.port())));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            gateway.awaitEnd("web", SessionEnd.DRAINED, 1);
        }
        try (Socket client = gateway.connect("web"); Socket server = other.next()) {
            assertThat(gateway.service("web").sessions()).isEqualTo(1);
        }
    }

    @Test
    void limitsChangeUnderASessionWithoutTouchingIt() throws Exception {
        apply(connector("web"));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            gateway.awaitSession();
            apply(maxSessions(Plans.rate(connector("web"), 1_000_000), 1));
            assertThat(gateway.awaitSession().state()).isEqualTo(SessionState.OPEN);
            client.getOutputStream().write(4);
            assertThat(server.getInputStream().read()).isEqualTo(4);
        }
    }

    @Test
    void aClientThatTheSourceBlockShutsOutIsReset() throws Exception {
        apply(connector("web"));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            gateway.awaitSession();
            apply(sources(connector("web"), "10.0.0.0/8"));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("web", SessionEnd.NO_LONGER_ALLOWED, 1);
    }

    @Test
    void countsOutliveAChange() throws Exception {
        apply(connector("web"));
        gateway.connect("web").close();
        backend.next().close();
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
        apply(maxSessions(connector("web"), 5));
        assertThat(gateway.connector("web").opened()).isEqualTo(1);
        assertThat(gateway.connector("web").plan().maxSessions()).isEqualTo(5);
    }
}
