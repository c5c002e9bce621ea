package io.sallyport.dataplane.l4.udp;

import static io.sallyport.dataplane.l4.udp.UdpFixture.LOOPBACK;
import static io.sallyport.dataplane.l4.udp.UdpFixture.awaitDrops;
import static io.sallyport.dataplane.l4.udp.UdpFixture.awaitEnd;
import static io.sallyport.dataplane.l4.udp.UdpFixture.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.l4.NoLeaks;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.dial.DatagramPreface;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.ProxyPreface;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.udp.UdpFixture.Terms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who the client is: told by a header in front of its datagrams, and told on to the backend. */
@ExtendWith(NoLeaks.class)
class UdpProxyHeaderTest {

    @AutoClose
    private final UdpFixture udp = new UdpFixture();

    /** Netty does not show an empty datagram at all; one with a header and nothing behind it is counted. */
    @Test
    void doesNotRelayEmptyDatagrams() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.expecting(ProxyProtocol.V2), udp.outbound(udp.backend().address()));
        UdpClient client = udp.client(udp.listen(connector));
        client.send("");
        client.send(withHeader("10.0.0.7", 40_000, ""));

        awaitDrops(connector, DatagramDrop.EMPTY, 1);
        assertThat(client.ask("hello")).isEqualTo("hello");
    }

    private static String header(UdpClient client) {
        return "0d0a0d0a000d0a515549540a" + "2112000c" + "7f0000017f000001"
                + String.format("%04x%04x", client.address().getPort(), client.connector().getPort());
    }

    @ParameterizedTest
    @EnumSource
    void tellsTheBackendWhoTheClientIs(HeaderRepeat repeat) throws Exception {
        EchoBackend backend = udp.opened(new EchoBackend(LOOPBACK, bytes -> new byte[] {1}));
        DatagramPreface preface = new DatagramPreface(ProxyPreface.of(ProxyProtocol.V2, TransportProtocol.UDP), repeat);
        UdpClient client = udp.client(udp.listen(
                udp.connector(Terms.PLAIN, udp.outbound("127.0.0.1", backend.address().getPort(), preface))));
        client.send("a");
        client.receive();
        client.send("b");

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
        EchoBackend backend = udp.backend();
        Connector connector = udp.connector(Terms.PLAIN.expecting(ProxyProtocol.V2), udp.outbound(backend.address()));
        UdpClient client = udp.client(udp.listen(connector));

        client.send(withHeader("10.0.0.7", 40_000, "first"));
        assertThat(client.receiveText()).isEqualTo("first");
        client.send(withHeader("10.0.0.7", 40_000, "again"));
        assertThat(client.receiveText()).isEqualTo("again");
        assertThat(client.ask("bare")).isEqualTo("bare");

        assertThat(udp.registry.views(System.nanoTime())).singleElement().satisfies(session -> {
            assertThat(session.client()).isEqualTo(new InetSocketAddress("10.0.0.7", 40_000));
            assertThat(session.listener()).isEqualTo(new InetSocketAddress("10.0.0.9", 53));
        });
    }

    /** The sender's port belongs to another client now: it must not have the first one's session. */
    @Test
    void beginsAnotherSessionForAnotherHeader() throws Exception {
        EchoBackend backend = udp.backend();
        Connector connector = udp.connector(Terms.PLAIN.expecting(ProxyProtocol.V2), udp.outbound(backend.address()));
        UdpClient client = udp.client(udp.listen(connector));
        client.send(withHeader("10.0.0.7", 40_000, "one"));
        client.receive();

        client.send(withHeader("10.0.0.8", 40_000, "two"));
        client.receive();

        assertThat(next(backend).from()).isNotEqualTo(next(backend).from());
        assertThat(udp.registry.views(System.nanoTime())).singleElement().satisfies(
                session -> assertThat(session.client()).isEqualTo(new InetSocketAddress("10.0.0.8", 40_000)));
        assertThat(connector.group().tally().ends()).containsEntry(SessionEnd.CLOSED, 1L);
    }

    @Test
    void refusesDatagramsWithoutAHeader() throws IOException {
        Connector connector = udp.connector(Terms.PLAIN.expecting(ProxyProtocol.V2), udp.outbound(udp.backend().address()));
        udp.client(udp.listen(connector)).send("no header at all, but long enough to be one");

        awaitEnd(connector, SessionEnd.PROXY_HEADER_INVALID);
        assertThat(udp.registry.sessions()).isEmpty();
    }
}
