package io.sallyport.dataplane.l4;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.greeted;
import static io.sallyport.dataplane.l4.Plans.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.OverlayPlan;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.tcp.Backend;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where connectors listen, as addresses come and go, and what becomes of their sessions. 127.0.0.2 is the cluster IP. */
@ExtendWith(NoLeaks.class)
@SuppressWarnings("try") // connections that only have to be there
class ListeningTest {

    private static final String OWN = "127.0.0.1";
    private static final String CLUSTER = "127.0.0.2";
    private static final List<IpAddress> CLUSTER_IP = List.of(IpAddress.parse(CLUSTER));

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

    private static ConnectorPlan onClusterIp() {
        return connector("vip", new Bind.ClusterIp(SettableAddresses.INTERFACE, CLUSTER_IP), new Target.Local("web"));
    }

    private L4Plan plan(ConnectorPlan... connectors) {
        return new L4Plan(List.of(connectors), List.of(service("web", backend.port())), OverlayPlan.NONE, 0,
                Map.of(SettableAddresses.INTERFACE, Set.copyOf(CLUSTER_IP)));
    }

    @Test
    void theClusterIpIsBoundExactlyWhileItIsHeld() throws Exception {
        gateway.apply(plan(onClusterIp()));
        assertThat(gateway.connector("vip").listening()).isEmpty();

        gateway.addresses().set(OWN, CLUSTER);
        InetSocketAddress listener = gateway.listener("vip");
        assertThat(listener.getAddress().getHostAddress()).isEqualTo(CLUSTER);
        try (Socket client = gateway.connect("vip"); Socket server = backend.next()) {
            gateway.awaitSession();
            gateway.addresses().set(OWN);

            assertThat(gateway.connector("vip").listening()).isEmpty();
            assertThatThrownBy(() -> new Socket(listener.getAddress(), listener.getPort())).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("vip", SessionEnd.ADDRESS_LOST, 1);
    }

    @Test
    void aSessionOfAnotherAddressOutlivesTheClusterIp() throws Exception {
        gateway.addresses().set(OWN, CLUSTER);
        gateway.apply(plan(onClusterIp(), connector("web")));
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            gateway.addresses().set(OWN);
            client.getOutputStream().write(7);
            assertThat(server.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void theInterfacesOwnAddressesLeaveTheClusterIpOut() {
        gateway.addresses().set(OWN, CLUSTER, "127.0.0.3");
        gateway.apply(plan(connector("web")));
        assertThat(gateway.connector("web").listening()).extracting(listening -> listening.address().getAddress().getHostAddress())
                .containsExactlyInAnyOrder(OWN, "127.0.0.3");
    }

    @Test
    void allMeansBothFamilies() throws Exception {
        gateway.apply(plan(connector("any", new Bind.All(), new Target.Local("web"))));
        int port = gateway.listener("any").getPort();
        for (String address : List.of("127.0.0.9", "::1")) {
            try (Socket client = new Socket(InetAddress.ofLiteral(address), port); Socket server = backend.next()) {
                client.getOutputStream().write(9);
                assertThat(server.getInputStream().read()).isEqualTo(9);
            }
        }
    }

    @Test
    void anAddressThatIsTakenIsShownAndTriedAgain() throws Exception {
        ConnectorPlan connector;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral(OWN))) {
            connector = at(connector("web"), taken.getLocalPort());
            gateway.apply(plan(connector));
            Listening listening = gateway.connector("web").listening().getFirst();
            assertThat(listening.open()).isFalse();
            assertThat(listening.problem()).containsIgnoringCase("address already in use");
        }
        await().atMost(Gateway.DEADLINE).until(() -> gateway.connector("web").listening().getFirst().open());
    }

    @Test
    void aPortPassesFromOneConnectorToAnother() throws Exception {
        gateway.apply(plan(connector("web")));
        int port = gateway.listener("web").getPort();
        gateway.apply(plan(at(connector("web"), port)));
        gateway.apply(plan(at(connector("next", new Bind.Interface(SettableAddresses.INTERFACE), new Target.Local("web")), port)));
        assertThat(gateway.listener("next").getPort()).isEqualTo(port);
        try (Socket client = gateway.connect("next"); Socket server = backend.next()) {
            assertThat(gateway.awaitSession().connector()).isEqualTo("next");
        }
    }

    @Test
    void aDisabledConnectorListensNowhere() {
        ConnectorPlan web = connector("web");
        gateway.apply(plan(new ConnectorPlan(web.name(), false, web.protocol(), web.bind(), web.port(), web.target(), 0,
                List.of(), web.proxyProtocol(), 0, Duration.ZERO)));
        assertThat(gateway.connector("web").listening()).isEmpty();
    }

    @Test
    void aServiceDialsFromTheClusterIpWhileItIsHeld() throws Exception {
        L4Plan plan = new L4Plan(List.of(connector("web")), List.of(service("web", backend.port(),
                new Source.ClusterIp(SettableAddresses.INTERFACE, CLUSTER_IP))), OverlayPlan.NONE, 0, Map.of());
        gateway.apply(plan);
        gateway.assertResets("web");
        gateway.awaitEnd("web", SessionEnd.SOURCE_MISSING, 1);

        gateway.addresses().set(OWN, CLUSTER);
        try (Socket client = gateway.connect("web"); Socket server = backend.next()) {
            assertThat(server.getInetAddress().getHostAddress()).isEqualTo(CLUSTER);
            gateway.awaitSession();
            gateway.addresses().set(OWN);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("web", SessionEnd.ADDRESS_LOST, 1);
    }

    @Test
    void relinquishingLetsSessionsFinish() throws Exception {
        gateway.addresses().set(OWN, CLUSTER);
        gateway.apply(plan(onClusterIp()));
        InetSocketAddress listener = gateway.listener("vip");
        CompletableFuture<Void> done;
        try (Socket client = gateway.connect("vip"); Socket server = backend.next()) {
            gateway.awaitSession();
            done = gateway.l4().relinquish(Gateway.DEADLINE);

            assertThat(gateway.connector("vip").listening()).isEmpty();
            assertThatThrownBy(() -> new Socket(listener.getAddress(), listener.getPort())).isInstanceOf(ConnectException.class);
            client.getOutputStream().write(5);
            assertThat(server.getInputStream().read()).isEqualTo(5);
            assertThat(done).isNotDone();
        }
        done.get(30, TimeUnit.SECONDS);
        gateway.awaitEnd("vip", SessionEnd.CLOSED, 1);

        gateway.l4().resume();
        assertThat(gateway.connector("vip").listening()).hasSize(1);
    }

    @Test
    void whatIsGivenUpIsListenedAtAgainWhenTheAddressComesBack() {
        gateway.addresses().set(OWN, CLUSTER);
        gateway.apply(plan(onClusterIp()));
        gateway.l4().relinquish(Duration.ZERO).join();
        assertThat(gateway.connector("vip").listening()).isEmpty();
        gateway.addresses().set(OWN);
        gateway.addresses().set(OWN, CLUSTER);
        assertThat(gateway.connector("vip").listening()).hasSize(1);
    }

    @Test
    void givingUpWithoutADrainResetsBothEnds() throws Exception {
        gateway.addresses().set(OWN, CLUSTER);
        gateway.apply(plan(onClusterIp()));
        try (Socket client = gateway.connect("vip"); Socket server = backend.next()) {
            gateway.awaitSession();
            gateway.l4().relinquish(Duration.ZERO).join();
            assertThat(gateway.l4().sessions()).isEmpty();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(gateway.connector("vip").ends()).containsEntry(SessionEnd.ROLE_LOST, 1L);
    }

    /** Nobody could tell before that it would use the cluster IP, and nobody would look again. */
    @Test
    void aBackendThatIsReachedFromTheClusterIpAfterThatWasGivenUpIsLetGo() throws Exception {
        gateway.addresses().set(OWN, CLUSTER);
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.ofLiteral(OWN))) {
            List<Socket> others = fill(slow);
            gateway.apply(new L4Plan(List.of(connector("web")), List.of(service("web", slow.getLocalPort(),
                    new Source.ClusterIp(SettableAddresses.INTERFACE, CLUSTER_IP))), OverlayPlan.NONE, 0, Map.of()));
            try (Socket client = gateway.connect("web")) {
                gateway.awaitSession();
                gateway.l4().relinquish(Duration.ZERO).join();
                for (Socket other : others) {
                    slow.accept().close();
                    other.close();
                }
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            gateway.awaitEnd("web", SessionEnd.ROLE_LOST, 1);
        }
    }

    /** Until it takes nobody any more: whoever comes now comes again, in a second, and in two more. */
    private static List<Socket> fill(ServerSocket server) throws IOException {
        List<Socket> clients = new ArrayList<>();
        while (true) {
            Socket client = new Socket();
            try {
                client.connect(server.getLocalSocketAddress(), 500);
                clients.add(client);
            } catch (SocketTimeoutException e) {
                client.close();
                return clients;
            }
        }
    }

    @Test
    void whoWasStillToSayWhoItIsGetsNoSessionOnceTheAddressIsGivenUp() throws Exception {
        gateway.addresses().set(OWN, CLUSTER);
        gateway.apply(plan(greeted(onClusterIp())));
        try (Socket client = gateway.connect("vip")) {
            await().atMost(Gateway.DEADLINE).until(() -> gateway.connector("vip").sessions() == 1);
            gateway.l4().relinquish(Duration.ZERO).join();
            Plans.greet(client);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("vip", SessionEnd.ROLE_LOST, 1);
    }

    @Test
    void whoWasStillToSayWhoItIsGetsNoSessionOnceTheAddressIsLost() throws Exception {
        gateway.addresses().set(OWN, CLUSTER);
        gateway.apply(plan(greeted(onClusterIp())));
        try (Socket client = gateway.connect("vip")) {
            await().atMost(Gateway.DEADLINE).until(() -> gateway.connector("vip").sessions() == 1);
            gateway.addresses().set(OWN);
            Plans.greet(client);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("vip", SessionEnd.ADDRESS_LOST, 1);
        gateway.addresses().set(OWN, CLUSTER);
        try (Socket client = gateway.connect("vip")) {
            Plans.greet(client);
            gateway.awaitSession();
        }
    }

    @Test
    void closingWaitsForNoSessionThatWouldBeginMeanwhile() throws Exception {
        gateway.apply(plan(greeted(connector("web"))));
        InetSocketAddress listener = gateway.listener("web");
        CompletableFuture<Void> closed;
        try (Socket late = gateway.connect("web"); Socket early = gateway.connect("web")) {
            Plans.greet(early);
            gateway.awaitSession();
            await().atMost(Gateway.DEADLINE).until(() -> gateway.connector("web").sessions() == 2);
            closed = CompletableFuture.runAsync(() -> gateway.l4().close(Duration.ofMinutes(10)),
                    task -> Thread.ofPlatform().daemon().start(task));
            await().atMost(Gateway.DEADLINE).until(() -> isClosed(listener));
            Plans.greet(late);
            assertThatThrownBy(() -> late.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(closed).isNotDone();
            early.setSoLinger(true, 0);
        }
        closed.get(30, TimeUnit.SECONDS);
    }

    private static boolean isClosed(InetSocketAddress listener) throws IOException {
        try (Socket taken = new Socket(listener.getAddress(), listener.getPort())) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private static ConnectorPlan at(ConnectorPlan of, int port) {
        return new ConnectorPlan(of.name(), of.enabled(), of.protocol(), of.bind(), port, of.target(), of.bytesPerSecond(),
                of.sources(), of.proxyProtocol(), of.maxSessions(), of.idleTimeout());
    }
}
