package io.sallyport.dataplane.l4.overlay;

import static io.sallyport.dataplane.l4.overlay.TwoNodes.DEADLINE;
import static io.sallyport.dataplane.l4.overlay.TwoNodes.awaitEnd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.NoLeaks;
import io.sallyport.dataplane.l4.SettableAddresses;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.l4.tcp.Backend;
import io.sallyport.dataplane.l4.udp.EchoBackend;
import io.sallyport.dataplane.l4.udp.UdpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <pre>
 * client ─► connector of a ═══ relay port ═══► b ─► service's backend
 * </pre>
 */
@ExtendWith(NoLeaks.class)
class OverlayRelayTest {

    private static final TransportProtocol TCP = TransportProtocol.TCP;
    private static final TransportProtocol UDP = TransportProtocol.UDP;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final TwoNodes nodes = new TwoNodes();
    private final List<AutoCloseable> opened = new ArrayList<>();

    OverlayRelayTest() throws IOException {
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        nodes.close();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private Socket client() throws IOException {
        Socket socket = opened(new Socket());
        socket.connect(nodes.connector(), (int) DEADLINE.toMillis());
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return socket;
    }

    private UdpClient datagramClient() throws IOException {
        return opened(new UdpClient(new InetSocketAddress(LOOPBACK, 0), nodes.connector()));
    }

    private static String ask(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return new String(client.getInputStream().readNBytes(text.length()), StandardCharsets.UTF_8);
    }

    /** The reset may be there before connect looks. */
    private void assertRefused(SessionEnd why) {
        assertThatThrownBy(() -> client().getInputStream().read()).isInstanceOf(SocketException.class);
        awaitEnd(nodes.a, why);
    }

    @Test
    void relaysStreams() throws IOException {
        Backend backend = opened(Backend.echoing());
        nodes.serve(TwoNodes.service(TCP, backend.port()));
        nodes.connect(TCP, "mysql");
        Socket client = client();

        assertThat(ask(client, "hello")).isEqualTo("hello");

        SessionView far = nodes.b.sessions().getFirst();
        assertThat(far.connector()).isEqualTo(TwoNodes.A);
        assertThat(far.service()).isEqualTo("mysql");
        assertThat(far.client()).isEqualTo(client.getLocalSocketAddress());
        assertThat(far.listener()).isEqualTo(client.getRemoteSocketAddress());
        SessionView near = nodes.a.sessions().getFirst();
        assertThat(near.backend()).contains(nodes.relayB());
        assertThat(near.source().orElseThrow().getAddress()).isEqualTo(nodes.asker());
    }

    /** The answering node's own byte goes first, and no further. */
    @Test
    void letsTheServerSpeakFirst() throws Exception {
        Backend backend = opened(Backend.manual());
        nodes.serve(TwoNodes.service(TCP, backend.port()));
        nodes.connect(TCP, "mysql");
        Socket client = client();
        backend.next().getOutputStream().write("220 ready".getBytes(StandardCharsets.UTF_8));

        assertThat(new String(client.getInputStream().readNBytes(9), StandardCharsets.UTF_8)).isEqualTo("220 ready");
    }

    @Test
    void tellsTheBackendTheRealClient() throws Exception {
        Backend backend = opened(Backend.manual());
        nodes.serve(TwoNodes.service(TCP, backend.port(), ProxyProtocol.V1, Set.of()));
        nodes.connect(TCP, "mysql");
        Socket client = client();
        String expected = "PROXY TCP4 " + client.getLocalAddress().getHostAddress() + " "
                + nodes.connector().getAddress().getHostAddress() + " " + client.getLocalPort() + " " + client.getPort() + "\r\n";

        byte[] line = backend.next().getInputStream().readNBytes(expected.length());

        assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo(expected);
    }

    @Test
    void findsAServiceByItsBackend() throws IOException {
        Backend backend = opened(Backend.echoing());
        nodes.serve(TwoNodes.service(TCP, backend.port()));
        nodes.connect(TCP, "127.0.0.1:" + backend.port());

        assertThat(ask(client(), "hello")).isEqualTo("hello");
    }

    /** What is no service there is not dialled, though it listens. */
    @Test
    void reachesNothingThatIsNoService() throws IOException {
        Backend backend = opened(Backend.echoing());
        Backend other = opened(Backend.echoing());
        nodes.serve(TwoNodes.service(TCP, backend.port()));
        nodes.connect(TCP, "127.0.0.1:" + other.port());

        assertRefused(SessionEnd.SERVICE_UNAVAILABLE);
        awaitEnd(nodes.b, SessionEnd.SERVICE_UNAVAILABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "mysql:", "mysql:x", ":1"})
    void refusesUnknownServices(String service) throws IOException {
        nodes.serve(TwoNodes.service(TCP, 1));
        nodes.connect(TCP, service);

        assertRefused(SessionEnd.SERVICE_UNAVAILABLE);
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(nodes.a.status().connectors().getFirst().ends())
                .containsEntry(SessionEnd.SERVICE_UNAVAILABLE, 1L));
    }

