package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

/** What ends of sessions do to a gateway, in {@link OneGateway}, on each transport: after each of them it has what it had before. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConnectorFaultsContract {

    private static final int ECHO = 7_000;
    private static final int ZEROS = 7_001;
    private static final int IMPATIENT = 7_002;
    private static final int OTHER = 7_003;
    private static final int ZEROS_BEHIND = 7_100;
    private static final int IDLE_SECONDS = 2;
    private static final int MIB = 1 << 20;
    private static final int SLOW_READERS = 16;
    /** For all of them; the kernel's own buffers and pipes, which hold far more, are not part of it. */
    private static final long SLOW_READERS_BYTES = 48L * MIB;
    /** 32 of two ends each, and what the JVM has. */
    private static final int SPARE_PIPES = 70;
    private static final int TRANSFERS = 4;
    private static final long TRANSFER_BYTES = 64L * MIB;
    private static final int CHANGES = 20;

    private final String transport;
    @AutoClose
    private OneGateway site;
    private Sallyportd gateway;
    @AutoClose
    private EchoBackend echo;
    private int descriptorsBefore;

    /** @param transport as the configuration names it */
    ConnectorFaultsContract(String transport) {
        this.transport = transport;
    }

    @BeforeAll
    void build() {
        Tool.require(Tool.SOCAT, Tool.NFT);
        site = new OneGateway("faults").on(transport);
        gateway = site.gateway();
        echo = EchoBackend.in(site.backend());
        gateway.apply(document(0));
        assertThat(gateway.control().show("status").path("layer4").path("transport").path("name").asString()).isEqualTo(transport);
    }

    /** @param change another connector and service are different in each */
    private ObjectNode document(int change) {
        ObjectNode document = site.document();
        OneGateway.connector(document, "echo", "tcp", ECHO, "echo");
        OneGateway.connector(document, "zeros", "tcp", ZEROS, "zeros");
        OneGateway.connector(document, "impatient", "tcp", IMPATIENT, "zeros").put("idleTimeout", IDLE_SECONDS);
        OneGateway.connector(document, "other", "tcp", OTHER + change % 5, change % 2 == 0 ? "echo" : "another")
                .put("maxMbps", change % 3).put("enabled", change % 7 != 0);
        OneGateway.service(document, "echo", "tcp", echo.port());
        OneGateway.service(document, "zeros", "tcp", ZEROS_BEHIND);
        OneGateway.service(document, "another", "tcp", echo.port()).put("connectTimeout", 1 + change % 9);
        return document;
    }

    @BeforeEach
    void look() {
        site.await("the end of all sessions", () -> gateway.control().sessions() == 0);
        descriptorsBefore = use().descriptors();
    }

    @AfterEach
    void nothingIsLeft() {
        site.await("the end of all sessions", () -> gateway.control().sessions() == 0);
        // the commands that look are connections to the daemon themselves
        site.await("descriptors to be closed", () -> use().descriptors() <= descriptorsBefore);
        assertThat(use().pipes()).as("descriptors of pipes, kept for the next to need one").isLessThanOrEqualTo(SPARE_PIPES);
    }

    private ProcessUse use() {
        return ProcessUse.of(gateway.process());
    }

    private Socket call(int port) throws IOException {
        return Sockets.call(site.client(), OneGateway.ADDRESS, port);
    }

    /** Sends zeros to whoever calls, as fast as they are taken. */
    private Background zeros() {
        return ForeignServer.start(site.backend(), ZEROS_BEHIND, "zeros-" + System.nanoTime(),
                "socat", "-u", "OPEN:/dev/zero", "TCP-LISTEN:" + ZEROS_BEHIND + ",reuseaddr,fork,backlog=64");
    }

    // ---- ends that vanish

    @Test
    void aBackendKilledMidTransferIsToldAtOnce() throws IOException {
        try (Background backend = ForeignServer.start(site.backend(), ZEROS_BEHIND, "zeros-once",
                "socat", "-u", "OPEN:/dev/zero", "TCP-LISTEN:" + ZEROS_BEHIND + ",reuseaddr");
                Socket client = call(ZEROS)) {
            client.getInputStream().readNBytes(MIB);

            backend.kill();

            readToTheEnd(client.getInputStream());
        }
    }

    /** Orderly or by reset: the kernel ends a killed process's connection by either. The socket's timeout would fail it. */
    private static void readToTheEnd(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // as good
        } catch (IOException e) {
            throw new AssertionError("neither an end nor a reset", e);
        }
    }

    @Test
    void aClientThatVanishesCostsNothingOnceItsTimeIsUp() throws IOException {
        long before = gateway.control().ends("impatient", "idle");
        try (Background backend = zeros(); Socket client = call(IMPATIENT)) {
            client.getInputStream().readNBytes(MIB);
            try {
                site.client().link("eth0").down();
                site.await("the idle timeout", () -> gateway.control().ends("impatient", "idle") == before + 1);
                assertThat(backend.alive()).isTrue();
                site.await("the backend to be told", () -> site.backend().command("ss", "-Hnt", "state", "established",
                        "sport", "=", ":" + ZEROS_BEHIND).output().isEmpty());
            } finally {
                site.client().link("eth0").up();
            }
        }
    }

    /** A crash and a fresh start, as the network sees it: the connection is forgotten at one end, without a word. */
    private static void forget(Namespace namespace, Socket socket) throws IOException {
        namespace.command("nft", "add table ip mute; add chain ip mute out { type filter hook output priority 0; policy drop; }").output();
        Sockets.reset(socket);
        namespace.command("nft", "delete table ip mute").output();
    }

    @Test
    void aClientThatForgotItsConnectionIsFoundOutByTheFirstByteForIt() throws IOException {
        try (ServerSocket listener = listen(); Socket client = call(ZEROS); Socket backend = accept(listener)) {
            exchange(client, backend);
            forget(site.client(), client);

            backend.getOutputStream().write(1);

            assertThatThrownBy(() -> backend.getInputStream().read()).isInstanceOf(IOException.class).hasMessageContaining("reset");
        }
        site.await("the reason", () -> gateway.control().ends("zeros", "client_reset") > 0);
    }

    @Test
    void aBackendThatForgotItsConnectionIsFoundOutByTheFirstByteForIt() throws IOException {
        try (ServerSocket listener = listen(); Socket client = call(ZEROS); Socket backend = accept(listener)) {
            exchange(client, backend);
            forget(site.backend(), backend);

            client.getOutputStream().write(1);

            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class).hasMessageContaining("reset");
        }
        site.await("the reason", () -> gateway.control().ends("zeros", "backend_reset") > 0);
    }

    private ServerSocket listen() {
        return NamespaceSockets.open(site.backend(), () -> new ServerSocket(ZEROS_BEHIND));
    }

    private static Socket accept(ServerSocket listener) throws IOException {
        listener.setSoTimeout(Sockets.TIMEOUT_MS);
        Socket accepted = listener.accept();
        accepted.setSoTimeout(Sockets.TIMEOUT_MS);
        return accepted;
    }

    private static void exchange(Socket one, Socket other) throws IOException {
        one.getOutputStream().write(1);
        assertThat(other.getInputStream().read()).isEqualTo(1);
        other.getOutputStream().write(2);
        assertThat(one.getInputStream().read()).isEqualTo(2);
    }

    // ---- ends that are slow

    @Test
    void slowReadersOfAFastWriterTakeNoMemory() throws IOException {
        List<Socket> readers = new ArrayList<>();
        try (Background backend = zeros()) {
            long before = use().bytes();
            for (int i = 0; i < SLOW_READERS; i++) {
                readers.add(call(ZEROS));
                assertThat(readers.getLast().getInputStream().read()).isZero();
            }
            awaitStandstill("zeros", "bytesOut");

            assertThat(use().bytes() - before).as("growth of the daemon's resident memory").isLessThan(SLOW_READERS_BYTES);
            assertThat(backend.alive()).isTrue();
            for (Socket reader : readers) {
                // more than was on the way when all stood still
                assertThat(reader.getInputStream().skip(32L * MIB)).isEqualTo(32L * MIB);
            }
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void aFastWriterToASlowBackendTakesNoMemory() throws Exception {
        try (ServerSocket listener = listen(); Socket client = call(ZEROS); Socket backend = accept(listener)) {
            long before = use().bytes();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeUntilClosed(client), Thread::startVirtualThread);
            awaitStandstill("zeros", "bytesIn");

            assertThat(use().bytes() - before).as("growth of the daemon's resident memory").isLessThan(SLOW_READERS_BYTES);
            assertThat(backend.getInputStream().skip(32L * MIB)).isEqualTo(32L * MIB);
            Sockets.reset(client);
            writing.get();
        }
    }

    private static void writeUntilClosed(Socket socket) {
        byte[] block = new byte[MIB];
        try {
            while (true) {
                socket.getOutputStream().write(block);
            }
        } catch (IOException e) {
            // closed
        }
    }

    /** Until a connector has carried something and then nothing for a second: every buffer on the way is full. */
    private void awaitStandstill(String connector, String direction) {
        site.await("a standstill", new Standstill(() -> gateway.control().row("connectors", connector).path(direction).asLong()));
    }

    // ---- changes

    /** Whole transfers both ways at once, while another connector moves, stops, starts and changes its service. */
    @Test
    void changesOfAnotherConnectorLoseNoByte() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> transfers = new ArrayList<>();
            for (int i = 0; i < TRANSFERS; i++) {
                transfers.add(threads.submit(this::transfer));
            }
            int change = 0;
            while (change < CHANGES || transfers.stream().anyMatch(transfer -> !transfer.isDone())) {
                gateway.apply(document(++change));
            }
            for (Future<?> transfer : transfers) {
                transfer.get();
            }
        } finally {
            gateway.apply(document(0));
        }
    }

    private Void transfer() throws Exception {
        try (Socket client = call(ECHO)) {
            Sockets.assertEchoedInBulk(client, TRANSFER_BYTES);
        }
        return null;
    }
}
