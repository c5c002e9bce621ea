package io.sallyport.dataplane.l4.udp;

import static io.sallyport.dataplane.l4.udp.UdpFixture.DEADLINE;
import static io.sallyport.dataplane.l4.udp.UdpFixture.LOOPBACK;
import static io.sallyport.dataplane.l4.udp.UdpFixture.LOOPBACK_V6;
import static io.sallyport.dataplane.l4.udp.UdpFixture.awaitDrops;
import static io.sallyport.dataplane.l4.udp.UdpFixture.awaitEnd;
import static io.sallyport.dataplane.l4.udp.UdpFixture.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.NoLeaks;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.dial.DatagramPreface;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.l4.udp.UdpFixture.Terms;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class UdpConnectorTest {

    @AutoClose
    private final UdpFixture udp = new UdpFixture();

    @Test
    void relaysBothWays() throws IOException {
        EchoBackend backend = udp.backend();
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend.address()));
        UdpClient client = udp.client(udp.listen(connector));

        assertThat(client.ask("hello")).isEqualTo("hello");
        assertThat(client.ask("again")).isEqualTo("again");

        SessionView session = udp.registry.views(System.nanoTime()).getFirst();
        assertThat(session.client()).isEqualTo(client.address());
        assertThat(session.listener()).isEqualTo(client.connector());
        assertThat(session.backend()).contains(backend.address());
        assertThat(session.state()).isEqualTo(SessionState.OPEN);
        assertThat(session.bytesIn()).isEqualTo(10);
        assertThat(session.bytesOut()).isEqualTo(10);
        assertThat(udp.upstream.tally().openedSessions()).isEqualTo(1);
    }

    @Test
    void relaysIpv6() throws IOException {
        EchoBackend backend = udp.opened(new EchoBackend(LOOPBACK_V6));
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend.address()));

        assertThat(udp.client(udp.listen(connector, LOOPBACK_V6)).ask("hello")).isEqualTo("hello");
    }

    @Test
    void translatesBetweenFamilies() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(udp.backend().address()));

        assertThat(udp.client(udp.listen(connector, LOOPBACK_V6)).ask("hello")).isEqualTo("hello");
    }

    /** Each client has its own socket towards the backend, and hears nothing of the others. */
    @Test
    void keepsClientsApart() throws Exception {
        EchoBackend backend = udp.backend();
        InetSocketAddress connector = udp.listen(udp.connector(Terms.PLAIN, udp.outbound(backend.address())));
        List<UdpClient> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(udp.client(connector));
        }
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).send("client " + i + " round " + round);
            }
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).receiveText())
                        .isEqualTo("client " + i + " round " + round);
            }
        }
        Set<InetSocketAddress> sources = new HashSet<>();
        backend.received().forEach(received -> sources.add(received.from()));
        assertThat(sources).hasSize(clients.size());
    }

    /** Lengths that join to trains and lengths that do not, in one burst: every datagram keeps its borders and its bytes. */
    @Test
    void keepsTheBordersOfDatagramsInBursts() throws Exception {
        EchoBackend backend = udp.backend();
        UdpClient client = udp.client(udp.listen(udp.connector(Terms.PLAIN, udp.outbound(backend.address()))));
        Random random = new Random(7);
        int[] lengths = {64, 64, 64, 1_200, 1_200, 900, 1, 1_232, 1_233, 1_233, 9_000, 65_507, 64, 63, 64};
        for (int round = 0; round < 50; round++) {
            List<byte[]> sent = new ArrayList<>();
            for (int length : lengths) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                sent.add(bytes);
                client.send(bytes);
            }
            for (byte[] bytes : sent) {
                assertThat(next(backend).bytes()).isEqualTo(bytes);
                assertThat(client.receive()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void losesNothingOfABurstThatFitsTheBuffers() throws Exception {
        EchoBackend backend = udp.backend();
        UdpClient client = udp.client(udp.listen(udp.connector(Terms.PLAIN, udp.outbound(backend.address()))));
        int count = 150; // no more than the test's own sockets hold while its threads wait for their turn
        for (int i = 0; i < count; i++) {
            client.send(ByteBuffer.allocate(64).putInt(i).array());
        }
        for (int i = 0; i < count; i++) {
            assertThat(ByteBuffer.wrap(next(backend).bytes()).getInt()).isEqualTo(i);
            assertThat(ByteBuffer.wrap(client.receive()).getInt()).isEqualTo(i);
        }
    }

    /** A connector at all addresses has one socket each; an answer comes from where the client asked. */
    @Test
    void answersFromTheAddressThatWasAsked() throws IOException {
        EchoBackend backend = udp.backend();
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend.address()));
        for (String address : List.of("127.0.0.1", "127.0.0.2", "127.9.9.9")) {
            InetSocketAddress asked = udp.listen(connector, InetAddress.ofLiteral(address));
            DatagramSocket client = udp.opened(new DatagramSocket(new InetSocketAddress(LOOPBACK, 0)));
            client.setSoTimeout((int) DEADLINE.toMillis());
            client.send(new DatagramPacket(new byte[] {1}, 1, asked));
            DatagramPacket answer = new DatagramPacket(new byte[1], 1);
            client.receive(answer);

            assertThat(answer.getSocketAddress()).isEqualTo(asked);
        }
    }

    @Test
    void endsIdleSessions() throws Exception {
        EchoBackend backend = udp.backend();
        Connector connector = udp.connector(Terms.PLAIN.idle(Duration.ofMillis(50)), udp.outbound(backend.address()));
        UdpClient client = udp.client(udp.listen(connector));
        client.send("hello");
        awaitEnd(connector, SessionEnd.IDLE);

        client.send("back");

        assertThat(next(backend).bytes()).asString().isEqualTo("hello");
        assertThat(next(backend).bytes()).asString().isEqualTo("back");
        assertThat(connector.group().tally().openedSessions()).isEqualTo(2);
    }

    @Test
    void refusesStrangers() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.from("10.0.0.0/8"), udp.outbound(udp.backend().address()));
        udp.client(udp.listen(connector)).send("hello");

        awaitEnd(connector, SessionEnd.SOURCE_REFUSED);
        assertThat(udp.registry.sessions()).isEmpty();
    }

    @Test
    void keepsToTheLimitOfSessions() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.atMost(1), udp.outbound(udp.backend().address()));
        InetSocketAddress address = udp.listen(connector);
        UdpClient first = udp.client(address);
        first.ask("hello");
        udp.client(address).send("me too");

        awaitEnd(connector, SessionEnd.CONNECTOR_LIMIT);
        assertThat(first.ask("still here")).isEqualTo("still here");
    }

    /** Of four places: of these, no session is old enough to give way. */
    @Test
    void keepsToHalfOfAllPlaces() throws IOException {
        udp.registry.maxSessions(4);
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(udp.backend().address()));
        InetSocketAddress address = udp.listen(connector);
        UdpClient first = udp.client(address);
        first.ask("hello");
        udp.client(address).ask("me too");
        udp.client(address).send("and me");

        awaitEnd(connector, SessionEnd.UDP_LIMIT);
        assertThat(first.ask("still here")).isEqualTo("still here");
    }

    @Test
    void dropsWhatIsOverTheRate() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.rate(1), udp.outbound(udp.backend().address()));
        UdpClient client = udp.client(udp.listen(connector));
        for (int i = 0; i < 5; i++) {
            client.send("hello"); // 5 s worth each at 1 byte a second: the first takes the burst, the others find none left
        }

        await().atMost(DEADLINE).untilAsserted(
                () -> assertThat(connector.group().tally().drops().get(DatagramDrop.RATE)).isGreaterThanOrEqualTo(4));
    }

    @Test
    void tellsTheClientThatNobodyListens() throws IOException {
        EchoBackend gone = new EchoBackend(LOOPBACK);
        InetSocketAddress dead = gone.address();
        gone.close();
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(dead));
        UdpClient client = udp.client(udp.listen(connector));

        client.send("anybody?");

        assertThatThrownBy(() -> client.receive()).isInstanceOf(PortUnreachableException.class);
        awaitEnd(connector, SessionEnd.BACKEND_REFUSED);
        assertThat(udp.upstream.tally().lastFailure()).contains(":" + dead.getPort());
    }

    @Test
    void tellsAnIpv6ClientThatNobodyListens() throws IOException {
        EchoBackend gone = new EchoBackend(LOOPBACK_V6);
        InetSocketAddress dead = gone.address();
        gone.close();
        UdpClient client = udp.client(udp.listen(udp.connector(Terms.PLAIN, udp.outbound(dead)), LOOPBACK_V6));

        client.send("anybody?");

        assertThatThrownBy(() -> client.receive()).isInstanceOf(PortUnreachableException.class);
    }

    /** A name that is not resolved yet: few datagrams are kept, the rest are counted. */
    @Test
    void keepsFewDatagramsWhileItLooksForTheBackend() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound("slow.test", 53, DatagramPreface.NONE));
        UdpClient client = udp.client(udp.listen(connector));
        for (int i = 0; i < 70; i++) {
            client.send("hello");
        }

        awaitDrops(connector, DatagramDrop.CONNECTING, 6);
        assertThat(udp.registry.views(System.nanoTime()).getFirst().state()).isEqualTo(SessionState.CONNECTING);
    }

    @Test
    void endsWhenItsListenerIsGoneAndNothingIsLeftToDrain() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(udp.backend().address()));
        udp.client(udp.listen(connector)).ask("hello");

        udp.closeListeners();
        udp.registry.drain(session -> true, System.nanoTime() + DEADLINE.toNanos(), SessionEnd.DRAINED);

        awaitEnd(connector, SessionEnd.DRAINED);
    }

    @Test
    void goesOnUntilItsDeadlineWhileTheListenerStands() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(udp.backend().address()));
        UdpClient client = udp.client(udp.listen(connector));
        client.ask("hello");

        udp.registry.drain(session -> true, System.nanoTime() + DEADLINE.toNanos(), SessionEnd.DRAINED);

        assertThat(client.ask("still")).isEqualTo("still");
        assertThat(udp.registry.views(System.nanoTime()).getFirst().state()).isEqualTo(SessionState.DRAINING);
    }
}