    @Test
    void refusesDisabledServicesAndThoseOfAnotherProtocol() throws IOException {
        nodes.connect(TCP, "mysql");
        nodes.serve(TwoNodes.disabled(TwoNodes.service(TCP, 1)));
        assertRefused(SessionEnd.SERVICE_UNAVAILABLE);
        nodes.serve(TwoNodes.service(UDP, 1));
        assertRefused(SessionEnd.SERVICE_UNAVAILABLE);
    }

    @Test
    void refusesNodesThatAreNotAllowed() throws IOException {
        nodes.serve(TwoNodes.service(TCP, 1, ProxyProtocol.OFF, Set.of("c")));
        nodes.connect(TCP, "mysql");

        assertRefused(SessionEnd.PEER_REFUSED);
        awaitEnd(nodes.b, SessionEnd.PEER_REFUSED);
    }

    @Test
    void admitsNodesThatAreAllowed() throws IOException {
        Backend backend = opened(Backend.echoing());
        nodes.serve(TwoNodes.service(TCP, backend.port(), ProxyProtocol.OFF, Set.of(TwoNodes.A)));
        nodes.connect(TCP, "mysql");

        assertThat(ask(client(), "hello")).isEqualTo("hello");
    }

    @Test
    void namesTheBackendsRefusalAtTheAskingNode() throws IOException {
        Backend gone = Backend.echoing();
        int port = gone.port();
        gone.close();
        nodes.serve(TwoNodes.service(TCP, port));
        nodes.connect(TCP, "mysql");

        assertRefused(SessionEnd.BACKEND_REFUSED);
        awaitEnd(nodes.b, SessionEnd.BACKEND_REFUSED);
    }

    @Test
    void saysThatTheNodeIsNotThere() throws IOException {
        nodes.connect(TCP, "mysql");

        assertRefused(SessionEnd.PEER_UNREACHABLE);
    }

    /** The header's word is not enough: only a management address is a peer's. */
    @Test
    void refusesStrangers() throws IOException {
        Backend backend = opened(Backend.echoing());
        nodes.serve(TwoNodes.service(TCP, backend.port()));
        Socket stranger = opened(new Socket());
        stranger.bind(new InetSocketAddress(LOOPBACK, 0));
        stranger.connect(nodes.relayB(), (int) DEADLINE.toMillis());
        stranger.setSoTimeout((int) DEADLINE.toMillis());

        awaitEnd(nodes.b, SessionEnd.PEER_REFUSED); // before it has said a word: its header would be worth nothing
        assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        assertThat(nodes.b.status().sessions()).isZero();
    }

