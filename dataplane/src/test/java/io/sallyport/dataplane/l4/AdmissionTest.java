package io.sallyport.dataplane.l4;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.idle;
import static io.sallyport.dataplane.l4.Plans.maxSessions;
import static io.sallyport.dataplane.l4.Plans.rate;
import static io.sallyport.dataplane.l4.Plans.service;
import static io.sallyport.dataplane.l4.Plans.sources;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.OverlayPlan;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.tcp.Backend;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is let in, how many, for how long, and what is counted when a session does not come about. */
@ExtendWith(NoLeaks.class)
@SuppressWarnings("try") // connections that only have to be there
class AdmissionTest {

    private final Gateway gateway = new Gateway(TransportChoice.EPOLL);
    private Backend backend;

    @BeforeEach
    void open() throws IOException {
        backend = Backend.manual();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        backend.close();
    }

    private void assertRefused(SessionEnd why) {
        gateway.assertResets("web");
        gateway.awaitEnd("web", why, 1);
        await().atMost(Gateway.DEADLINE).until(() -> gateway.l4().status().ends().getOrDefault(why, 0L) == 1);
    }

    @Test
    void aClientOutsideOfTheSourceBlockIsRefused() throws Exception {
        gateway.serve(sources(connector("web"), "10.0.0.0/8", "192.0.2.0/24"), service("web", backend.port()));
        assertRefused(SessionEnd.SOURCE_REFUSED);
        gateway.serve(sources(connector("web"), "10.0.0.0/8", "127.0.0.0/8"), service("web", backend.port()));
        gateway.connect("web").close();
        backend.next().close();
    }

    @Test
    void aConnectorTakesItsMaxSessionsAndNoMore() throws Exception {
        gateway.serve(maxSessions(connector("web"), 1), service("web", backend.port()));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            assertRefused(SessionEnd.CONNECTOR_LIMIT);
        }
        gateway.awaitNoSession();
        gateway.connect("web").close();
        backend.next().close();
    }

    @Test
    void allTogetherTakeTheNodesMaxSessions() throws Exception {
        gateway.apply(new L4Plan(List.of(connector("web")), List.of(service("web", backend.port())), OverlayPlan.NONE, 1, Map.of()));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            assertRefused(SessionEnd.TOTAL_LIMIT);
        }
    }

    @Test
    void aBackendThatRefusesIsCountedAndNamed() throws Exception {
        int port = backend.port();
        backend.close();
        gateway.serve(connector("web"), service("web", port));
        assertRefused(SessionEnd.BACKEND_REFUSED);
        assertThat(gateway.service("web").ends()).containsEntry(SessionEnd.BACKEND_REFUSED, 1L);
        assertThat(gateway.service("web").lastFailure()).contains("127.0.0.1:" + port).contains("ECONNREFUSED");
        assertThat(gateway.service("web").opened()).isZero();
    }

    @Test
    void aBackendThatDoesNotAnswerIsGivenUpInTime() throws Exception {
        // with its queue of one full, and one more that the kernel allows, it drops what else asks to connect (listen(2))
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket first = new Socket(deaf.getInetAddress(), deaf.getLocalPort());
                Socket second = new Socket(deaf.getInetAddress(), deaf.getLocalPort())) {
            gateway.serve(connector("web"), new ServicePlan("web", true, TransportProtocol.TCP, "127.0.0.1", deaf.getLocalPort(),
                    new Source.Any(), Duration.ofMillis(200), ProxyProtocol.OFF, HeaderRepeat.FIRST, Set.of()));
            assertRefused(SessionEnd.CONNECT_TIMEOUT);
        }
    }

    @Test
    void aConnectorWithoutItsServiceRefuses() throws Exception {
        gateway.apply(Plans.plan(List.of(connector("web"))));
        assertRefused(SessionEnd.SERVICE_UNAVAILABLE);
    }

    @Test
    void anIdleSessionEnds() throws Exception {
        gateway.serve(idle(connector("web"), Duration.ofMillis(200)), service("web", backend.port()));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("web", SessionEnd.IDLE, 1);
    }

    @Test
    void theRateHoldsAndNothingIsLost() throws Exception {
        int bytes = 400_000;
        gateway.serve(rate(connector("web"), 1_000_000), service("web", backend.port()));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            long startNs = System.nanoTime();
            client.getOutputStream().write(new byte[bytes]);
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).hasSize(bytes);
            // 50 ms worth may go ahead of its time; how much later it may come, a busy machine decides
            assertThat(System.nanoTime() - startNs).isGreaterThan(350_000_000);
        }
    }

    @Test
    void testingAServiceTellsHowItIsReached() throws Exception {
        gateway.serve(connector("web"), service("web", backend.port()));
        ServiceTest reached = gateway.l4().test("web").get(30, TimeUnit.SECONDS);
        assertThat(reached.failure()).isEmpty();
        assertThat(reached.backend().orElseThrow().getPort()).isEqualTo(backend.port());
        assertThat(reached.source()).isPresent();
        assertThat(reached.connectNs()).isPositive();
        assertThat(reached.addresses()).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(reached.resolveNs()).isZero();

        backend.close();
        ServiceTest refused = gateway.l4().test("web").get(30, TimeUnit.SECONDS);
        assertThat(refused.failure()).contains(SessionEnd.BACKEND_REFUSED);
        assertThat(refused.message()).contains("ECONNREFUSED");
        assertThat(refused.addresses()).containsExactly(InetAddress.ofLiteral("127.0.0.1"));
        assertThatThrownBy(() -> gateway.l4().test("none")).hasMessageContaining("'none'");
    }
}
