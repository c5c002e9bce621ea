package io.sallyport.dataplane.l4.udp;

import static io.sallyport.dataplane.l4.udp.UdpFixture.DEADLINE;
import static io.sallyport.dataplane.l4.udp.UdpFixture.LOOPBACK;
import static io.sallyport.dataplane.l4.udp.UdpFixture.LOOPBACK_V6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.NoLeaks;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.dial.DatagramPreface;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.ProxyPreface;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.l4.udp.EchoBackend.Received;
import io.sallyport.dataplane.l4.udp.UdpFixture.Terms;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class UdpConnectorTest {

    private final UdpFixture udp = new UdpFixture();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        udp.closeListeners();
        udp.registry.abort(session -> true, SessionEnd.SHUTDOWN);
        await().atMost(DEADLINE).until(() -> udp.registry.sessions().isEmpty());
        assertThat(udp.registry.tally().sessions()).isZero();
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        udp.close();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private EchoBackend backend() throws IOException {
        return opened(new EchoBackend(LOOPBACK));
    }

    private DatagramSocket client(InetSocketAddress connector) throws IOException {
        DatagramSocket socket = opened(new DatagramSocket(new InetSocketAddress(connector.getAddress(), 0)));
        socket.connect(connector);
        socket.setReceiveBufferSize(4 << 20);
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return socket;
    }

    private static void send(DatagramSocket client, byte[] bytes) throws IOException {
        client.send(new DatagramPacket(bytes, bytes.length));
    }

    private static void send(DatagramSocket client, String text) throws IOException {
        send(client, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] receive(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static String ask(DatagramSocket client, String text) throws IOException {
        send(client, text);
        return new String(receive(client), StandardCharsets.UTF_8);
    }

    private static Received next(EchoBackend backend) throws InterruptedException {
        Received received = backend.received().poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(received).isNotNull();
        return received;
    }

    private void awaitEnd(Connector connector, SessionEnd why) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(connector.group().tally().ends()).containsKey(why));
    }

    private void awaitDrops(Connector connector, DatagramDrop why, long count) {
        await().atMost(DEADLINE).untilAsserted(
                () -> assertThat(connector.group().tally().drops()).containsEntry(why, count));
    }

    @Test
    void relaysBothWays() throws IOException {
        EchoBackend backend = backend();
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend.address()));
        DatagramSocket client = client(udp.listen(connector));

        assertThat(ask(client, "hello")).isEqualTo("hello");
        assertThat(ask(client, "again")).isEqualTo("again");

        SessionView session = udp.registry.views(System.nanoTime()).getFirst();
        assertThat(session.client()).isEqualTo(client.getLocalSocketAddress());
        assertThat(session.listener()).isEqualTo(client.getRemoteSocketAddress());
        assertThat(session.backend()).contains(backend.address());
        assertThat(session.state()).isEqualTo(SessionState.OPEN);
        assertThat(session.bytesIn()).isEqualTo(10);
        assertThat(session.bytesOut()).isEqualTo(10);
        assertThat(udp.upstream.tally().openedSessions()).isEqualTo(1);
    }

    @Test
    void relaysIpv6() throws IOException {
        EchoBackend backend = opened(new EchoBackend(LOOPBACK_V6));
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend.address()));

        assertThat(ask(client(udp.listen(connector, LOOPBACK_V6)), "hello")).isEqualTo("hello");
    }

    @Test
    void translatesBetweenFamilies() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend().address()));

        assertThat(ask(client(udp.listen(connector, LOOPBACK_V6)), "hello")).isEqualTo("hello");
    }

    /** Each client has its own socket towards the backend, and hears nothing of the others. */
    @Test
    void keepsClientsApart() throws Exception {
        EchoBackend backend = backend();
        InetSocketAddress connector = udp.listen(udp.connector(Terms.PLAIN, udp.outbound(backend.address())));
        List<DatagramSocket> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(client(connector));
        }
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < clients.size(); i++) {
                send(clients.get(i), "client " + i + " round " + round);
            }
            for (int i = 0; i < clients.size(); i++) {
                assertThat(new String(receive(clients.get(i)), StandardCharsets.UTF_8))
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
        EchoBackend backend = backend();
        DatagramSocket client = client(udp.listen(udp.connector(Terms.PLAIN, udp.outbound(backend.address()))));
        Random random = new Random(7);
        int[] lengths = {64, 64, 64, 1_200, 1_200, 900, 1, 1_232, 1_233, 1_233, 9_000, 65_507, 64, 63, 64};
        for (int round = 0; round < 50; round++) {
            List<byte[]> sent = new ArrayList<>();
            for (int length : lengths) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                sent.add(bytes);
                send(client, bytes);
            }
            for (byte[] bytes : sent) {
                assertThat(next(backend).bytes()).isEqualTo(bytes);
                assertThat(receive(client)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void losesNothingOfABurstThatFitsTheBuffers() throws Exception {
        EchoBackend backend = backend();
        DatagramSocket client = client(udp.listen(udp.connector(Terms.PLAIN, udp.outbound(backend.address()))));
        int count = 400;
        for (int i = 0; i < count; i++) {
            send(client, ByteBuffer.allocate(64).putInt(i).array());
        }
        for (int i = 0; i < count; i++) {
            assertThat(ByteBuffer.wrap(next(backend).bytes()).getInt()).isEqualTo(i);
            assertThat(ByteBuffer.wrap(receive(client)).getInt()).isEqualTo(i);
        }
    }

    /** A connector at all addresses has one socket each; an answer comes from where the client asked. */
    @Test
    void answersFromTheAddressThatWasAsked() throws IOException {
        EchoBackend backend = backend();
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend.address()));
        for (String address : List.of("127.0.0.1", "127.0.0.2", "127.9.9.9")) {
            InetSocketAddress asked = udp.listen(connector, InetAddress.ofLiteral(address));
            DatagramSocket client = opened(new DatagramSocket(new InetSocketAddress(LOOPBACK, 0)));
            client.setSoTimeout((int) DEADLINE.toMillis());
            client.send(new DatagramPacket(new byte[] {1}, 1, asked));
            DatagramPacket answer = new DatagramPacket(new byte[1], 1);
            client.receive(answer);

            assertThat(answer.getSocketAddress()).isEqualTo(asked);
        }
    }

    @Test
    void endsIdleSessions() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.idle(Duration.ofMillis(50)), udp.outbound(backend().address()));
        InetSocketAddress address = udp.listen(connector);
        DatagramSocket client = client(address);
        ask(client, "hello");

        awaitEnd(connector, SessionEnd.IDLE);

        assertThat(ask(client, "back")).isEqualTo("back");
        assertThat(connector.group().tally().openedSessions()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void refusesStrangers() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.from("10.0.0.0/8"), udp.outbound(backend().address()));
        send(client(udp.listen(connector)), "hello");

        awaitEnd(connector, SessionEnd.SOURCE_REFUSED);
        assertThat(udp.registry.sessions()).isEmpty();
    }

    @Test
    void keepsToTheLimitOfSessions() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.atMost(1), udp.outbound(backend().address()));
        InetSocketAddress address = udp.listen(connector);
        DatagramSocket first = client(address);
        ask(first, "hello");
        send(client(address), "me too");

        awaitEnd(connector, SessionEnd.CONNECTOR_LIMIT);
        assertThat(ask(first, "still here")).isEqualTo("still here");
    }

    @Test
    void dropsWhatIsOverTheRate() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.rate(1), udp.outbound(backend().address()));
        DatagramSocket client = client(udp.listen(connector));
        for (int i = 0; i < 5; i++) {
            send(client, "hello"); // 5 s worth each at 1 byte a second: the first takes the burst, the others find none left
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
        DatagramSocket client = client(udp.listen(connector));

        send(client, "anybody?");

        assertThatThrownBy(() -> receive(client)).isInstanceOf(PortUnreachableException.class);
        awaitEnd(connector, SessionEnd.BACKEND_REFUSED);
        assertThat(udp.upstream.tally().lastFailure()).contains(":" + dead.getPort());
    }

    @Test
    void tellsAnIpv6ClientThatNobodyListens() throws IOException {
        EchoBackend gone = new EchoBackend(LOOPBACK_V6);
        InetSocketAddress dead = gone.address();
        gone.close();
        DatagramSocket client = client(udp.listen(udp.connector(Terms.PLAIN, udp.outbound(dead)), LOOPBACK_V6));

        send(client, "anybody?");

        assertThatThrownBy(() -> receive(client)).isInstanceOf(PortUnreachableException.class);
    }

    /** A name that is not resolved yet: few datagrams are kept, the rest are counted. */
    @Test
    void keepsFewDatagramsWhileItLooksForTheBackend() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound("slow.test", 53, DatagramPreface.NONE));
        DatagramSocket client = client(udp.listen(connector));
        for (int i = 0; i < 70; i++) {
            send(client, "hello");
        }

        awaitDrops(connector, DatagramDrop.CONNECTING, 6);
        assertThat(udp.registry.views(System.nanoTime()).getFirst().state()).isEqualTo(SessionState.CONNECTING);
    }

    /** Netty does not show an empty datagram at all; one with a header and nothing behind it is counted. */
    @Test
    void doesNotRelayEmptyDatagrams() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.expecting(ProxyProtocol.V2), udp.outbound(backend().address()));
        DatagramSocket client = client(udp.listen(connector));
        send(client, "");
        send(client, withHeader("10.0.0.7", 40_000, ""));

        awaitDrops(connector, DatagramDrop.EMPTY, 1);
        assertThat(ask(client, "hello")).isEqualTo("hello");
    }

    private static String header(DatagramSocket client) {
        return "0d0a0d0a000d0a515549540a" + "2112000c" + "7f0000017f000001"
                + String.format("%04x%04x", client.getLocalPort(), client.getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIRST", "EVERY"})
    void tellsTheBackendWhoTheClientIs(HeaderRepeat repeat) throws Exception {
        EchoBackend backend = opened(new EchoBackend(LOOPBACK, bytes -> new byte[] {1}));
        DatagramPreface preface = new DatagramPreface(ProxyPreface.of(ProxyProtocol.V2, TransportProtocol.UDP), repeat);
        DatagramSocket client = client(udp.listen(
                udp.connector(Terms.PLAIN, udp.outbound("127.0.0.1", backend.address().getPort(), preface))));
        send(client, "a");
        receive(client);
        send(client, "b");

        assertThat(next(backend).hex()).isEqualTo(header(client) + "61");
        assertThat(next(backend).hex()).isEqualTo((repeat == HeaderRepeat.EVERY ? header(client) : "") + "62");
    }

    private static byte[] withHeader(String client, int port, String payload) {
        byte[] head = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2112000c");
        return ByteBuffer.allocate(head.length + 12 + payload.length()).put(head)
                .put(InetAddress.ofLiteral(client).getAddress()).put(InetAddress.ofLiteral("10.0.0.9").getAddress())
                .putShort((short) port).putShort((short) 53).put(payload.getBytes(StandardCharsets.UTF_8)).array();
    }

    @Test
    void learnsTheClientFromItsHeader() throws Exception {
        EchoBackend backend = backend();
        Connector connector = udp.connector(Terms.PLAIN.expecting(ProxyProtocol.V2), udp.outbound(backend.address()));
        DatagramSocket client = client(udp.listen(connector));

        send(client, withHeader("10.0.0.7", 40_000, "first"));
        assertThat(new String(receive(client), StandardCharsets.UTF_8)).isEqualTo("first");
        send(client, withHeader("10.0.0.7", 40_000, "again"));
        assertThat(new String(receive(client), StandardCharsets.UTF_8)).isEqualTo("again");
        assertThat(ask(client, "bare")).isEqualTo("bare");

        assertThat(udp.registry.views(System.nanoTime())).singleElement().satisfies(session -> {
            assertThat(session.client()).isEqualTo(new InetSocketAddress("10.0.0.7", 40_000));
            assertThat(session.listener()).isEqualTo(new InetSocketAddress("10.0.0.9", 53));
        });
    }

    /** The sender's port belongs to another client now: it must not have the first one's session. */
    @Test
    void beginsAnotherSessionForAnotherHeader() throws Exception {
        EchoBackend backend = backend();
        Connector connector = udp.connector(Terms.PLAIN.expecting(ProxyProtocol.V2), udp.outbound(backend.address()));
        DatagramSocket client = client(udp.listen(connector));
        send(client, withHeader("10.0.0.7", 40_000, "one"));
        receive(client);

        send(client, withHeader("10.0.0.8", 40_000, "two"));
        receive(client);

        assertThat(next(backend).from()).isNotEqualTo(next(backend).from());
        assertThat(udp.registry.views(System.nanoTime())).singleElement().satisfies(
                session -> assertThat(session.client()).isEqualTo(new InetSocketAddress("10.0.0.8", 40_000)));
        assertThat(connector.group().tally().ends()).containsEntry(SessionEnd.CLOSED, 1L);
    }

    @Test
    void refusesDatagramsWithoutAHeader() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.expecting(ProxyProtocol.V2), udp.outbound(backend().address()));
        send(client(udp.listen(connector)), "no header at all, but long enough to be one");

        awaitEnd(connector, SessionEnd.PROXY_HEADER_INVALID);
        assertThat(udp.registry.sessions()).isEmpty();
    }

    @Test
    void endsWhenItsListenerIsGoneAndNothingIsLeftToDrain() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend().address()));
        ask(client(udp.listen(connector)), "hello");

        udp.closeListeners();
        udp.registry.drain(session -> true, System.nanoTime() + DEADLINE.toNanos(), SessionEnd.DRAINED);

        awaitEnd(connector, SessionEnd.DRAINED);
    }

    @Test
    void goesOnUntilItsDeadlineWhileTheListenerStands() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN, udp.outbound(backend().address()));
        DatagramSocket client = client(udp.listen(connector));
        ask(client, "hello");

        udp.registry.drain(session -> true, System.nanoTime() + DEADLINE.toNanos(), SessionEnd.DRAINED);

        assertThat(ask(client, "still")).isEqualTo("still");
        assertThat(udp.registry.views(System.nanoTime()).getFirst().state()).isEqualTo(SessionState.DRAINING);
    }
}
