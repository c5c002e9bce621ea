package io.sallyport.dataplane.l4.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.address.OwnListeners;
import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.connector.Listener;
import io.sallyport.dataplane.l4.dial.DatagramPreface;
import io.sallyport.dataplane.l4.dial.HostDialer;
import io.sallyport.dataplane.l4.dial.HostOutbound;
import io.sallyport.dataplane.l4.dial.LiteralHostDialer;
import io.sallyport.dataplane.l4.dial.LoopGuard;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.dial.Tie;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.Entrance;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.l4.udp.EchoBackend.Received;
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** UDP connectors over real sockets on the loopback, without the rest of layer 4. */
final class UdpFixture implements Closeable {

    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    static final InetAddress LOOPBACK_V6 = InetAddress.ofLiteral("::1");

    final Transport transport = Transport.open(TransportChoice.EPOLL, 1);
    final SessionRegistry registry = new SessionRegistry();
    final Upstream upstream = new Upstream("dns", new Tally());
    private final UnreachableSender unreachable = new UnreachableSender();
    private final UdpListeners listeners = new UdpListeners(transport, registry, unreachable);
    private final HostDialer dialer = new LiteralHostDialer(
            new LoopGuard(TransportProtocol.UDP, new UdpDialer(transport, Tie.NONE), new OwnListeners()), new SourceAddresses(),
            (loop, host, port, source, timeout) -> loop.newPromise());
    private final List<Listener> open = new ArrayList<>();
    private final List<Closeable> opened = new ArrayList<>();

    /** What tests vary; the rest is as a plain connector has it. */
    record Terms(long bytesPerSecond, List<IpPrefix> sources, ProxyProtocol proxyProtocol, int maxSessions, Duration idle) {

        static final Terms PLAIN = new Terms(0, List.of(), ProxyProtocol.OFF, 0, Duration.ofSeconds(60));

        Terms rate(long limit) {
            return new Terms(limit, sources, proxyProtocol, maxSessions, idle);
        }

        Terms from(String prefix) {
            return new Terms(bytesPerSecond, List.of(IpPrefix.parse(prefix)), proxyProtocol, maxSessions, idle);
        }

        Terms expecting(ProxyProtocol version) {
            return new Terms(bytesPerSecond, sources, version, maxSessions, idle);
        }

        Terms atMost(int sessions) {
            return new Terms(bytesPerSecond, sources, proxyProtocol, sessions, idle);
        }

        Terms idle(Duration limit) {
            return new Terms(bytesPerSecond, sources, proxyProtocol, maxSessions, limit);
        }
    }

    /** @param backend by address, or a name that is never resolved */
    Outbound outbound(String backend, int port, DatagramPreface preface) {
        return new HostOutbound(upstream,
                new HostOutbound.Destination(backend, port, new Source.Any(), DEADLINE), dialer, preface);
    }

    Outbound outbound(InetSocketAddress backend) {
        return outbound(backend.getAddress().getHostAddress(), backend.getPort(), DatagramPreface.NONE);
    }

    Connector connector(Terms terms, Outbound outbound) {
        ConnectorPlan plan = new ConnectorPlan("dns", true, TransportProtocol.UDP, new Bind.All(), 0, new Target.Local("dns"),
                terms.bytesPerSecond, terms.sources, terms.proxyProtocol, terms.maxSessions, terms.idle);
        return new Connector(new Connector.Settings(plan, outbound));
    }

    InetSocketAddress listen(Connector connector) {
        return listen(connector, LOOPBACK);
    }

    InetSocketAddress listen(Connector connector, InetAddress address) {
        return added(listeners.open(connector, new InetSocketAddress(address, 0)).syncUninterruptibly().getNow());
    }

    InetSocketAddress listen(DatagramGate gate) {
        Entrance entrance = new Entrance(new InetSocketAddress(LOOPBACK, 0), 0);
        return added(listeners.listen(entrance, gate).syncUninterruptibly().getNow());
    }

    private InetSocketAddress added(Listener listener) {
        open.add(listener);
        return ((UdpListener) listener).address();
    }

    void closeListeners() {
        open.forEach(listener -> listener.close().syncUninterruptibly());
        open.clear();
    }

    EchoBackend backend() throws IOException {
        return opened(new EchoBackend(LOOPBACK));
    }

    UdpClient client(InetSocketAddress connector) throws IOException {
        return opened(new UdpClient(new InetSocketAddress(connector.getAddress(), 0), connector));
    }

    /** Closed with the fixture. */
    <T extends Closeable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    static Received next(EchoBackend backend) throws InterruptedException {
        Received received = backend.received().poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(received).isNotNull();
        return received;
    }

    static void awaitEnd(Connector connector, SessionEnd why) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(connector.group().tally().ends()).containsKey(why));
    }

    static void awaitDrops(Connector connector, DatagramDrop why, long count) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(connector.group().tally().drops()).containsEntry(why, count));
    }

    /** Sees every session end and give its place back. */
    @Override
    public void close() throws IOException {
        closeListeners();
        registry.abort(session -> true, SessionEnd.SHUTDOWN);
        await().atMost(DEADLINE).until(() -> registry.sessions().isEmpty());
        assertThat(registry.tally().sessions()).isZero();
        for (Closeable resource : opened) {
            resource.close();
        }
        transport.close();
        unreachable.close();
    }
}
