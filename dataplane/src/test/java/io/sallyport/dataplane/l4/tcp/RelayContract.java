package io.sallyport.dataplane.l4.tcp;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.greeted;
import static io.sallyport.dataplane.l4.Plans.plan;
import static io.sallyport.dataplane.l4.Plans.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.Gateway;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a relay does with the two connections of a session, whichever transport drives them. */
@SuppressWarnings("try") // connections that only have to be there
abstract class RelayContract extends RelayFixture {

    private static final int SESSIONS = 20;
    private static final String GREETING = "PROXY TCP4 192.0.2.7 192.0.2.9 40000 80\r\n";

    @Test
    void carriesBytesBothWays() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            send(client, "ping");
            assertThat(receive(server, 4)).isEqualTo("ping");
            send(server, "pong!");
            assertThat(receive(client, 5)).isEqualTo("pong!");

            SessionView session = gateway.awaitSession();
            assertThat(session.connector()).isEqualTo("web");
            assertThat(session.service()).isEqualTo("web");
            assertThat(session.client()).isEqualTo(client.getLocalSocketAddress());
            assertThat(session.listener()).isEqualTo(client.getRemoteSocketAddress());
            assertThat(session.source()).contains(inet(server.getRemoteSocketAddress()));
            assertThat(session.backend()).contains(inet(server.getLocalSocketAddress()));
            assertThat(session.state()).isEqualTo(SessionState.OPEN);
            await().atMost(Gateway.DEADLINE).until(() -> gateway.awaitSession().bytesOut() == 5);
            assertThat(gateway.awaitSession().bytesIn()).isEqualTo(4);
        }
        gateway.awaitNoSession();
        assertThat(gateway.connector("web").bytesIn()).isEqualTo(4);
        assertThat(gateway.service("web").bytesOut()).isEqualTo(5);
    }

    private static InetSocketAddress inet(SocketAddress address) {
        return (InetSocketAddress) address;
    }

    @Test
    void aServerThatSpeaksFirstIsHeard() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            send(server, "220 ready");
            assertThat(receive(client, 9)).isEqualTo("220 ready");
        }
    }

    @Test
    void theClientsEndPassesOnItsOwn() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            send(client, "all of it");
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("all of it");
            await().atMost(Gateway.DEADLINE).until(() -> gateway.awaitSession().state() == SessionState.CLIENT_HALF_CLOSED);

            send(server, "the answer");
            server.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("the answer");
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
    }

    @Test
    void theBackendsEndPassesOnItsOwn() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            server.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            await().atMost(Gateway.DEADLINE).until(() -> gateway.awaitSession().state() == SessionState.BACKEND_HALF_CLOSED);

            send(client, "still here");
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("still here");
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
    }

    @Test
    void aStreamThatEndsAtOnceIsWhole() throws Exception {
        try (Socket client = gateway.connect("web")) {
            send(client, "GET /");
            client.shutdownOutput();
            try (Socket server = backend.next()) {
                assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("GET /");
            }
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
    }

    // ---- connections that Netty's channels began: a greeting is read by one, a name is dialled by others

    @Test
    void whatFollowsAGreetingIsRelayedBehindItsOwnPreface() throws Exception {
        gateway.apply(plan(List.of(greeted(connector("web"))), named("web", ProxyProtocol.V1)));
        try (Socket client = gateway.connect("web")) {
            send(client, GREETING + "GET /");
            client.shutdownOutput();
            try (Socket server = backend.next()) {
                assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo(GREETING + "GET /");
                send(server, "the answer");
            }
            assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("the answer");
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
        assertThat(gateway.connector("web").bytesIn()).isEqualTo("GET /".length());
    }

    @Test
    void greetedStreamsToANamedBackendArriveWhole() throws Exception {
        gateway.apply(plan(List.of(greeted(connector("web"))), named("web", ProxyProtocol.OFF)));
        try (Socket client = gateway.connect("web")) {
            send(client, GREETING);
            try (Socket server = backend.next()) {
                assertWholeBothWaysAtOnce(client, server);
            }
        }
        gateway.awaitEnd("web", SessionEnd.CLOSED, 1);
    }

    @Test
    void aNamedBackendThatSpeaksAndEndsAtOnceIsHeard() throws Exception {
        gateway.apply(plan(List.of(connector("web")), named("web", ProxyProtocol.OFF)));
        for (int session = 1; session <= SESSIONS; session++) {
            try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
                send(server, "220 ready");
                server.shutdownOutput();
                assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("220 ready");
                client.shutdownOutput();
                assertThat(server.getInputStream().read()).isEqualTo(-1);
            }
            gateway.awaitEnd("web", SessionEnd.CLOSED, session);
        }
    }

    /** By its name, which may have several addresses, so that the dial is not one by descriptor. */
    private ServicePlan named(String name, ProxyProtocol preface) {
        return new ServicePlan(name, true, TransportProtocol.TCP, "localhost", backend.port(), new Source.Any(), Gateway.DEADLINE,
                preface, HeaderRepeat.FIRST, Set.of());
    }

    // ---- resets

    @Test
    void aResetByTheClientReachesTheBackend() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            send(client, "x");
            receive(server, 1);
            reset(client);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("web", SessionEnd.CLIENT_RESET, 1);
    }

    @Test
    void aResetByTheBackendReachesTheClient() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            send(client, "x");
            receive(server, 1);
            reset(server);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("web", SessionEnd.BACKEND_RESET, 1);
    }

    @Test
    void aBackendThatDiesMidTransferEndsTheClientsStreamByReset() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            CompletableFuture<Void> sending = Stream64.send(client, 3, Long.MAX_VALUE, THREADS);
            server.getInputStream().readNBytes(4 * MIB);
            reset(server);
            assertThat(sending).failsWithin(Gateway.DEADLINE);
        }
        gateway.awaitEnd("web", SessionEnd.BACKEND_RESET, 1);
    }

    @Test
    void theOperatorsCloseResetsBothEnds() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            long id = gateway.awaitSession().id();
            assertThat(gateway.l4().closeSession(id)).isTrue();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
            gateway.awaitEnd("web", SessionEnd.OPERATOR, 1);
            assertThat(gateway.l4().closeSession(id)).isFalse();
        }
    }

    @Test
    void closingTheGatewayResetsWhatIsOpen() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            gateway.awaitSession();
            gateway.close();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }
}
