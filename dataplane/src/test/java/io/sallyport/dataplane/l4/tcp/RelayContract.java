package io.sallyport.dataplane.l4.tcp;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.Gateway;
import io.sallyport.dataplane.l4.NoLeaks;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a relay does with the two connections of a session, whichever transport drives them. */
@ExtendWith(NoLeaks.class)
@SuppressWarnings("try") // connections that only have to be there
abstract class RelayContract {

    private static final int MEGABYTE = 1 << 20;
    private static final long LONG = 64L * MEGABYTE;
    static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    Gateway gateway;
    Backend backend;

    abstract TransportChoice transport();

    @BeforeEach
    void open() throws IOException {
        gateway = new Gateway(transport());
        backend = Backend.manual();
        gateway.serve(connector("web"), service("web", backend.port()));
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        backend.close();
    }

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
            server.getInputStream().readNBytes(4 * MEGABYTE);
            reset(server);
            assertThat(sending).failsWithin(Gateway.DEADLINE);
        }
        gateway.awaitEnd("web", SessionEnd.BACKEND_RESET, 1);
    }

    @Test
    void aSlowReaderHoldsTheWriterBack() throws Exception {
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            CompletableFuture<Void> sending = Stream64.send(client, 4, 256L * MEGABYTE, THREADS);
            SessionView stalled = awaitStall();

            // what the kernel's own buffers hold of the four sockets, and no more of ours than a piece
            assertThat(stalled.bytesIn()).isLessThan(128L * MEGABYTE);
            assertThat(sending).isNotDone();
            assertThat(Stream64.check(server, 4, THREADS).get(120, TimeUnit.SECONDS)).isEqualTo(256L * MEGABYTE);
            sending.get(30, TimeUnit.SECONDS);
        }
    }

    /** Until no byte has been carried for a while. */
    private SessionView awaitStall() {
        long[] before = {-1};
        return await().atMost(Gateway.DEADLINE).pollInterval(Duration.ofMillis(500)).until(gateway::awaitSession,
                session -> session.bytesIn() > 0 && before[0] == (before[0] = session.bytesIn()));
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

    static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    static String receive(Socket socket, int length) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