    /** The header and the source address are right; but b's tunnel is another interface, and both may be forged on any but that. */
    @Test
    void refusesWhatDoesNotComeOutOfTheTunnel() throws IOException {
        Backend backend = opened(Backend.echoing());
        nodes.serve(TwoNodes.service(TCP, backend.port()));
        nodes.tunnelB.madeAnew(SettableAddresses.GONE);
        nodes.connect(TCP, "mysql");

        assertRefused(SessionEnd.PEER_UNREACHABLE);
        awaitEnd(nodes.b, SessionEnd.OUTSIDE_TUNNEL);
        assertThat(nodes.b.status().services().getFirst().opened()).isZero();
    }

    @Test
    void refusesDatagramsThatDoNotComeOutOfTheTunnelWithoutAWord() throws IOException {
        EchoBackend backend = opened(new EchoBackend(LOOPBACK));
        nodes.serve(TwoNodes.service(UDP, backend.address().getPort()));
        nodes.tunnelB.madeAnew(SettableAddresses.GONE);
        nodes.connect(UDP, "mysql");
        UdpClient client = datagramClient();
        for (long sent = 1; sent <= 3; sent++) { // an answer to the first is on its way before the last is counted
            client.send("hello");
            long expected = sent;
            await().atMost(DEADLINE).until(() -> nodes.b.status().ends().getOrDefault(SessionEnd.OUTSIDE_TUNNEL, 0L) == expected);
        }

        assertThat(nodes.a.status().ends()).isEmpty();
        assertThat(nodes.b.status().services().getFirst().opened()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void followsATunnelThatIsMadeAnew(TransportProtocol protocol) throws IOException {
        EchoBackend datagrams = opened(new EchoBackend(LOOPBACK));
        Backend streams = opened(Backend.echoing());
        nodes.serve(TwoNodes.service(protocol, protocol == UDP ? datagrams.address().getPort() : streams.port()));
        nodes.connect(protocol, "mysql");
        nodes.tunnelA.madeAnew(SettableAddresses.GONE);
        nodes.tunnelB.madeAnew(SettableAddresses.GONE);
        nodes.tunnelA.madeAnew(SettableAddresses.LOOPBACK);
        nodes.tunnelB.madeAnew(SettableAddresses.LOOPBACK);

        assertThat(protocol == UDP ? datagramClient().ask("hello") : ask(client(), "hello")).isEqualTo("hello");
    }

    /** Nothing between nodes leaves by another way than the tunnel. */
    @ParameterizedTest
    @EnumSource
    void dialsThroughTheTunnelOrNotAtAll(TransportProtocol protocol) throws IOException {
        nodes.serve(TwoNodes.service(protocol, 1));
        nodes.connect(protocol, "mysql");
        nodes.tunnelA.madeAnew(SettableAddresses.GONE);

        if (protocol == UDP) {
            datagramClient().send("hello");
            awaitEnd(nodes.a, SessionEnd.SOURCE_MISSING);
        } else {
            assertRefused(SessionEnd.SOURCE_MISSING);
        }
        assertThat(nodes.b.status().ends()).isEmpty();
    }

    @Test
    void resetsPeersThatAreNoLongerAllowed() throws IOException {
        Backend backend = opened(Backend.echoing());
        nodes.serve(TwoNodes.service(TCP, backend.port(), ProxyProtocol.OFF, Set.of(TwoNodes.A)));
        nodes.connect(TCP, "mysql");
        Socket client = client();
        assertThat(ask(client, "hello")).isEqualTo("hello");

        nodes.serve(TwoNodes.service(TCP, backend.port(), ProxyProtocol.OFF, Set.of(TwoNodes.A, "c")));
        assertThat(ask(client, "again")).isEqualTo("again");
        nodes.serve(TwoNodes.service(TCP, backend.port(), ProxyProtocol.OFF, Set.of("c")));

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        awaitEnd(nodes.b, SessionEnd.NO_LONGER_ALLOWED);
    }

    @Test
    void triesAgainToListenForPeers() throws IOException {
        Backend backend = opened(Backend.echoing());
        nodes.connect(TCP, "mysql");
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(nodes.relayB());
            nodes.serve(TwoNodes.service(TCP, backend.port()));
        }
        await().atMost(DEADLINE).until(this::isReached);
    }

    private boolean isReached() {
        try (Socket client = client()) {
            return ask(client, "hello").equals("hello");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void refusesPeersThatSayNothingOfAService() throws IOException {
        nodes.serve(TwoNodes.service(TCP, 1));
        Socket peer = opened(new Socket());
        peer.bind(new InetSocketAddress(nodes.asker(), 0));
        peer.connect(nodes.relayB(), (int) DEADLINE.toMillis());
        peer.setSoTimeout((int) DEADLINE.toMillis());
        peer.getOutputStream().write(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "2111000c" + "0a0000070a0000099c400035"));

        assertThat(peer.getInputStream().readAllBytes()).containsExactly(Verdict.BAD_HEADER.number());
        awaitEnd(nodes.b, SessionEnd.PROXY_HEADER_INVALID);
    }

    @Test
    void relaysDatagrams() throws IOException {
        EchoBackend backend = opened(new EchoBackend(LOOPBACK));
        nodes.serve(TwoNodes.service(UDP, backend.address().getPort()));
        nodes.connect(UDP, "mysql");
        UdpClient client = datagramClient();
        client.send("hello");
        assertThat(client.receiveText()).isEqualTo("hello");
        client.send("again");
        assertThat(client.receiveText()).isEqualTo("again");

        assertThat(nodes.b.sessions()).singleElement().satisfies(far -> {
            assertThat(far.connector()).isEqualTo(TwoNodes.A);
            assertThat(far.client()).isEqualTo(client.address());
            assertThat(far.bytesIn()).isEqualTo(10);
        });
    }

    @Test
    void tellsTheBackendTheRealClientOfDatagrams() throws Exception {
        EchoBackend backend = opened(new EchoBackend(LOOPBACK));
        nodes.serve(TwoNodes.service(UDP, backend.address().getPort(), ProxyProtocol.V2, Set.of()));
        nodes.connect(UDP, "mysql");
        UdpClient client = datagramClient();
        client.send("hello");

        byte[] received = backend.received().poll(DEADLINE.toSeconds(), TimeUnit.SECONDS).bytes();
        assertThat(Arrays.copyOfRange(received, 16, 20)).isEqualTo(client.address().getAddress().getAddress());
        assertThat(new String(received, 28, 5, StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    @Test
    void refusesDatagramsByIcmp() throws IOException {
        nodes.serve(TwoNodes.service(UDP, 1, ProxyProtocol.OFF, Set.of("c")));
        nodes.connect(UDP, "mysql");
        UdpClient client = datagramClient();
        client.send("hello");

        assertThatThrownBy(client::receive).isInstanceOf(IOException.class);
        awaitEnd(nodes.b, SessionEnd.PEER_REFUSED);
        awaitEnd(nodes.a, SessionEnd.PEER_REFUSED);
    }

    /** From the backend's kernel to b, from b to a, from a to the client. */
    @Test
    void passesAClosedPortBackAcrossBothNodes() throws IOException {
        EchoBackend gone = new EchoBackend(LOOPBACK);
        int port = gone.address().getPort();
        gone.close();
        nodes.serve(TwoNodes.service(UDP, port));
        nodes.connect(UDP, "mysql");
        UdpClient client = datagramClient();
        client.send("anybody?");

        assertThatThrownBy(client::receive).isInstanceOf(PortUnreachableException.class);
        awaitEnd(nodes.b, SessionEnd.BACKEND_REFUSED);
        awaitEnd(nodes.a, SessionEnd.BACKEND_REFUSED);
    }

    @Test
    void refusesDatagramsWithoutAHeader() throws IOException {
        nodes.serve(TwoNodes.service(UDP, 1));
        UdpClient peer = opened(new UdpClient(new InetSocketAddress(nodes.asker(), 0), nodes.relayB()));
        peer.send("no header");

        awaitEnd(nodes.b, SessionEnd.PROXY_HEADER_INVALID);
    }
}
