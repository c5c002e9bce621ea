package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.vpc.ec2.CallLog.Call;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A pair in a VPC: what moves when the role moves, and that it never is in two places; {@link AwsPair} has the picture. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsFailoverIT {

    private static final int SOCKET_TIMEOUT_MS = 60_000;
    private static final int CONNECT_TIMEOUT_MS = 2_000;

    private AwsPair pair;

    @BeforeAll
    void build() {
        pair = new AwsPair();
    }

    @AfterAll
    void remove() {
        if (pair != null) {
            pair.close();
        }
    }

    @BeforeEach
    void putBack() {
        pair.putBack();
        awaitServed();
    }

    @Test
    void aKilledMembersClusterIpRoutesAndServicesAreTakenOver() throws IOException {
        try (Socket proxied = open(pair.host(), AwsPair.CLUSTER_IP, AwsPair.PORT);
                Socket routed = open(pair.remote(), AwsPair.HOST, pair.echo().port())) {
            assertThat(pair.echo().callers()).contains(InetAddress.ofLiteral(AwsPair.CLUSTER_IP));

            pair.a().process().kill();
            pair.awaitRole(pair.b(), "active");
            pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);

            // the new member knows nothing of the session, and says so
            assertThatThrownBy(() -> echo(proxied)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
            echo(routed);
        }
        awaitServed();

        pair.a().start();
        pair.awaitActive(pair.a(), pair.b());
        awaitServed();
        assertThat(why(pair.a())).contains("configured");
    }

    @Test
    void anOperatorsWishMovesAllOfItAndTheLoserLetsGoFirst() throws IOException {
        try (Socket routed = open(pair.remote(), AwsPair.HOST, pair.echo().port());
                Socket proxied = open(pair.host(), AwsPair.CLUSTER_IP, AwsPair.PORT)) {
            pair.configureBoth(cluster -> cluster.put("mode", "manualFailback"));
            assertThat(pair.b().control().run("cluster", "make-active").ok()).isTrue();
            pair.awaitActive(pair.b(), pair.a());
            echo(routed);
            assertThatThrownBy(() -> echo(proxied)).isInstanceOf(SocketException.class);
            awaitServed();

            long before = pair.lastCall();
            assertThat(pair.b().control().run("cluster", "relinquish").ok()).isTrue();
            pair.awaitActive(pair.a(), pair.b());
            echo(routed);
            List<Call> calls = pair.vpc().calls(before);
            assertThat(calls).filteredOn(call -> call.action().equals("AssignPrivateIpAddresses")).isNotEmpty()
                    .allMatch(call -> call.instance().equals(AwsPair.instance(pair.a())));
        }
    }

    @Test
    void aFrozenMemberThatWakesUpAnswersWithNotOnePacket() throws IOException {
        try (Socket routed = open(pair.remote(), AwsPair.HOST, pair.echo().port());
                Sniffer from = new Sniffer(pair.a().namespace(), "lan0", "outbound and src " + AwsPair.CLUSTER_IP
                        + " or outbound and (src " + AwsPair.REMOTE + " or src " + AwsPair.HOST + ")")) {
            AwsPair.freeze(pair.a());
            pair.awaitRole(pair.b(), "active");
            pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
            awaitServed();
            int sent = from.packets().size();

            AwsPair.wake(pair.a());
            pair.awaitRole(pair.a(), "standby");
            awaitServed();
            echo(routed);
            pair.await("no cluster IP at a", () -> !AwsPair.hasAddress(pair.a(), AwsPair.CLUSTER_IP));
            assertThat(from.packets()).as("packets after it woke up").hasSize(sent);
        }
        pair.awaitActive(pair.a(), pair.b());
    }

    /** Both reach EC2 and everyone else: who stays active is for them to find out by what EC2 says. */
    @Test
    void withTheHeartbeatLinkCutOneMemberServes() throws IOException {
        pair.cutHeartbeats();
        pair.await("one active member", () -> List.of(AwsPair.role(pair.a()), AwsPair.role(pair.b())).contains("active"));
        awaitServed();
        pair.vpc().clear();
        pair.awaitActive(pair.a(), pair.b());
        awaitServed();
    }

    @Test
    void aMemberCutFromEveryoneStopsAndItsPartnerServes() {
        pair.cutFromEveryone(pair.a());
        pair.awaitRole(pair.b(), "active");
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
        pair.await("a to let go", () -> !AwsPair.role(pair.a()).equals("active"));
        awaitServed();
        pair.vpc().clear();
        pair.awaitActive(pair.a(), pair.b());
    }

    private String why(Sallyportd member) {
        return ClusterPair.view(member).path("why").asString();
    }

    /** By a connector on the cluster IP, and through the tunnel. */
    private void awaitServed() {
        pair.await("the connector at the cluster IP", () -> answers(pair.host(), AwsPair.CLUSTER_IP, AwsPair.PORT));
        pair.await("an echo from the host at the far site", () -> pair.remote().command("ping", "-n", "-c", "1", "-W", "1", AwsPair.HOST)
                .run().ok());
    }

    private static boolean answers(Namespace from, String address, int port) {
        try (Socket socket = open(from, address, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static Socket open(Namespace from, String address, int port) throws IOException {
        Socket socket = NamespaceSockets.open(from, () -> connect(address, port));
        try {
            echo(socket);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(String address, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(SOCKET_TIMEOUT_MS);
            socket.connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void echo(Socket socket) throws IOException {
        socket.getOutputStream().write('x');
        if (socket.getInputStream().read() != 'x') {
            throw new IOException("something else came back");
        }
    }
}
