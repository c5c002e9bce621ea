package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import io.sallyport.bench.peers.path.NamespaceSockets;
import io.sallyport.dataplane.l4.L4;
import io.sallyport.dataplane.l4.L4Options;
import io.sallyport.dataplane.l4.address.KernelAddresses;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.OverlayPlan;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.l4.udp.UnreachableSender;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Machines that vanish in the middle of a connection, as by a power cut: no FIN, no RST, and nobody answers any more. Layer 4 runs in
 * this process, in a namespace, with a shorter patience than the daemon's 120 s.
 *
 * <pre>
 *  client ──────── lan0 [layer 4] lan1 ──────── backend
 *  192.168.10.15   192.168.10.1   172.16.10.1   172.16.10.15
 * </pre>
 */
@Timeout(180)
class HalfOpenPeerIT {

    private static final String ADDRESS = "192.168.10.1";
    private static final String BACKEND = "172.16.10.15";
    private static final int PORT = 7_000;
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Probes of a closed window come ever more seldom: after so long, the next one would be 20 s away if nobody minded. */
    private static final Duration CLOSED = Duration.ofSeconds(30);
    private static final Duration BEFORE_THAT = Duration.ofSeconds(15);
    private static final int MIB = 1 << 20;

    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "IO_URING"})
    private @interface OnEachTransport {
    }

    private final Sandbox sandbox = Sandbox.create(Sandbox.freshId("half"));
    private final Namespace gateway = sandbox.namespace("gateway");
    private final Namespace client = sandbox.namespace("client");
    private final Namespace backend = sandbox.namespace("backend");
    private ServerSocket listener;
    private L4 l4;

    @BeforeAll
    static void require() {
        Tool.require(Tool.NFT);
    }

    private void open(TransportChoice transport) {
        sandbox.guard();
        Veth.between(gateway.link("lan0"), client.link("eth0"));
        gateway.link("lan0").address(ADDRESS + "/24");
        client.link("eth0").address("192.168.10.15/24");
        Veth.between(gateway.link("lan1"), backend.link("eth0"));
        gateway.link("lan1").address("172.16.10.1/24");
        backend.link("eth0").address(BACKEND + "/24");
        listener = NamespaceSockets.open(backend, () -> new ServerSocket(PORT));
        // its threads and sockets belong to the namespace of the thread that starts them
        l4 = NamespaceSockets.open(gateway, () -> L4.open(
                new L4Options(transport, 1, SOON, PATIENCE, new KernelAddresses(), new UnreachableSender())));
        l4.apply(new L4Plan(List.of(new ConnectorPlan("web", true, TransportProtocol.TCP, new Bind.Interface("lan0"), PORT,
                new Target.Direct(new InetSocketAddress(BACKEND, PORT)), 0, List.of(), ProxyProtocol.OFF, 0, Duration.ZERO)),
                List.of(), OverlayPlan.NONE, 0, Map.of()));
    }

    @AfterEach
    void close() throws IOException {
        if (listener != null) {
            listener.close();
        }
        if (l4 != null) {
            l4.close();
        }
        sandbox.close();
    }

    private Socket call() throws IOException {
        return Sockets.call(client, ADDRESS, PORT);
    }

    /** The backend's end of a session that has carried a byte each way. */
    private Socket accepted(Socket caller) throws IOException {
        listener.setSoTimeout(Sockets.TIMEOUT_MS);
        Socket accepted = listener.accept();
        accepted.setSoTimeout((int) SOON.toMillis());
        caller.setSoTimeout((int) SOON.toMillis());
        caller.getOutputStream().write(1);
        assertThat(accepted.getInputStream().read()).isEqualTo(1);
        accepted.getOutputStream().write(2);
        assertThat(caller.getInputStream().read()).isEqualTo(2);
        return accepted;
    }

    private static void vanish(Namespace machine) {
        machine.command("nft", "add table inet gone; add chain inet gone in { type filter hook input priority 0; policy drop; };"
                + " add chain inet gone out { type filter hook output priority 0; policy drop; }").output();
    }

    private void awaitEnd(SessionEnd why) {
        awaitEnd(why, SOON);
    }

    private void awaitEnd(SessionEnd why, Duration limit) {
        Deadline.await(limit, "the session to end as " + why.label(), () -> l4.status().ends().getOrDefault(why, 0L) == 1,
                () -> l4.sessions() + " " + l4.status().ends());
    }

    private static void assertReset(Socket survivor) {
        assertThatThrownBy(() -> survivor.getInputStream().read()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    }

    // ---- with something on the way to it

    @OnEachTransport
    void aClientThatVanishesWithDataOnTheWay(TransportChoice transport) throws IOException {
        assertClientIsMissed(transport, server -> server.getOutputStream().write(3));
    }

    @OnEachTransport
    void aBackendThatVanishesWithDataOnTheWay(TransportChoice transport) throws IOException {
        assertBackendIsMissed(transport, caller -> caller.getOutputStream().write(3));
    }

    /** The relay has stopped reading from the backend: nothing but the window's probes tells. */
    @OnEachTransport
    void aClientThatVanishesWithItsWindowClosed(TransportChoice transport) throws IOException {
        open(transport);
        try (Socket caller = call(); Socket server = accepted(caller)) {
            CompletableFuture<Void> writing = write(server, 64L * MIB);
            awaitStandstill();
            Deadline.pause(CLOSED);
            vanish(client);

            awaitEnd(SessionEnd.CLIENT_TIMEOUT, BEFORE_THAT);
            assertThatThrownBy(writing::join).hasStackTraceContaining("SocketException");
        }
    }

    // ---- in silence

    @OnEachTransport
    void aClientThatVanishesInSilence(TransportChoice transport) throws IOException {
        assertClientIsMissed(transport, server -> { });
    }

    @OnEachTransport
    void aBackendThatVanishesInSilence(TransportChoice transport) throws IOException {
        assertBackendIsMissed(transport, caller -> { });
    }

    /** What the survivor does, not knowing it. */
    @FunctionalInterface
    private interface Afterwards {
        void at(Socket survivor) throws IOException;
    }

    private void assertClientIsMissed(TransportChoice transport, Afterwards afterwards) throws IOException {
        open(transport);
        try (Socket caller = call(); Socket server = accepted(caller)) {
            vanish(client);
            afterwards.at(server);

            assertReset(server);
            awaitEnd(SessionEnd.CLIENT_TIMEOUT);
        }
    }

    private void assertBackendIsMissed(TransportChoice transport, Afterwards afterwards) throws IOException {
        open(transport);
        try (Socket caller = call(); Socket server = accepted(caller)) {
            vanish(backend);
            afterwards.at(caller);

            assertReset(caller);
            awaitEnd(SessionEnd.BACKEND_TIMEOUT);
            assertThat(server.isClosed()).isFalse(); // its own end stands half open: nobody could tell it
        }
    }

    // ---- those that only seem to be gone

    /** RFC 9293 §3.8.6.1: while it answers the probes of its closed window, a connection stays open, however long. */
    @OnEachTransport
    void aClientThatDoesNotReadIsStillThere(TransportChoice transport) throws IOException {
        open(transport);
        try (Socket caller = call(); Socket server = accepted(caller)) {
            CompletableFuture<Void> writing = write(server, 64L * MIB);
            awaitStandstill();
            Deadline.pause(PATIENCE.multipliedBy(3));

            caller.getInputStream().skipNBytes(64L * MIB);
            writing.join();
        }
    }

    @OnEachTransport
    void anIdleSessionGoesOn(TransportChoice transport) throws IOException {
        open(transport);
        try (Socket caller = call(); Socket server = accepted(caller)) {
            Deadline.pause(PATIENCE.multipliedBy(3));
            server.getOutputStream().write(4);
            assertThat(caller.getInputStream().read()).isEqualTo(4);
        }
    }

    private static CompletableFuture<Void> write(Socket socket, long bytes) {
        return CompletableFuture.runAsync(() -> {
            byte[] block = new byte[MIB];
            try {
                OutputStream out = socket.getOutputStream();
                for (long written = 0; written < bytes; written += MIB) {
                    out.write(block);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }, Thread::startVirtualThread);
    }

    /** Until all buffers on the way to the client are full. */
    private void awaitStandstill() {
        Deadline.await(SOON, "a standstill", new Standstill(() -> l4.sessions().getFirst().bytesOut()), () -> l4.sessions().toString());
    }
}
